/** What goes between the office and the applicant: messages both ways, and links with which employers do their part. */
import { useEffect, useState } from "preact/hooks";
import { intention, raw } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";
import { catalogue } from "../i18n/index.ts";
import { Button, DateText, EmptyState, Loading, ProblemAlert, TextArea } from "../ui/index.ts";

type Message = components["schemas"]["CaseMessage"];
type Link = components["schemas"]["PortalInvitation"];
type Kind = "EZB" | "AGREEMENT_81A";

const says = catalogue(
  {
    title: "Nachrichten mit dem Antragsteller",
    none: "Noch keine Nachrichten",
    add: "Neue Nachricht",
    hint: "Der Antragsteller liest sie auf seiner Seite; Ihr Name wird dort nicht gezeigt.",
    send: "Senden",
    empty: "Bitte schreiben Sie eine Nachricht.",
    from: { APPLICANT: "Antragsteller", OFFICE: "Behörde", EMPLOYER: "Arbeitgeber" },
    unread: "noch nicht gelesen",
    links: "Links für den Arbeitgeber",
    noLinks: "Kein Link erstellt",
    kinds: { EZB: "Erklärung zum Beschäftigungsverhältnis", AGREEMENT_81A: "Vereinbarung nach § 81a" },
    make: (kind: string) => `Link erstellen: ${kind}`,
    made: "Nur jetzt sichtbar. Bitte dem Arbeitgeber geben:",
    until: "gültig bis",
    answered: "beantwortet am",
    over: "beendet",
    end: "Beenden",
  },
  {
    title: "Messages with the applicant",
    none: "No messages yet",
    add: "New message",
    hint: "The applicant reads it on the applicant's page; your name is not shown there.",
    send: "Send",
    empty: "Please write a message.",
    from: { APPLICANT: "Applicant", OFFICE: "Office", EMPLOYER: "Employer" },
    unread: "not read yet",
    links: "Links for the employer",
    noLinks: "No link has been made",
    kinds: { EZB: "Declaration of employment", AGREEMENT_81A: "Agreement under section 81a" },
    make: (kind) => `Make a link: ${kind}`,
    made: "Visible only now. Please hand it to the employer:",
    until: "good until",
    answered: "answered on",
    over: "ended",
    end: "End",
  },
);

export function ApplicantTab({ id, round }: { readonly id: string; readonly round: number }) {
  return (
    <div class="akz-stack">
      <Messages id={id} round={round} />
      <Links id={id} />
    </div>
  );
}

function Messages({ id, round }: { readonly id: string; readonly round: number }) {
  const text = says.value;
  const [items, setItems] = useState<readonly Message[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [written, setWritten] = useState("");
  const [missing, setMissing] = useState(false);
  const [key, setKey] = useState(intention);

  async function look(): Promise<void> {
    try {
      setItems((await raw<{ items: Message[] }>("GET", `/cases/${encodeURIComponent(id)}/applicant-messages`)).items);
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  useEffect(() => void look(), [id, round]);

  async function send(): Promise<void> {
    setMissing(!written.trim());
    if (!written.trim()) return;
    try {
      await raw("POST", `/cases/${encodeURIComponent(id)}/applicant-messages`, {
        body: JSON.stringify({ text: written.trim() }),
        headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      });
      setWritten("");
      setKey(intention());
      await look();
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <>
      <h2 class="akz-h2">{text.title}</h2>
      <ProblemAlert problem={problem} />
      <form
        class="akz-stack akz-no-print"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextArea
          label={text.add}
          hint={text.hint}
          rows={3}
          maxLength={4000}
          value={written}
          error={missing && !written.trim() ? text.empty : undefined}
          onValue={setWritten}
        />
        <div class="akz-actions">
          <Button type="submit" variant="primary" small>
            {text.send}
          </Button>
        </div>
      </form>
      {!items && !problem && <Loading />}
      {items?.length === 0 && <EmptyState title={text.none} />}
      <ol class="akz-comments">
        {items?.map((one) => (
          <li key={one.id} class="akz-comment">
            <p>
              <strong>{text.from[one.sender]}</strong> {one.sender === "OFFICE" && one.author}{" "}
              <DateText value={one.sentAt} />
              {one.sender === "OFFICE" && !one.readAt && ` – ${text.unread}`}
            </p>
            <p dir="auto">{one.text}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Links({ id }: { readonly id: string }) {
  const text = says.value;
  const [items, setItems] = useState<readonly Link[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState("");
  const address = `/cases/${encodeURIComponent(id)}/employer-links`;

  async function act(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      setItems((await raw<{ items: Link[] }>("GET", address)).items);
      setProblem(null);
    } catch (error) {
      const found = asProblem(error);
      if (found.status === 403) setItems(null);
      else setProblem(found);
    }
  }
  useEffect(() => void act(() => Promise.resolve()), [id]);

  const make = (kind: Kind): Promise<void> =>
    act(async () => {
      const found = await raw<{ path: string }>("POST", address, {
        body: JSON.stringify({ kind }),
        headers: { "Content-Type": "application/json", "Idempotency-Key": intention() },
      });
      setMade(`${location.origin}${found.path}`);
    });

  if (!items) return <ProblemAlert problem={problem} />;
  return (
    <>
      <h2 class="akz-h2">{text.links}</h2>
      <ProblemAlert problem={problem} />
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
                <Button
                  small
                  onClick={() =>
                    void act(() =>
                      raw("DELETE", `${address}/${one.id}`, { headers: { "Idempotency-Key": intention() } }),
                    )
                  }
                >
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
        {(["EZB", "AGREEMENT_81A"] as const).map((kind) => (
          <Button key={kind} small onClick={() => void make(kind)}>
            {text.make(text.kinds[kind])}
          </Button>
        ))}
      </div>
    </>
  );
}
