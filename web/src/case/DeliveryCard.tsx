/** Decisions of a case that the applicant may retrieve (section 41(2a) VwVfG): until when, when it happened, once more. */
import { useEffect, useState } from "preact/hooks";
import { intention, raw } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";
import { catalogue } from "../i18n/index.ts";
import { Button, DateText, Facts, ProblemAlert, useSending } from "../ui/index.ts";

type Delivery = components["schemas"]["CaseDelivery"];
type Provision = components["schemas"]["CaseProvision"];

const says = catalogue(
  {
    title: "Elektronische Bekanntgabe (§ 41 Abs. 2a VwVfG)",
    none: "Der Antragsteller hat nicht zugestimmt; Bescheide kommen mit der Post.",
    consented: "Zugestimmt am",
    withdrawn: "Widerrufen am",
    states: { OPEN: "liegt zum Abruf bereit", RETRIEVED: "abgerufen", ENDED: "nicht abgerufen, beendet" },
    until: "Abrufbar bis",
    retrieved: "Abgerufen am",
    known: "Gilt als bekannt gegeben am",
    objection: "Widerspruch möglich bis",
    again: "Erneut bereitstellen",
  },
  {
    title: "Electronic notification (section 41(2a) VwVfG)",
    none: "The applicant has not agreed; decisions come by post.",
    consented: "Agreed on",
    withdrawn: "Withdrawn on",
    states: { OPEN: "ready to be retrieved", RETRIEVED: "retrieved", ENDED: "not retrieved, over" },
    until: "Can be retrieved until",
    retrieved: "Retrieved on",
    known: "Counts as notified on",
    objection: "Objection possible until",
    again: "Make available again",
  },
);

export function DeliveryCard({ id, round }: { readonly id: string; readonly round: number }) {
  const text = says.value;
  const [found, setFound] = useState<Delivery | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { busy, problem: refused, send } = useSending();
  const address = `/cases/${encodeURIComponent(id)}`;

  async function look(): Promise<void> {
    try {
      setFound(await raw<Delivery>("GET", `${address}/delivery`));
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  useEffect(() => void look(), [id, round]);

  if (!found) return <ProblemAlert problem={problem} />;
  const again = async (one: Provision): Promise<void> => {
    await raw("POST", `${address}/documents/${encodeURIComponent(one.document)}/provision`, {
      headers: { "Idempotency-Key": intention() },
    });
    await look();
  };
  const newest = new Set<string>();
  return (
    <>
      <h2 class="akz-h2">{text.title}</h2>
      <ProblemAlert problem={refused ?? problem} />
      {found.consentedAt ? (
        <p>
          {text.consented} <DateText value={found.consentedAt} />
          {found.withdrawnAt && (
            <>
              {" – "}
              {text.withdrawn} <DateText value={found.withdrawnAt} />
            </>
          )}
        </p>
      ) : (
        <p>{text.none}</p>
      )}
      {found.provisions.map((one) => {
        const first = !newest.has(one.document);
        newest.add(one.document);
        return (
          <section key={`${one.document}-${one.number}`} class="akz-card" aria-label={one.title}>
            <h3 class="akz-h3">
              {one.title}: {text.states[one.state]}
            </h3>
            <Facts
              items={[
                [text.until, <DateText key="u" value={one.endsOn} />] as const,
                ...(one.retrievedAt
                  ? [[text.retrieved, <DateText key="r" value={one.retrievedAt} time />] as const]
                  : []),
                ...(one.knownOn ? [[text.known, <DateText key="k" value={one.knownOn} />] as const] : []),
                ...(one.objectUntil ? [[text.objection, <DateText key="o" value={one.objectUntil} />] as const] : []),
              ]}
            />
            {first && one.state === "ENDED" && !found.withdrawnAt && (
              <div class="akz-actions akz-no-print">
                <Button small busy={busy} onClick={() => void send(() => again(one))}>
                  {text.again}
                </Button>
              </div>
            )}
          </section>
        );
      })}
    </>
  );
}
