/** Everything once more, what is missing, the two declarations, and the button. */
import { useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { at } from "./answers.ts";
import {
  type Answers,
  ask,
  type Draft,
  type Fault,
  type Field,
  type PortalForm,
  Refusal,
  type Submitted,
} from "./api.ts";
import type { DraftStore } from "./useDraft.ts";
import { day, problemText, t } from "./words.ts";

interface Props {
  readonly store: DraftStore;
  readonly draft: Draft;
  readonly answers: Answers;
  readonly form: PortalForm;
  readonly states: readonly (readonly [string, string])[];
  readonly steps: readonly string[];
  readonly ofPage: (key: string) => readonly Fault[];
  readonly onGo: (key: string) => void;
  readonly onSubmitted: (submitted: Submitted) => void;
  readonly onLost: () => void;
}

export function Summary({ store, draft, answers, form, states, steps, ofPage, onGo, onSubmitted, onLost }: Props) {
  const [truth, setTruth] = useState(false);
  const [notice, setNotice] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const alert = useRef<HTMLParagraphElement>(null);
  const pages = form.pages.filter((one) => steps.includes(one.key));
  const open = pages.filter((one) => ofPage(one.key).length > 0);
  const wanted = draft.documents.filter((one) => one.required);
  const there = wanted.filter((one) => draft.files.some((file) => file.code === one.code));
  const names = new Map(states);

  async function submit(): Promise<void> {
    if (busy) return;
    if (!truth || !notice) {
      setFault(t("problem.validation-failed"));
      document.getElementById(truth ? "hinweise" : "richtig")?.focus();
      return;
    }
    setBusy(true);
    setFault("");
    try {
      await store.flush();
      const body = { truth, notice, language: reading.value.code };
      onSubmitted(await ask<Submitted>("POST", "/portal/draft/submit", { body, csrf: store.draft.csrf }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) onLost();
      setFault(problemText(error.code));
      if (error.status === 422) await store.refresh();
      alert.current?.focus();
      setBusy(false);
    }
  }

  return (
    <>
      <p>{t("summary.intro")}</p>
      {open.length > 0 && (
        <div class="st-notice st-notice--late">
          <p>{t("summary.faults")}</p>
          <ul>
            {open.map((one) => (
              <li key={one.key}>
                <button type="button" class="st-link" onClick={() => onGo(one.key)}>
                  {t(`page.${one.key}`)}: {t("step.faults", { count: ofPage(one.key).length })}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {pages.map((page) => (
        <section key={page.key} class="po-review" aria-labelledby={`pruefen-${page.key}`}>
          <h3 id={`pruefen-${page.key}`}>{t(`page.${page.key}`)}</h3>
          <dl>
            {rows(page.fields, answers, "", new Set(draft.visible), names).map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
          <button type="button" class="st-link" onClick={() => onGo(page.key)}>
            {t("summary.change", { page: t(`page.${page.key}`) })}
          </button>
        </section>
      ))}
      <section class="po-review" aria-labelledby="pruefen-unterlagen">
        <h3 id="pruefen-unterlagen">{t("page.documents")}</h3>
        <p>{t("summary.documents", { there: there.length, wanted: wanted.length })}</p>
        {there.length < wanted.length && <p class="st-notice">{t("summary.missing")}</p>}
        <button type="button" class="st-link" onClick={() => onGo("documents")}>
          {t("summary.change", { page: t("page.documents") })}
        </button>
      </section>
      <details class="po-notices">
        <summary>{t("summary.notices")}</summary>
        <p>{t("notice.cooperation")}</p>
        <p>{t("notice.privacy")}</p>
      </details>
      <div class="po-field po-check">
        <input
          id="richtig"
          type="checkbox"
          aria-required="true"
          checked={truth}
          onChange={(e) => setTruth(e.currentTarget.checked)}
        />
        <label for="richtig">{t("summary.truth")}</label>
      </div>
      <div class="po-field po-check">
        <input
          id="hinweise"
          type="checkbox"
          aria-required="true"
          checked={notice}
          onChange={(e) => setNotice(e.currentTarget.checked)}
        />
        <label for="hinweise">{t("summary.notice")}</label>
      </div>
      <p class="st-fault" role="alert" tabIndex={-1} ref={alert}>
        {fault}
      </p>
      <button
        type="button"
        class="kern-btn kern-btn--primary po-wide"
        id="absenden"
        aria-disabled={busy || open.length > 0 ? "true" : undefined}
        onClick={() => open.length === 0 && void submit()}
      >
        <span class="kern-label">{busy ? t("submitting") : t("submit")}</span>
      </button>
    </>
  );
}

/** One line for each answered question. */
export function rows(
  fields: readonly Field[],
  answers: Answers,
  base: string,
  visible: ReadonlySet<string>,
  states: ReadonlyMap<string, string>,
): (readonly [string, string])[] {
  return fields.flatMap((field) => {
    if (field.type === "text") return [];
    if (field.type === "group") return rows(field.fields, answers, base, visible, states);
    const path = `${base}${field.path}`;
    if (!visible.has(path)) return [];
    const value = at(answers, path);
    if (field.type === "dynamiclist") {
      const items = Array.isArray(value) ? value : [];
      return items.flatMap((_, index) =>
        rows(field.fields, answers, `${path}.${index}.`, visible, states).map(
          ([label, shown]) => [`${field.label} ${index + 1}: ${label}`, shown] as const,
        ),
      );
    }
    const shown = said(field, value, states);
    return shown ? [[field.label, shown] as const] : [];
  });
}

function said(field: Field, value: unknown, states: ReadonlyMap<string, string>): string {
  if (Array.isArray(value)) return value.map((one) => said(field, one, states)).join(", ");
  if (value === null || value === undefined || value === "") return "";
  if (field.states) return states.get(String(value)) ?? String(value);
  const option = field.options.find((one) => one.value === value);
  if (option) return option.label;
  if (typeof value === "boolean") return value ? t("yes") : "";
  if (field.type === "datetime") return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? day(String(value)) : String(value);
  return String(value);
}
