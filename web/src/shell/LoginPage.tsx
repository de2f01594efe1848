/** The page before the login, and the dialog when a session has ended in the middle of work. */
import { useEffect } from "preact/hooks";
import { loginNeeded } from "../api/session.ts";
import { language } from "../i18n/index.ts";
import { Dialog } from "../ui/index.ts";
import { LoginForm } from "./LoginForm.tsx";
import { chooseBeforeLogin } from "./login.ts";
import { shell } from "./texts.ts";

export function LoginPage() {
  const text = shell.value;
  useEffect(() => {
    document.title = `${text.loginTitle} – AKZESS`;
  }, [text]);
  const other = language.value === "de" ? "en" : "de";
  return (
    <main class="akz-login" id="content">
      <div class="akz-login-card">
        <p class="akz-brand">AKZESS</p>
        <p class="akz-muted">{text.loginLead}</p>
        <h1 class="akz-h1">{text.loginTitle}</h1>
        <LoginForm demo />
        <p class="akz-login-language">
          <button type="button" class="akz-link" lang={other} onClick={() => chooseBeforeLogin(other)}>
            {other === "en" ? text.english : text.german}
          </button>
        </p>
      </div>
    </main>
  );
}

export function LoginDialog() {
  if (!loginNeeded.value) return null;
  const text = shell.value;
  return (
    <Dialog title={text.loginAgain} closable={false} onClose={() => undefined}>
      <p>{text.loginAgainText}</p>
      <div class="akz-stack akz-wide">
        <LoginForm />
      </div>
    </Dialog>
  );
}
