/** What goes between the office and the applicant: messages both ways, decisions to be retrieved, links for employers. */
import { useEffect, useState } from "preact/hooks";
import { intention, raw } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";
import { catalogue } from "../i18n/index.ts";
import { Button, DateText, EmptyState, Loading, ProblemAlert, TextArea, useSending } from "../ui/index.ts";
import { AnswerPicker } from "./AnswerPicker.tsx";
import { DeliveryCard } from "./DeliveryCard.tsx";
import { EmployerLinks } from "./EmployerLinks.tsx";

type Message = components["schemas"]["CaseMessage"];

const says = catalogue(
  {
    title: "Nachrichten mit dem Antragsteller",
    none: "Noch keine Nachrichten",
    add: "Neue Nachricht",
    hint: "Der Antragsteller liest sie auf seiner Seite; Ihr Name wird dort nicht gezeigt.",
    send: "Senden",
    empty: "Bitte schreiben Sie eine Nachricht.",
    open: (places: string) => `Bitte füllen Sie aus: ${places}`,
    from: { APPLICANT: "Antragsteller", OFFICE: "Behörde", EMPLOYER: "Arbeitgeber" },
    unread: "noch nicht gelesen",
  },
  {
    title: "Messages with the applicant",
    none: "No messages yet",
    add: "New message",
    hint: "The applicant reads it on the applicant's page; your name is not shown there.",
    send: "Send",
    empty: "Please write a message.",
    open: (places) => `Please fill in: ${places}`,
    from: { APPLICANT: "Applicant", OFFICE: "Office", EMPLOYER: "Employer" },
    unread: "not read yet",
  },
);

export function ApplicantTab({ id, round }: { readonly id: string; readonly round: number }) {
  return (
    <div class="akz-stack">
      <Messages id={id} round={round} />
      <DeliveryCard id={id} round={round} />
      <EmployerLinks id={id} />
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
  const { busy, problem: refused, send } = useSending();

  // Places of a template that nobody has filled would go out as they stand.
  const places = [...new Set(written.match(/\{[a-zA-Z]+\}/g) ?? [])];

  async function look(): Promise<void> {
    try {
      setItems((await raw<{ items: Message[] }>("GET", `/cases/${encodeURIComponent(id)}/applicant-messages`)).items);
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  useEffect(() => void look(), [id, round]);

  async function write(): Promise<void> {
    setMissing(!written.trim() || places.length > 0);
    if (!written.trim() || places.length > 0) return;
    await raw("POST", `/cases/${encodeURIComponent(id)}/applicant-messages`, {
      body: JSON.stringify({ text: written.trim() }),
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    });
    setWritten("");
    setKey(intention());
    await look();
  }

  return (
    <>
      <h2 class="akz-h2">{text.title}</h2>
      <ProblemAlert problem={refused ?? problem} />
      <form
        class="akz-stack akz-no-print"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(write);
        }}
      >
        <AnswerPicker
          id={id}
          onTake={(taken) => setWritten(written.trim() ? `${written.trim()}\n\n${taken}` : taken)}
        />
        <TextArea
          label={text.add}
          hint={text.hint}
          rows={5}
          maxLength={4000}
          value={written}
          dir="auto"
          error={
            !missing
              ? undefined
              : !written.trim()
                ? text.empty
                : places.length
                  ? text.open(places.join(", "))
                  : undefined
          }
          onValue={setWritten}
        />
        <div class="akz-actions">
          <Button type="submit" variant="primary" small busy={busy}>
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
            <p class="akz-comment-text" dir="auto">
              {one.text}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}
