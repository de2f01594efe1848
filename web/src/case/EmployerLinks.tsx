/** Links with which employers do their part of a case: made by a clerk, shown once, ended when they are not needed. */
import { useEffect, useState } from "preact/hooks";
import { intention, raw } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";
import { catalogue } from "../i18n/index.ts";
import { Button, DateText, ProblemAlert, useSending } from "../ui/index.ts";

type Link = components["schemas"]["PortalInvitation"];
type Kind = components["schemas"]["CaseInvitations"]["awaited"];
const KINDS: readonly Kind[] = ["EZB", "AGREEMENT_81A", "BA_INFO"];

const says = catalogue(
  {
    links: "Links für den Arbeitgeber",
    noLinks: "Kein Link erstellt",
    kinds: {
      EZB: "Erklärung zum Beschäftigungsverhältnis",
      AGREEMENT_81A: "Vereinbarung nach § 81a",
      BA_INFO: "Rückfrage der Bundesagentur",
    },
    make: (kind: string) => `Link erstellen: ${kind}`,
    made: "Nur jetzt sichtbar. Bitte dem Arbeitgeber geben:",
    until: "gültig bis",
    answered: "beantwortet am",
    over: "beendet",
    end: "Beenden",
  },
  {
    links: "Links for the employer",
    noLinks: "No link has been made",
    kinds: {
      EZB: "Declaration of employment",
      AGREEMENT_81A: "Agreement under section 81a",
      BA_INFO: "Question of the agency",
    },
    make: (kind) => `Make a link: ${kind}`,
    made: "Visible only now. Please hand it to the employer:",
    until: "good until",
    answered: "answered on",
    over: "ended",
    end: "End",
  },
);

export function EmployerLinks({ id }: { readonly id: string }) {
  const text = says.value;
  const [items, setItems] = useState<readonly Link[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState("");
  const { busy, problem: refused, send } = useSending();
  const address = `/cases/${encodeURIComponent(id)}/employer-links`;

  async function look(): Promise<void> {
    try {
      setItems((await raw<{ items: Link[] }>("GET", address)).items);
      setProblem(null);
    } catch (error) {
      const found = asProblem(error);
      if (found.status === 403) setItems(null);
      else setProblem(found);
    }
  }
  useEffect(() => void look(), [id]);

  const make = async (kind: Kind): Promise<void> => {
    const found = await raw<{ path: string }>("POST", address, {
      body: JSON.stringify({ kind }),
      headers: { "Content-Type": "application/json", "Idempotency-Key": intention() },
    });
    setMade(`${location.origin}${found.path}`);
    await look();
  };

  const end = async (one: Link): Promise<void> => {
    await raw("DELETE", `${address}/${one.id}`, { headers: { "Idempotency-Key": intention() } });
    await look();
  };

  if (!items) return <ProblemAlert problem={problem} />;
  return (
    <>
      <h2 class="akz-h2">{text.links}</h2>
      <ProblemAlert problem={refused ?? problem} />
      {items.length === 0 && <p>{text.noLinks}</p>}
      <ul class="akz-comments">
        {items.map((one) => (
          <li key={one.id} class="akz-comment">
            {text.kinds[one.kind as Kind]} –{" "}
            {one.answeredAt ? (
              <>
                {text.answered} <DateText value={one.answeredAt} />
              </>
            ) : one.open ? (
              <>
                {text.until} <DateText value={one.expiresAt} />{" "}
                <Button small busy={busy} onClick={() => void send(() => end(one))}>
                  {text.end}
                </Button>
              </>
            ) : (
              text.over
            )}
          </li>
        ))}
      </ul>
      {made && (
        <p role="status">
          {text.made} <code>{made}</code>
        </p>
      )}
      <div class="akz-actions akz-no-print">
        {KINDS.map((kind) => (
          <Button key={kind} small class="akz-btn-wrap" busy={busy} onClick={() => void send(() => make(kind))}>
            {text.make(text.kinds[kind])}
          </Button>
        ))}
      </div>
    </>
  );
}
