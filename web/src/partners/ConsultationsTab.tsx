/** In the file: who was asked about the case, what left for it, what came back; and the dialog to ask a department. */
import "./partners.css";
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import {
  announce,
  Button,
  DateText,
  EmptyState,
  Facts,
  Loading,
  ProblemAlert,
  Select,
  SendDialog,
  TextInput,
  useSending,
} from "../ui/index.ts";
import { type Consultation, changeConsultation, consult, consultations, type Kind } from "./data.ts";
import { HandedList } from "./Handed.tsx";
import { network } from "./networkTexts.ts";
import { Answers, SentFields, StateBadge } from "./parts.tsx";
import { texts } from "./texts.ts";

export function ConsultationsTab({ id, round }: { readonly id: string; readonly round: number }) {
  const text = network.value.consult;
  const loaded = useLoad(`consultations ${id} ${round}`, (signal) => consultations(id, signal));
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState<Consultation | null>(null);
  const found = loaded.data;
  const changed = (said: string): void => {
    announce(said, "success");
    loaded.reload();
  };
  return (
    <div class="akz-stack">
      <h2 class="akz-h2">{text.list}</h2>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!found && !loaded.problem && <Loading />}
      {found?.mayStart && (
        <p>
          <Button onClick={() => setAsking(true)}>{text.start}</Button>
        </p>
      )}
      {found && found.items.length === 0 && <EmptyState title={text.empty}>{text.emptyText}</EmptyState>}
      <ul class="prt-cards" aria-label={text.list}>
        {found?.items.map((row) => (
          <li key={row.id} class="akz-card prt-card">
            <h3>
              {pick(row.partnerName)}: {pick(row.title)}
            </h3>
            <div class="prt-line">
              <StateBadge state={row.state} overdue={row.overdue} />
              {row.reminders > 0 && <span class="akz-small">{texts.value.inbox.reminded(row.reminders)}</span>}
            </div>
            <p class="akz-small akz-muted">
              {row.createdByName ? text.by(row.createdByName) : text.byProcess}, <DateText value={row.createdAt} />
            </p>
            <Facts
              items={[
                [text.purpose, pick(row.purpose)],
                [text.norm, row.norm],
                [texts.value.inbox.due, <DateText value={row.dueOn} />],
              ]}
            />
            <details>
              <summary>{text.asked}</summary>
              <SentFields fields={row.sent} />
            </details>
            <h4>{text.answer}</h4>
            {row.answers.length === 0 ? (
              <p class="akz-muted">{row.state === "withdrawn" ? text.noAnswer : text.waiting}</p>
            ) : (
              <Answers answers={row.answers} />
            )}
            <HandedList items={row.handed} link />
            {row.mayChange && (
              <div class="prt-line">
                <RemindButton row={row} onDone={() => changed(text.reminded)} />
                <Button small aria-label={text.withdrawOf(pick(row.title))} onClick={() => setLeaving(row)}>
                  {text.withdraw}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asking && found && (
        <AskDialog id={id} kinds={found.kinds} onClose={() => setAsking(false)} onDone={() => changed(text.sent)} />
      )}
      {leaving && (
        <WithdrawDialog row={leaving} onClose={() => setLeaving(null)} onDone={() => changed(text.withdrawn)} />
      )}
    </div>
  );
}

interface ChangeProps {
  readonly row: Consultation;
  readonly onDone: () => void;
}

/** One intention, one key: a second press after a failure is the same reminder. */
function useChange({ row, onDone }: ChangeProps, what: "withdrawal" | "reminder"): () => Promise<void> {
  const key = useMemo(intention, [row.id, row.reminders]);
  return () => changeConsultation(row.caseId, row.id, what, key).then(onDone);
}

function RemindButton(props: ChangeProps) {
  const text = network.value.consult;
  const remind = useChange(props, "reminder");
  const { busy, problem, send } = useSending();
  return (
    <>
      <ProblemAlert problem={problem} />
      <Button small busy={busy} aria-label={text.remindOf(pick(props.row.title))} onClick={() => void send(remind)}>
        {text.remind}
      </Button>
    </>
  );
}

function WithdrawDialog({ onClose, ...props }: ChangeProps & { readonly onClose: () => void }) {
  const text = network.value.consult;
  const done = (): void => {
    onClose();
    props.onDone();
  };
  const withdraw = useChange({ row: props.row, onDone: done }, "withdrawal");
  return (
    <SendDialog title={text.withdrawTitle} confirm={text.withdraw} onSend={withdraw} onClose={onClose}>
      <p>
        <strong>
          {pick(props.row.partnerName)}: {pick(props.row.title)}
        </strong>
      </p>
      <p>{text.withdrawText}</p>
    </SendDialog>
  );
}

interface AskDialogProps {
  readonly id: string;
  readonly kinds: readonly Kind[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function AskDialog({ id, kinds, onClose, onDone }: AskDialogProps) {
  const text = network.value.consult;
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const key = useMemo(intention, []);
  const kind = kinds.find((one) => one.kind === chosen);
  const send = async (): Promise<void> => {
    setTried(true);
    if (!kind || kind.typed.some((one) => !typed[one.name]?.trim())) return;
    const named = Object.fromEntries(kind.typed.map((one) => [one.name, typed[one.name] ?? ""]));
    await consult(id, { kind: kind.kind, typed: named }, key);
    onDone();
    onClose();
  };
  return (
    <SendDialog title={text.title} confirm={text.send} onSend={send} onClose={onClose} wide>
      <Select
        label={text.which}
        required
        value={chosen}
        error={tried && !kind ? texts.value.request.choose : undefined}
        options={[
          { value: "", label: texts.value.request.choose },
          ...kinds.map((one) => ({ value: one.kind, label: pick(one.name) })),
        ]}
        onValue={setChosen}
      />
      {kind && (
        <>
          <Facts
            items={[
              [text.to, pick(kind.partnerName)],
              [text.purpose, pick(kind.purpose)],
              [text.norm, kind.norm],
            ]}
          />
          <p>{text.due(kind.days)}</p>
          {kind.typed.map((one) => (
            <TextInput
              key={one.name}
              label={pick(one.label)}
              required
              value={typed[one.name] ?? ""}
              error={tried && !typed[one.name]?.trim() ? texts.value.request.needed : undefined}
              onValue={(value) => setTyped((before) => ({ ...before, [one.name]: value }))}
            />
          ))}
          <h3>{text.leaves}</h3>
          {kind.sent.length === 0 ? <p>{text.nothing}</p> : <SentFields fields={kind.sent} />}
        </>
      )}
    </SendDialog>
  );
}
