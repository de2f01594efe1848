/** The employer's part: a link opens this form and nothing else; without one an employer begins by himself. */
import { useRef, useState } from "preact/hooks";
import type { Begun, Fault } from "./api.ts";
import { EmployerStart } from "./EmployerStart.tsx";
import { FaultList } from "./FaultList.tsx";
import { FormFields } from "./FormFields.tsx";
import { Pair } from "./Keys.tsx";
import { SaveNote } from "./SaveNote.tsx";
import { useEmployer } from "./useEmployer.ts";
import { day, t } from "./words.ts";

/** What the button says that sends each part. */
const SEND: Readonly<Record<string, string>> = { AGREEMENT_81A: "employer.agree", BA_INFO: "employer.answer" };

export function Employer() {
  const part = useEmployer();
  const { view, looked, answers } = part;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [signed, setSigned] = useState(false);
  const [sent, setSent] = useState(false);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [summary, setSummary] = useState<readonly Fault[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);

  /** What was wrong before the last letter is not told: it would push away what the reader is about to press. */
  async function leave(path: string): Promise<void> {
    await part.settle();
    setLeft((before) => new Set([...before, path]));
  }

  async function send(): Promise<void> {
    part.tell("");
    setAll(true);
    const found = await part.check();
    if (!found) return;
    setSummary(found.faults);
    if (found.faults.length > 0) return;
    if (!signed) {
      part.tell(t("problem.validation-failed"));
      document.getElementById("berechtigt")?.focus();
      return;
    }
    if (await part.send(signed)) {
      setSent(true);
      heading.current?.focus();
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
      {part.note && (
        <p class="st-note" role="alert">
          {part.note}
        </p>
      )}
      {part.out && (
        <EmployerStart
          again={view !== null}
          onBegun={(made) => {
            setBegun(made);
            part.begun(made);
            heading.current?.focus();
          }}
          onResume={async (keys) => {
            await part.resume(keys);
            heading.current?.focus();
          }}
        />
      )}
      {begun && (
        <div class="po-keys">
          <p>{t("employer.keys")}</p>
          <p>{t("employer.kept")}</p>
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
            {part.own
              ? t("employer.introOwn", { reference: view.reference })
              : view.person
                ? t(view.kind === "AGREEMENT_81A" ? "employer.introAgreement" : "employer.intro", {
                    person: view.person,
                  })
                : t("employer.introOffice", { reference: view.reference })}
          </p>
          {!part.own && <p class="st-hint">{t("employer.scope", { date: day(view.expiresAt) })}</p>}
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
                      heading: t(`page.${page.key}`),
                      answers,
                      visible: new Set(looked?.visible ?? view.visible),
                      notes: new Set(looked?.notes ?? view.notes),
                      faults,
                      states: [],
                      change: part.change,
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
              {part.own && <SaveNote state={part.saved} savedAt={part.savedAt} />}
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
