/** The employer's part: a link opens this form and nothing else. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { put, withBeginnings } from "./answers.ts";
import {
  type Answers,
  ask,
  type Begun,
  type EmployerLooked,
  type EmployerView,
  type Entered,
  type Fault,
  forgetWord,
  keepWord,
  ownWord,
  Refusal,
} from "./api.ts";
import { EmployerStart } from "./EmployerStart.tsx";
import { FaultList } from "./FaultList.tsx";
import { FormFields } from "./FormFields.tsx";
import { Pair } from "./Keys.tsx";
import { day, problemText, t } from "./words.ts";

const PAUSE_MS = 500;
/** What the button says that sends each part. */
const SEND: Readonly<Record<string, string>> = { AGREEMENT_81A: "employer.agree", BA_INFO: "employer.answer" };

/** What stands behind the #, unless it is a place of this page (the skip link). */
function behind(): string {
  const found = location.hash.slice(1);
  return document.getElementById(found) ? "" : found;
}

/** The token stands behind the #: no server and no log ever sees it. It is used once and taken out of the address. */
function token(): string {
  const found = behind();
  if (found) history.replaceState(null, "", location.pathname + location.search);
  return found;
}

/** Another link in the same window is another application: begin from the beginning. */
function anotherLink(): void {
  if (behind()) location.reload();
}

export function Employer() {
  const [view, setView] = useState<EmployerView | null>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const [looked, setLooked] = useState<EmployerLooked | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [signed, setSigned] = useState(false);
  const [sent, setSent] = useState(false);
  const [note, setNote] = useState("");
  const [alone, setAlone] = useState(false);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [summary, setSummary] = useState<readonly Fault[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  const timer = useRef(0);
  /** In memory only: who comes back from lunch goes on without losing what was typed, which is kept nowhere. */
  const link = useRef("");
  const language = reading.value.code;

  const enter = useCallback(async (): Promise<void> => {
    const entered = await ask<Entered>("POST", "/portal/employer/session", { body: { token: link.current } });
    keepWord("employer", entered.csrf);
  }, []);

  /** Ask under this window's word; a session that is over begins anew as long as the link is good. */
  const inside = useCallback(
    async function asked<T>(work: (csrf: string) => Promise<T>): Promise<T> {
      try {
        return await work(ownWord("employer"));
      } catch (error) {
        if (!(error instanceof Refusal && [401, 403].includes(error.status) && link.current)) throw error;
        await enter();
        return work(ownWord("employer"));
      }
    },
    [enter],
  );

  const show = useCallback(async (keep: boolean): Promise<void> => {
    try {
      const found = await inside((csrf) =>
        ask<EmployerView>("GET", `/portal/employer/part?lang=${reading.value.code}`, { csrf }),
      );
      keepWord("employer", found.csrf);
      setView(found);
      setLooked((before) => (keep && before ? before : found));
      if (!keep) setAnswers(found.answers as Answers);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setNote(problemText(error.status === 401 ? "portal-link" : error.code));
    }
  }, []);

  useEffect(() => {
    link.current = token();
    addEventListener("hashchange", anotherLink);
    const over = (): void => {
      clearTimeout(timer.current);
      removeEventListener("hashchange", anotherLink);
    };
    if (!link.current) {
      // Whoever reloads the page is still in; anybody else came without a link.
      ask<EmployerView>("GET", `/portal/employer/part?lang=${reading.value.code}`, { csrf: ownWord("employer") }).then(
        () => show(false),
        () => {
          forgetWord("employer");
          setAlone(true);
        },
      );
      return over;
    }
    enter().then(
      () => show(false),
      // A link that an e-mail has cut off is no link either.
      (error: unknown) =>
        setNote(problemText(!(error instanceof Refusal) ? "other" : error.status === 422 ? "portal-link" : error.code)),
    );
    return over;
  }, []);
  useEffect(() => {
    if (view) void show(true);
  }, [language]);

  async function check(given: Answers): Promise<EmployerLooked | null> {
    if (!view) return null;
    try {
      const body = { answers: given, language: reading.value.code };
      const found = await inside((csrf) => ask<EmployerLooked>("POST", "/portal/employer/check", { body, csrf }));
      setLooked(found);
      return found;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setNote(problemText(error.code));
      return null;
    }
  }

  function change(path: string, value: unknown): void {
    const next = put(answers, path, value);
    setAnswers(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      void check(next);
    }, PAUSE_MS);
  }

  /** What was wrong before the last letter is not told: it would push away what the reader is about to press. */
  async function leave(path: string): Promise<void> {
    if (timer.current) {
      clearTimeout(timer.current);
      timer.current = 0;
      await check(answers);
    }
    setLeft((before) => new Set([...before, path]));
  }

  async function send(): Promise<void> {
    if (!view) return;
    clearTimeout(timer.current);
    setNote("");
    setAll(true);
    const found = await check(answers);
    if (!found) return;
    setSummary(found.faults);
    if (found.faults.length > 0) return;
    if (!signed) {
      setNote(t("problem.validation-failed"));
      document.getElementById("berechtigt")?.focus();
      return;
    }
    try {
      const body = { answers: withBeginnings(answers, {}), signed, language: reading.value.code };
      await inside((csrf) => ask("POST", "/portal/employer/part", { body, csrf }));
      setSent(true);
      heading.current?.focus();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setNote(problemText(error.code));
    }
  }

  const faults = new Map(
    (looked?.faults ?? []).filter((one) => all || left.has(one.path)).map((one) => [one.path, one] as const),
  );
  const over = sent || view?.state === "ANSWERED";
  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {view ? t(`employer.${view.kind}`) : t("employer.title")}
      </h1>
      {note && (
        <p class="st-note" role="alert">
          {note}
        </p>
      )}
      {alone && !view && (
        <EmployerStart
          onBegun={(made) => {
            keepWord("employer", made.csrf);
            setBegun(made);
            setAlone(false);
            heading.current?.focus();
            void show(false);
          }}
        />
      )}
      {begun && (
        <div class="po-keys">
          <p>{t("employer.keys")}</p>
          <Pair reference={begun.reference} code={begun.code} referenceLabel={t("take.number")} codeLabel={t("code")} />
        </div>
      )}
      {over && (
        <div class="st-success">
          <p>{t("employer.done")}</p>
          <p>{t("employer.doneText")}</p>
        </div>
      )}
      {view && !over && (
        <>
          <p>
            {view.reference.startsWith("A-")
              ? t("employer.introOwn", { reference: view.reference })
              : view.person
                ? t(view.kind === "AGREEMENT_81A" ? "employer.introAgreement" : "employer.intro", {
                    person: view.person,
                  })
                : t("employer.introOffice", { reference: view.reference })}
          </p>
          {!view.reference.startsWith("A-") && (
            <p class="st-hint">{t("employer.scope", { date: day(view.expiresAt) })}</p>
          )}
          {view.state === "WAITING" ? (
            <p class="st-notice">{t("employer.waiting")}</p>
          ) : (
            <form noValidate class="po-form" onSubmit={(event) => event.preventDefault()}>
              <FaultList faults={summary} form={view} />
              {view.asked.length > 0 && (
                <section class="st-section" aria-labelledby="gefragt">
                  <h2 id="gefragt">{t("employer.asked")}</h2>
                  {/* The agency writes German, whatever the reader reads. */}
                  <ul lang="de" dir="ltr">
                    {view.asked.map((one) => (
                      <li key={one}>{one}</li>
                    ))}
                  </ul>
                  {view.until && <p>{t("employer.askedUntil", { date: day(view.until) })}</p>}
                </section>
              )}
              <p class="st-hint">{t("requiredHint")}</p>
              {view.pages.map((page) => (
                <section key={page.key} class="st-section" aria-labelledby={`teil-${page.key}`}>
                  <h2 id={`teil-${page.key}`}>{t(`page.${page.key}`)}</h2>
                  <FormFields
                    fields={page.fields}
                    form={{
                      answers,
                      visible: new Set(looked?.visible ?? view.visible),
                      notes: new Set(looked?.notes ?? view.notes),
                      faults,
                      states: [],
                      change,
                      left: (path) => void leave(path),
                    }}
                  />
                </section>
              ))}
              <div class="po-field po-check">
                <input
                  id="berechtigt"
                  type="checkbox"
                  aria-required="true"
                  checked={signed}
                  onChange={(e) => setSigned(e.currentTarget.checked)}
                />
                <label for="berechtigt">{t("employer.sign")}</label>
              </div>
              <button
                type="button"
                class="kern-btn kern-btn--primary po-wide"
                id="erklaeren"
                onClick={() => void send()}
              >
                <span class="kern-label">{t(SEND[view.kind] ?? "employer.send")}</span>
              </button>
            </form>
          )}
        </>
      )}
    </>
  );
}
