/** The checklist: questions that follow from each other, and what the tables answer; leaving the page forgets it all. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { type Answer, type Choices, check, choices, Refusal } from "./api.ts";
import { asApplication, asked, planOf, type Question, type Told } from "./questions.ts";
import { Result } from "./Result.tsx";
import { t, words } from "./words.ts";

/** Where the portal finds the answers that somebody takes over; the browser forgets it with the window. */
export const TAKEN = "akzess.advice.application";

export function Checklist({ heading }: { readonly heading: RefObject<HTMLHeadingElement> }) {
  const [offered, setOffered] = useState<Choices | null>(null);
  const [told, setTold] = useState<Told>({ inside: false });
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [missing, setMissing] = useState<readonly Question[]>([]);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const result = useRef<HTMLHeadingElement>(null);
  const language = reading.value.code;

  useEffect(() => {
    choices().then(setOffered, (error) => setProblem(error instanceof Refusal ? error.message : "other"));
  }, []);
  useEffect(() => {
    // Another language: the same answer in it, without moving the reader.
    if (answer && answer.language !== language) check(planOf(told)).then(setAnswer, () => setProblem("offline"));
  }, [language]);

  function tell(key: Question["key"], value: string | number | boolean | undefined): void {
    setTold({ ...told, [key]: value });
    setMissing(missing.filter((one) => one.key !== key));
    setAnswer(null);
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const empty = asked(told).filter((one) => one.required && !told[one.key]);
    setMissing(empty);
    if (empty.length > 0) {
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    setBusy(true);
    setProblem("");
    try {
      setAnswer(await check(planOf(told)));
      requestAnimationFrame(() => result.current?.focus());
    } catch (error) {
      setProblem(error instanceof Refusal ? error.message : "other");
    } finally {
      setBusy(false);
    }
  }

  function take(): void {
    sessionStorage.setItem(TAKEN, JSON.stringify(asApplication(told)));
    location.assign("/portal/?from=advice");
  }

  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {t("check.title")}
      </h1>
      <p>{t("check.intro")}</p>
      <p class="st-note">{t("check.nothing")}</p>
      {missing.length > 0 && (
        <div class="st-summary" tabIndex={-1} ref={summary} role="alert" aria-labelledby="fehler">
          <h2 id="fehler">{t("errors")}</h2>
          <ul>
            {missing.map((one) => (
              <li key={one.key}>
                <a
                  href={`#q-${one.key}`}
                  onClick={(event) => {
                    event.preventDefault();
                    document.getElementById(`q-${one.key}`)?.focus();
                  }}
                >
                  {t("required", { name: t(one.key) })}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {problem && (
        <p class="st-note" role="alert">
          {t(words.has(`problem.${problem}`) ? `problem.${problem}` : "problem.other")}
        </p>
      )}
      {offered && (
        <form class="st-form" onSubmit={(event) => void submit(event)} noValidate>
          {asked(told).map((one) => (
            <Ask key={one.key} one={one} told={told} offered={offered} wrong={missing.includes(one)} tell={tell} />
          ))}
          <button class="kern-btn kern-btn--primary" type="submit" aria-disabled={busy ? "true" : undefined}>
            <span class="kern-label">{busy ? t("loading") : t("check.do")}</span>
          </button>
        </form>
      )}
      {answer && <Result answer={answer} heading={result} onTake={take} />}
    </>
  );
}

interface AskProps {
  readonly one: Question;
  readonly told: Told;
  readonly offered: Choices;
  readonly wrong: boolean;
  readonly tell: (key: Question["key"], value: string | number | boolean | undefined) => void;
}

function Ask({ one, told, offered, wrong, tell }: AskProps) {
  const id = `q-${one.key}`;
  const hint = words.has(`${one.key}Hint`) ? `${id}-hint` : undefined;
  const described = [hint, wrong ? `${id}-error` : undefined].filter(Boolean).join(" ") || undefined;
  if (one.kind === "yes") {
    return (
      <div class="kern-form-check ad-yes">
        <input
          id={id}
          class="kern-form-check__checkbox"
          type="checkbox"
          checked={told[one.key] === true}
          aria-describedby={described}
          onChange={(event) => tell(one.key, event.currentTarget.checked)}
        />
        <label class="kern-label" for={id}>
          {t(one.key)}
        </label>
        {hint && (
          <span class="kern-hint" id={hint}>
            {t(`${one.key}Hint`)}
          </span>
        )}
      </div>
    );
  }
  return (
    <div class={`kern-form-input${wrong ? " kern-form-input--error" : ""}`}>
      <label class="kern-label" for={id}>
        {t(one.key)}
        {one.required && <span aria-hidden="true"> *</span>}
      </label>
      {hint && (
        <div class="kern-hint" id={hint}>
          {t(`${one.key}Hint`)}
        </div>
      )}
      {one.kind === "number" ? (
        <input
          id={id}
          class="kern-form-input__input ad-number"
          type="number"
          inputMode="numeric"
          min="0"
          max={one.max}
          step="1"
          dir="ltr"
          aria-describedby={described}
          value={told[one.key] === undefined ? "" : String(told[one.key])}
          onInput={(event) => {
            const typed = event.currentTarget.valueAsNumber;
            tell(one.key, Number.isInteger(typed) && typed >= 0 && typed <= (one.max ?? typed) ? typed : undefined);
          }}
        />
      ) : (
        <div class="kern-form-input__select-wrapper">
          <select
            id={id}
            class={`kern-form-input__select${wrong ? " kern-form-input__select--error" : ""}`}
            aria-required={one.required ? "true" : undefined}
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={described}
            value={String(told[one.key] ?? "")}
            onChange={(event) => tell(one.key, event.currentTarget.value || undefined)}
          >
            <option value="">{t("choose")}</option>
            {one.options?.(offered).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      )}
      {wrong && (
        <p class="kern-error" id={`${id}-error`}>
          <span class="kern-body">{t("required", { name: t(one.key) })}</span>
        </p>
      )}
    </div>
  );
}
