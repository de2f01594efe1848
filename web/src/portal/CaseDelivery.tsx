/** Decisions by retrieval (section 41(2a) VwVfG): consent, what is ready until when, and what a retrieval means. */
import { useEffect, useState } from "preact/hooks";
import type { components } from "../api/schema.d.ts";
import { reading } from "../i18n/applicant.ts";
import { ask, Refusal } from "./api.ts";
import type { CaseProps } from "./CaseExtras.tsx";
import { day, problemText, t } from "./words.ts";

type Delivery = components["schemas"]["CaseDelivery"];
type Provision = components["schemas"]["CaseProvision"];

export function CaseDelivery({ csrf, window, onLost }: CaseProps) {
  const [delivery, setDelivery] = useState<Delivery | null>(null);
  const [fault, setFault] = useState("");
  const language = reading.value.code;

  async function act(work: () => Promise<unknown>): Promise<void> {
    setFault("");
    try {
      await work();
      setDelivery(await ask<Delivery>("GET", `/status/delivery?lang=${language.split("-")[0]}`, { csrf }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) await onLost();
      else setFault(problemText(error.code));
    }
  }
  useEffect(() => void act(() => Promise.resolve()), [language]);

  if (!delivery) return null;
  const agreed = delivery.consentedAt && !delivery.withdrawnAt;
  return (
    <section class="st-section" aria-labelledby="abruf">
      <h2 id="abruf">{t("case.delivery")}</h2>
      {delivery.provisions.map((one) => (
        <Offer
          key={`${one.document}${one.number}`}
          one={one}
          file={`/status/delivery/${one.document}/content?window=${window}`}
          onRetrieve={(file) => act(() => retrieved(one.document, csrf, file))}
        />
      ))}
      {agreed ? (
        <>
          <p>{t("case.consented", { date: day(delivery.consentedAt ?? "") })}</p>
          <p>
            <button
              type="button"
              class="kern-btn kern-btn--tertiary"
              onClick={() => void act(() => ask("DELETE", "/status/delivery/consent", { csrf }))}
            >
              <span class="kern-label">{t("case.withdraw")}</span>
            </button>
          </p>
        </>
      ) : (
        <>
          {delivery.withdrawnAt && <p class="st-note">{t("case.withdrawn")}</p>}
          <p>{t("case.deliveryText")}</p>
          <p>
            <button
              type="button"
              class="kern-btn kern-btn--secondary"
              id="zustimmen"
              onClick={() => void act(() => ask("POST", "/status/delivery/consent", { csrf, body: { language } }))}
            >
              <span class="kern-label">{t("case.consent")}</span>
            </button>
          </p>
        </>
      )}
      {fault && (
        <p class="st-fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

/** Note the retrieval first, then fetch the file: who has the file has been told what it means. */
async function retrieved(document: string, csrf: string, file: string): Promise<void> {
  await ask("POST", `/status/delivery/${document}/retrieval`, { csrf });
  location.assign(file);
}

interface OfferProps {
  readonly one: Provision;
  /** Where the decision is fetched once it has been retrieved. */
  readonly file: string;
  readonly onRetrieve: (file: string) => Promise<void>;
}

function Offer({ one, file, onRetrieve }: OfferProps) {
  const [asked, setAsked] = useState(false);
  const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
  return (
    <div class="st-paper">
      <h3>{one.title}</h3>
      {one.state === "OPEN" && (
        <>
          <p>{t("case.available", { date: day(one.endsOn) })}</p>
          {asked ? (
            <div class="st-notice">
              <p>{t("case.retrieveAsk", { name: one.title, date: day(tomorrow) })}</p>
              <p class="st-actions">
                <button
                  type="button"
                  class="kern-btn kern-btn--primary"
                  id="jetzt-abrufen"
                  onClick={() => void onRetrieve(file)}
                >
                  <span class="kern-label">{t("case.retrieveDo")}</span>
                </button>
                <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setAsked(false)}>
                  <span class="kern-label">{t("cancel")}</span>
                </button>
              </p>
            </div>
          ) : (
            <button type="button" class="kern-btn kern-btn--primary" id="abrufen" onClick={() => setAsked(true)}>
              <span class="kern-label">{t("case.retrieve", { name: one.title })}</span>
            </button>
          )}
        </>
      )}
      {one.state === "RETRIEVED" && (
        <>
          <p>{t("case.retrieved", { date: day(one.retrievedAt ?? ""), known: day(one.knownOn ?? "") })}</p>
          {one.objectUntil && <p>{t("case.objectUntil", { date: day(one.objectUntil) })}</p>}
          <p>
            <a href={file} download>
              {t("case.download")}
            </a>
          </p>
        </>
      )}
      {one.state === "ENDED" && <p>{t("case.ended", { date: day(one.endsOn) })}</p>}
    </div>
  );
}
