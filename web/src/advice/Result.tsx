/** What the tables say about a plan: may one apply, legal bases with documents, fee and duration, what comes next. */
import type { RefObject } from "preact";
import type { Answer, Basis } from "./api.ts";
import { day, euros, t, words } from "./words.ts";

interface Props {
  readonly answer: Answer;
  readonly heading: RefObject<HTMLHeadingElement>;
  readonly onTake: () => void;
}

export function Result({ answer, heading, onTake }: Props) {
  const none = answer.eligible === "NOT_ELIGIBLE";
  return (
    <section class="st-section ad-result" aria-labelledby="ergebnis">
      <h2 id="ergebnis" tabIndex={-1} ref={heading}>
        {t("result.title")}
      </h2>
      {answer.eligibleText && answer.eligible !== "ELIGIBLE" && <p class="st-notice">{answer.eligibleText}</p>}
      {!none && answer.changeText && answer.change !== "ALLOWED" && (
        <p class="st-notice st-notice--late">{answer.changeText}</p>
      )}
      {!none && answer.office && <p>{t("result.office", { office: answer.office })}</p>}
      {!none && answer.bases.length === 0 && <p class="st-notice st-notice--late">{t("result.none")}</p>}
      {answer.notes.includes("R08") && <p class="st-notice">{t("result.R08")}</p>}
      {answer.bases.map((basis, place) => (
        <One key={basis.row} basis={basis} first={place === 0} />
      ))}
      <p class="st-hint">{t("result.hint", { version: answer.version, date: day(answer.day) })}</p>
      {!none && (
        <div class="st-actions">
          <button class="kern-btn kern-btn--primary" type="button" onClick={onTake}>
            <span class="kern-label">{t("result.take")}</span>
          </button>
          <button class="kern-btn kern-btn--secondary" type="button" onClick={() => print()}>
            <span class="kern-label">{t("print")}</span>
          </button>
        </div>
      )}
      {!none && <p class="st-hint">{t("result.takeHint")}</p>}
    </section>
  );
}

function said(prefix: string, value: string | null | undefined): string {
  return value && words.has(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : (value ?? "");
}

function One({ basis, first }: { readonly basis: Basis; readonly first: boolean }) {
  const fromEmployer = basis.documents.filter((one) => one.source === "EMPLOYER");
  const own = basis.documents.filter((one) => one.source !== "EMPLOYER" && one.source !== "REGISTER");
  return (
    <details class="ad-basis" open={first}>
      <summary>
        <h3>
          {said("titleType", basis.titleType)}{" "}
          <bdi lang="de" dir="ltr">
            {basis.legalBasis.replace(/ \(.*\)$/, "").replace(/§ /g, "§\u00a0")}
          </bdi>
        </h3>
      </summary>
      <dl class="ad-facts">
        <div>
          <dt>{t("fact.claim")}</dt>
          <dd>{said("claim", basis.claim)}</dd>
        </div>
        {basis.fee && (
          <div>
            <dt>{t("fact.fee")}</dt>
            <dd>
              <bdi>{euros(basis.fee.total)}</bdi>{" "}
              <bdi class="st-hint" lang="de" dir="ltr">
                {basis.fee.items.map((item) => item.norm).join(", ")}
              </bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{t("fact.duration")}</dt>
          <dd>
            {t("duration.target", { weeks: basis.decisionWeeks })}
            {basis.approvalWeeks ? ` ${t("duration.approval", { weeks: basis.approvalWeeks })}` : ""}{" "}
            {t("duration.card")}
          </dd>
        </div>
        {basis.approval && (
          <div>
            <dt>{t("fact.approval")}</dt>
            <dd>{said("approval", basis.approval)}</dd>
          </div>
        )}
        {basis.bodies.length > 0 && (
          <div>
            <dt>{t("fact.bodies")}</dt>
            <dd>{basis.bodies.map((one) => said("body", one.body)).join(", ")}</dd>
          </div>
        )}
        {basis.recognition && !["NONE", "FULFILLED"].includes(basis.recognition.requirement) && (
          <div>
            <dt>{t("fact.recognition")}</dt>
            <dd>
              {t("recognition.needed", { body: said("body", basis.recognition.body) })}{" "}
              <a href="#/pages/recognition">{t("more")}</a>
            </dd>
          </div>
        )}
      </dl>
      <Documents title={t("documents.you")} items={own} />
      <Documents title={t("documents.employer")} items={fromEmployer} />
    </details>
  );
}

function Documents({ title, items }: { readonly title: string; readonly items: Basis["documents"] }) {
  if (items.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="ad-documents">
        {items.map((one) => (
          <li key={one.code}>
            {one.name}
            {!one.required && <span class="st-hint"> ({t("documents.optional")})</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
