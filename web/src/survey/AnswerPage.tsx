/** A code, the questions of its group, the answer, thanks. Nothing is kept in the browser and no cookie is set. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { components } from "../api/schema.d.ts";
import { followLanguage, latinDigits, read, reading } from "../i18n/applicant.ts";
import { LanguageChoice } from "../i18n/LanguageChoice.tsx";
import { Questions } from "./Questions.tsx";
import { t, words } from "./words.ts";

export type Asked = components["schemas"]["SurveyQuestions"];

/** The answer of the server: its status, and the content of a good one. */
async function tell<T>(path: string, body: unknown): Promise<{ status: number; content: T | null }> {
  try {
    const answer = await fetch(path, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, content: answer.status === 200 ? ((await answer.json()) as T) : null };
  } catch {
    return { status: 0, content: null };
  }
}

export function AnswerPage() {
  const [code, setCode] = useState(() => location.hash.slice(1));
  const [asked, setAsked] = useState<Asked | null>(null);
  const [done, setDone] = useState(false);
  /** The key of the words. */
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const { ready } = words;
  useEffect(() => followLanguage(), []);
  useEffect(() => {
    if (ready.value) document.title = `${t("title")} – AKZESS`;
  }, [ready.value, reading.value]);
  useEffect(() => {
    if (asked || done) heading.current?.focus();
  }, [asked, done]);

  const refused = (status: number): void => {
    setSaid(status === 429 ? "wait" : status === 404 ? "wrong" : status === 422 ? "empty" : "offline");
  };
  const begin = async (): Promise<void> => {
    if (!code.trim()) {
      setSaid("wrong");
      return;
    }
    setBusy(true);
    setSaid("");
    const found = await tell<Asked>("/survey/questionnaire", { code });
    setBusy(false);
    if (found.content) setAsked(found.content);
    else refused(found.status);
  };
  const send = async (ratings: Record<string, number>, texts: Record<string, string>): Promise<void> => {
    setBusy(true);
    setSaid("");
    const found = await tell("/survey/answers", { code, ratings, texts });
    setBusy(false);
    if (found.status === 204) setDone(true);
    else refused(found.status);
  };
  if (!ready.value) return null;
  return (
    <>
      <a class="st-skip" href="#inhalt">
        {t("skip")}
      </a>
      <header class="st-header">
        <p class="st-brand">
          <strong>{t("brand")}</strong>
        </p>
        <LanguageChoice label={t("language")} chosen={reading.value.code} onChoose={(code) => read(code, false)} />
      </header>
      <main class="st-main" id="inhalt">
        <h1 tabIndex={-1} ref={heading}>
          {done ? t("thanks") : t("title")}
        </h1>
        {!["de", "en"].includes(reading.value.code) && <p class="svy-machine">{t("machine")}</p>}
        {done && <p>{t("thanksText")}</p>}
        {!done && !asked && (
          <form
            class="svy-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void begin();
            }}
          >
            <p>{t("intro")}</p>
            <p>{t("anonymous")}</p>
            <div class={`kern-form-input${said ? " kern-form-input--error" : ""}`}>
              <label class="kern-label" for="code">
                {t("code")}
              </label>
              <div class="kern-hint" id="code-hint">
                {t("codeHint")}
              </div>
              <input
                id="code"
                class="kern-form-input__input svy-code"
                dir="ltr"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck={false}
                value={code}
                aria-describedby="code-hint code-said"
                aria-invalid={said ? "true" : undefined}
                onInput={(event) => setCode(latinDigits(event.currentTarget.value))}
              />
            </div>
            <p id="code-said" role="alert">
              {said && t(said)}
            </p>
            <p>
              <button type="submit" class="kern-btn kern-btn--primary" aria-disabled={busy ? "true" : undefined}>
                <span class="kern-label">{t("begin")}</span>
              </button>
            </p>
          </form>
        )}
        {!done && asked && <Questions asked={asked} said={said && t(said)} busy={busy} onSend={send} />}
      </main>
    </>
  );
}
