/** A code, the questions of its group, the answer, thanks. Nothing is kept in the browser and no cookie is set. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { components } from "../api/schema.d.ts";
import { Questions } from "./Questions.tsx";
import { firstLanguage, type Lang, NAMES, WORDS } from "./words.ts";

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
  const [lang, setLang] = useState<Lang>(firstLanguage);
  const [code, setCode] = useState(() => location.hash.slice(1));
  const [asked, setAsked] = useState<Asked | null>(null);
  const [done, setDone] = useState(false);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const text = WORDS[lang];
  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = `${text.title} – AKZESS`;
  }, [lang, text]);
  useEffect(() => {
    if (asked || done) heading.current?.focus();
  }, [asked, done]);

  const refused = (status: number): void => {
    setSaid(status === 429 ? text.wait : status === 404 ? text.wrong : status === 422 ? text.empty : text.offline);
  };
  const begin = async (): Promise<void> => {
    if (!code.trim()) {
      setSaid(text.wrong);
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
  return (
    <>
      <a class="st-skip" href="#inhalt">
        {text.skip}
      </a>
      <header class="st-header">
        <p class="st-brand">
          <strong>{text.brand}</strong>
        </p>
        <nav class="st-languages" aria-label={text.language}>
          {(["de", "en"] as const).map((one) => (
            <button
              key={one}
              type="button"
              lang={one}
              aria-current={one === lang ? "true" : undefined}
              onClick={() => setLang(one)}
            >
              {NAMES[one]}
            </button>
          ))}
        </nav>
      </header>
      <main class="st-main" id="inhalt">
        <h1 tabIndex={-1} ref={heading}>
          {done ? text.thanks : text.title}
        </h1>
        {done && <p>{text.thanksText}</p>}
        {!done && !asked && (
          <form
            class="svy-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void begin();
            }}
          >
            <p>{text.intro}</p>
            <p>{text.anonymous}</p>
            <div class={`kern-form-input${said ? " kern-form-input--error" : ""}`}>
              <label class="kern-label" for="code">
                {text.code}
              </label>
              <div class="kern-hint" id="code-hint">
                {text.codeHint}
              </div>
              <input
                id="code"
                class="kern-form-input__input svy-code"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck={false}
                value={code}
                aria-describedby="code-hint code-said"
                aria-invalid={said ? "true" : undefined}
                onInput={(event) => setCode(event.currentTarget.value)}
              />
            </div>
            <p id="code-said" role="alert">
              {said}
            </p>
            <p>
              <button type="submit" class="kern-btn kern-btn--primary" aria-disabled={busy ? "true" : undefined}>
                <span class="kern-label">{text.begin}</span>
              </button>
            </p>
          </form>
        )}
        {!done && asked && <Questions asked={asked} lang={lang} said={said} busy={busy} onSend={send} />}
      </main>
    </>
  );
}
