/** An employer without a link: declare under a number of one's own, go on with that, or begin the fast-track procedure. */
import { useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { ask, type Begun, Refusal } from "./api.ts";
import { KeyField } from "./KeyField.tsx";
import type { Keys } from "./useEmployer.ts";
import { problemText, t } from "./words.ts";

/** Where the first page of an application looks for beginnings (Start.tsx). */
const BEGINNINGS = "akzess.advice.application";

interface Props {
  /** Only to come back to what is still on the page. */
  readonly again: boolean;
  readonly onBegun: (begun: Begun) => void;
  readonly onResume: (keys: Keys) => Promise<void>;
}

export function EmployerStart({ again, onBegun, onResume }: Props) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  const [reference, setReference] = useState("");
  const [code, setCode] = useState("");

  async function act(work: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault("");
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
    } finally {
      setBusy(false);
    }
  }

  const begin = (): Promise<void> =>
    act(async () =>
      onBegun(await ask<Begun>("POST", "/portal/employer/begin", { body: { language: reading.value.code } })),
    );

  const resume = (event: Event): Promise<void> => {
    event.preventDefault();
    return act(() => onResume({ reference: reference || " ", code: code || " " }));
  };

  function fastTrack(): void {
    sessionStorage.setItem(BEGINNINGS, JSON.stringify({ purpose: "FG7" }));
    location.assign(`/portal/?lang=${reading.value.code}`);
  }

  const told = fault && (
    <p class="st-fault" role="alert">
      {fault}
    </p>
  );
  const back = (
    <section class="st-section" aria-labelledby="fortsetzen">
      <h2 id="fortsetzen">{t("employer.resume")}</h2>
      {again && told}
      <form class="st-form" noValidate onSubmit={(event) => void resume(event)}>
        <KeyField id="erklaerung-nummer" label={t("take.number")} value={reference} onValue={setReference} />
        <KeyField id="erklaerung-code" label={t("code")} value={code} onValue={setCode} />
        <button type="submit" class="kern-btn kern-btn--secondary" aria-disabled={busy ? "true" : undefined}>
          <span class="kern-label">{t("resume.do")}</span>
        </button>
      </form>
    </section>
  );
  if (again) return back;
  return (
    <>
      <p>{t("employer.start")}</p>
      {told}
      <section class="st-section" aria-labelledby="selbst">
        <h2 id="selbst">{t("employer.own")}</h2>
        <p>{t("employer.ownText")}</p>
        <p>
          <button
            type="button"
            class="kern-btn kern-btn--primary po-wide"
            id="selbst-beginnen"
            aria-disabled={busy ? "true" : undefined}
            onClick={() => void begin()}
          >
            <span class="kern-label">{t("employer.ownDo")}</span>
          </button>
        </p>
      </section>
      {back}
      <section class="st-section" aria-labelledby="beschleunigt">
        <h2 id="beschleunigt">{t("employer.fast")}</h2>
        <p>{t("employer.fastText")}</p>
        <p>
          <button
            type="button"
            class="kern-btn kern-btn--secondary po-wide"
            id="beschleunigt-beginnen"
            onClick={fastTrack}
          >
            <span class="kern-label">{t("employer.fastDo")}</span>
          </button>
        </p>
      </section>
    </>
  );
}
