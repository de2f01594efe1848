/** The form page by page: where one is, what is wrong, forward and back; every change is saved on the way. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { ask, type Draft, type Fault, type PortalForm, Refusal, type Submitted } from "./api.ts";
import { Documents } from "./Documents.tsx";
import { FaultList } from "./FaultList.tsx";
import { FormFields } from "./FormFields.tsx";
import type { FormState } from "./formState.ts";
import { SaveNote } from "./SaveNote.tsx";
import { Steps } from "./Steps.tsx";
import { Summary } from "./Summary.tsx";
import { useDraft } from "./useDraft.ts";
import { day, problemText, stateNames, t } from "./words.ts";

interface Props {
  readonly draft: Draft;
  readonly form: PortalForm;
  readonly onLost: () => void;
  readonly onLeft: (note: string) => Promise<void>;
  readonly onSubmitted: (submitted: Submitted) => void;
}

/** Pages that are no form. */
const LAST = ["documents", "summary"] as const;

export function Wizard({ draft, form, onLost, onLeft, onSubmitted }: Props) {
  const store = useDraft(draft, onLost);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [summary, setSummary] = useState<readonly Fault[]>([]);
  const [note, setNote] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const language = reading.value.code;
  const current = store.draft;

  const steps = [...current.steps.filter((one) => one.shown).map((one) => one.key), ...LAST];
  const here = steps.includes(store.page) ? store.page : (steps[0] ?? "purpose");
  const number = steps.indexOf(here) + 1;
  const page = form.pages.find((one) => one.key === here);
  const states = useMemo(() => stateNames(form.states, form.iso), [form, language]);

  useEffect(() => void store.refresh(), [language]);
  useEffect(() => {
    const back = (): void => {
      const wanted = location.hash.slice(1);
      if (wanted && wanted !== store.page) go(wanted, false);
    };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, [store]);

  if (current.state !== "OPEN") {
    return <Submit again current={current} onSubmitted={onSubmitted} />;
  }

  const pageOf = (path: string): string =>
    form.pages.find((one) => one.fields.some((field) => path === field.path || path.startsWith(`${field.path}.`)))
      ?.key ?? "";
  const ofPage = (key: string): readonly Fault[] => current.faults.filter((one) => pageOf(one.path) === key);
  const shownFaults = new Map(
    current.faults.filter((one) => left.has(one.path) || checked.has(pageOf(one.path))).map((one) => [one.path, one]),
  );

  function go(key: string, push = true): void {
    setSummary([]);
    setNote("");
    store.stale = false;
    store.turn(key);
    if (push) history.pushState(null, "", `#${key}`);
    scrollTo(0, 0);
    requestAnimationFrame(() => heading.current?.focus());
  }

  async function next(): Promise<void> {
    const well = await store.flush().catch(() => false);
    if (!well) return;
    setChecked(new Set([...checked, here]));
    const wrong = store.draft.faults.filter((one) => pageOf(one.path) === here);
    setSummary(wrong);
    if (wrong.length > 0) return;
    const now = [...store.draft.steps.filter((one) => one.shown).map((one) => one.key), ...LAST];
    go(now[now.indexOf(here) + 1] ?? "summary");
  }

  const state: FormState = {
    heading: t(`page.${here}`),
    answers: store.answers,
    visible: new Set(current.visible),
    notes: new Set(current.notes),
    faults: shownFaults,
    states,
    change: (path, value) => store.change(path, value),
    left: (path) => {
      setLeft(new Set([...left, path]));
      void store.flush().catch(() => undefined);
    },
  };

  return (
    <>
      <p class="st-reference">
        {t("keys.show", { reference: current.reference })} <SaveNote state={store.state} savedAt={store.savedAt} />
      </p>
      <Steps steps={steps} here={here} draft={current} onGo={go} ofPage={ofPage} />
      <h2 tabIndex={-1} ref={heading} class="po-title">
        <span class="st-count">{t("progress", { number, of: steps.length })}</span> {t(`page.${here}`)}
      </h2>
      <progress class="st-progress" max={steps.length} value={number} aria-hidden="true" />
      {store.stale && (
        <p class="st-note" role="status">
          {t("stale")}
        </p>
      )}
      {note && (
        <p class="st-note" role="status">
          {note}
        </p>
      )}
      <FaultList faults={summary} form={form} />
      {page && (
        <form noValidate class="po-form" onSubmit={(event) => event.preventDefault()}>
          <p class="st-hint">{t("requiredHint")}</p>
          <FormFields fields={page.fields} form={state} />
        </form>
      )}
      {here === "documents" && <Documents store={store} draft={current} onLost={onLost} />}
      {here === "summary" && (
        <Summary
          store={store}
          draft={current}
          answers={store.answers}
          form={form}
          states={states}
          steps={steps}
          ofPage={ofPage}
          onGo={go}
          onSubmitted={onSubmitted}
          onLost={onLost}
        />
      )}
      <div class="po-nav">
        {number > 1 && (
          <button type="button" class="kern-btn kern-btn--secondary" onClick={() => go(steps[number - 2] ?? "purpose")}>
            <span class="kern-label">{t("back")}</span>
          </button>
        )}
        {here !== "summary" && (
          <button type="button" class="kern-btn kern-btn--primary" id="weiter" onClick={() => void next()}>
            <span class="kern-label">{t("next")}</span>
          </button>
        )}
      </div>
      <Leaving store={store} onLeft={onLeft} onProblem={(code) => setNote(problemText(code))} />
    </>
  );
}

/** Stop for now, or for good. */
function Leaving({
  store,
  onLeft,
  onProblem,
}: {
  readonly store: ReturnType<typeof useDraft>;
  readonly onLeft: (note: string) => Promise<void>;
  readonly onProblem: (code: string) => void;
}) {
  const [asked, setAsked] = useState(false);
  async function pause(): Promise<void> {
    if (!(await store.flush().catch(() => false))) return;
    await onLeft(t("pause.done", { reference: store.draft.reference, date: day(store.draft.expiresAt) }));
  }
  async function remove(): Promise<void> {
    try {
      await ask("DELETE", "/portal/draft", { csrf: store.draft.csrf });
      await onLeft(t("delete.done"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      onProblem(error.code);
    }
  }
  return (
    <div class="po-leave">
      <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => void pause()}>
        <span class="kern-label">{t("pause")}</span>
      </button>
      <button type="button" class="kern-btn kern-btn--tertiary" aria-expanded={asked} onClick={() => setAsked(!asked)}>
        <span class="kern-label">{t("delete")}</span>
      </button>
      {asked && (
        <div class="st-notice st-notice--late">
          <p>{t("delete.ask")}</p>
          <p class="st-actions">
            <button type="button" class="kern-btn kern-btn--secondary" onClick={() => void remove()}>
              <span class="kern-label">{t("delete.do")}</span>
            </button>
            <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setAsked(false)}>
              <span class="kern-label">{t("cancel")}</span>
            </button>
          </p>
        </div>
      )}
    </div>
  );
}

/** A draft that is a case by now: its number, and a way to a code. */
function Submit({
  current,
  onSubmitted,
}: {
  readonly again: boolean;
  readonly current: Draft;
  readonly onSubmitted: (submitted: Submitted) => void;
}) {
  const [fault, setFault] = useState("");
  async function finish(): Promise<void> {
    try {
      const body = { truth: true, notice: true, language: reading.value.code };
      onSubmitted(await ask<Submitted>("POST", "/portal/draft/submit", { body, csrf: current.csrf }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
    }
  }
  return (
    <>
      <p>{t("done.title")}</p>
      {fault && (
        <p class="st-fault" role="alert">
          {fault}
        </p>
      )}
      <button type="button" class="kern-btn kern-btn--primary" onClick={() => void finish()}>
        <span class="kern-label">{t("done.status")}</span>
      </button>
    </>
  );
}
