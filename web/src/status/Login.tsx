/** In by number and code; faults are named at the top and at their field. */
import { useEffect, useRef, useState } from "preact/hooks";
import { latinDigits } from "../i18n/applicant.ts";
import { enter, Refusal } from "./api.ts";
import { page, problemText, word } from "./words.ts";

interface Props {
  readonly preset: string;
  readonly onEntered: () => Promise<void>;
}

type Name = "reference" | "code";
const NAMES: readonly Name[] = ["reference", "code"];

export function Login({ preset, onEntered }: Props) {
  const [values, setValues] = useState<Record<Name, string>>({ reference: preset, code: "" });
  const [empty, setEmpty] = useState<readonly Name[]>([]);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const failed = empty.length > 0 || problem !== null;

  useEffect(() => {
    if (failed && !busy) summary.current?.focus();
  }, [failed, busy, empty, problem]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const missing = NAMES.filter((name) => !values[name].trim());
    setEmpty(missing);
    setProblem(null);
    if (missing.length) return;
    setBusy(true);
    try {
      await enter(values.reference.trim(), values.code);
      await onEntered();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setProblem(error);
      setBusy(false);
    }
  }

  const field = (name: Name, more: Record<string, string>) => {
    const wrong = empty.includes(name);
    return (
      <div class={`kern-form-input${wrong ? " kern-form-input--error" : ""}`}>
        <label class="kern-label" for={name}>
          {word(name)}
        </label>
        <div class="kern-hint" id={`${name}-hint`}>
          {word(`${name}Hint`)}
        </div>
        <input
          id={name}
          name={name}
          class={`kern-form-input__input${wrong ? " kern-form-input__input--error" : ""}`}
          type="text"
          dir="ltr"
          spellcheck={false}
          autocapitalize="characters"
          aria-required="true"
          aria-invalid={wrong ? "true" : undefined}
          aria-describedby={wrong ? `${name}-hint ${name}-error` : `${name}-hint`}
          value={values[name]}
          onInput={(event) => setValues({ ...values, [name]: latinDigits(event.currentTarget.value) })}
          {...more}
        />
        {wrong && (
          <p class="kern-error" id={`${name}-error`}>
            <span class="kern-body">{word("required", { name: word(name) })}</span>
          </p>
        )}
      </div>
    );
  };

  return (
    <>
      <p>{word("intro")}</p>
      {failed && (
        <div class="st-summary" tabIndex={-1} ref={summary} role="alert" aria-labelledby="fehler">
          <h2 id="fehler">{word("errors")}</h2>
          <ul>
            {problem && (
              <li>
                <a href="#reference">{problemText(problem)}</a>
              </li>
            )}
            {empty.map((name) => (
              <li key={name}>
                <a href={`#${name}`}>{word("required", { name: word(name) })}</a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <form class="st-form" onSubmit={(event) => void submit(event)} noValidate>
        {field("reference", { autocomplete: "off", maxlength: "60" })}
        {field("code", { autocomplete: "one-time-code", maxlength: "60" })}
        <button class="kern-btn kern-btn--primary" type="submit" aria-disabled={busy ? "true" : undefined}>
          <span class="kern-label">{busy ? word("loading") : word("show")}</span>
        </button>
      </form>
      {(page.value?.examples.length ?? 0) > 0 && (
        <aside class="st-demo" lang="de" dir="ltr" aria-label="Demo">
          <p>
            Demo – diese Anträge darf jede und jeder ansehen / <span lang="en">anybody may look at these</span>:
          </p>
          <ul>
            {page.value?.examples.map((one) => (
              <li key={one.reference}>
                <button
                  type="button"
                  class="st-link"
                  onClick={() => setValues({ reference: one.reference, code: one.code })}
                >
                  {one.reference}
                </button>{" "}
                <code>{one.code}</code>
              </li>
            ))}
          </ul>
        </aside>
      )}
    </>
  );
}
