/** An employer who came without a link: declare under a number of one's own, or begin the fast-track procedure. */
import { useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { ask, type Begun, Refusal } from "./api.ts";
import { problemText, t } from "./words.ts";

/** Where the first page of an application looks for beginnings (Start.tsx). */
const BEGINNINGS = "akzess.advice.application";

export function EmployerStart({ onBegun }: { readonly onBegun: (begun: Begun) => void }) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  async function begin(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault("");
    try {
      onBegun(await ask<Begun>("POST", "/portal/employer/begin", { body: { language: reading.value.code } }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
    } finally {
      setBusy(false);
    }
  }

  function fastTrack(): void {
    sessionStorage.setItem(BEGINNINGS, JSON.stringify({ purpose: "FG7" }));
    location.assign(`/portal/?lang=${reading.value.code}`);
  }

  return (
    <>
      <p>{t("employer.start")}</p>
      {fault && (
        <p class="st-fault" role="alert">
          {fault}
        </p>
      )}
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
