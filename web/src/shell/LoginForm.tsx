/** Account and password, or the login of the authority; as a page and inside the dialog over a page. */
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem } from "../api/problems.ts";
import { me } from "../api/session.ts";
import { Alert, Button, TextInput } from "../ui/index.ts";
import { type LoginMethods, logIn, logInElsewhere, methods } from "./login.ts";
import { SITES, shell } from "./texts.ts";

const DEMO_PASSWORD = "akzess-demo";

export function LoginForm({ demo }: { readonly demo?: boolean }) {
  const text = shell.value;
  const [account, setAccount] = useState(me.peek()?.account ?? "");
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [known, setKnown] = useState<LoginMethods | null>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    methods().then(setKnown, () => setKnown({ local: true, oidc: null, demo: null }));
  }, []);
  const enter = async (name: string, secret: string): Promise<void> => {
    setAsked(true);
    if (!name || !secret) {
      form.current?.querySelector<HTMLElement>(name ? "[name=password]" : "[name=account]")?.focus();
      return;
    }
    setBusy(true);
    setRefusal("");
    try {
      await logIn(name, secret);
    } catch (error) {
      const problem = asProblem(error);
      setRefusal(
        problem.status === 401 ? text.wrong : problem.status === 429 ? text.tooMany : problem.detail || problem.title,
      );
      setBusy(false);
      form.current?.querySelector<HTMLElement>("[name=password]")?.focus();
    }
  };
  return (
    <>
      {refusal && <Alert tone="danger" title={refusal} live />}
      {known?.oidc && (
        <Button variant="primary" class="kern-btn--block" icon="account-circle" onClick={logInElsewhere}>
          {text.oidc(known.oidc.name)}
        </Button>
      )}
      {known?.oidc && known.local && <p class="akz-or">{text.or}</p>}
      {known?.local !== false && (
        <form
          ref={form}
          class="akz-stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void enter(account.trim(), password);
          }}
        >
          <TextInput
            label={text.account}
            name="account"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            value={account}
            onValue={setAccount}
            error={asked && !account.trim() ? text.missingAccount : undefined}
          />
          <TextInput
            label={text.password}
            name="password"
            type="password"
            autocomplete="current-password"
            autofocus={Boolean(me.peek())}
            value={password}
            onValue={setPassword}
            error={asked && !password ? text.missingPassword : undefined}
          />
          <Button type="submit" variant={known?.oidc ? "secondary" : "primary"} class="kern-btn--block" busy={busy}>
            {text.login}
          </Button>
        </form>
      )}
      {demo && known?.demo && (
        <section class="akz-demo" aria-labelledby="akz-demo-title">
          <h2 id="akz-demo-title" class="akz-h3">
            {text.demoTitle}
          </h2>
          <p class="akz-muted">
            {text.demoText} <code>{DEMO_PASSWORD}</code>
          </p>
          <details open>
            <summary>{text.showDemo}</summary>
            <ul class="akz-demo-list">
              {known.demo.map((person) => (
                <li key={person.account}>
                  <button
                    type="button"
                    class="akz-demo-person"
                    onClick={() => void enter(person.account, DEMO_PASSWORD)}
                  >
                    <span class="akz-strong">{person.account}</span>
                    <span class="akz-muted">
                      {text.role(person.role)}
                      {person.sites.length === 1 && `, ${SITES[person.sites[0] ?? ""] ?? person.sites[0]}`}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        </section>
      )}
    </>
  );
}
