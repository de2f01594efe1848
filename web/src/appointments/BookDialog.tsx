/** Booking by the office's hand, or moving: what for, then a free time; today's and the reserved ones are there too. */
import { useRef, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { asProblem } from "../api/problems.ts";
import { useLoad } from "../api/use.ts";
import { clockTime, dayMonth } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { languageName } from "../operations/team.ts";
import { announce, Select, SendDialog, TextInput } from "../ui/index.ts";
import { book, free, move, type NewAppointment, type Plan, type Row } from "./data.ts";
import { texts } from "./texts.ts";

interface Props {
  readonly site: string;
  readonly on: string;
  readonly plan: Plan;
  readonly moving?: Row;
  readonly onClose: () => void;
  /** Called with what has been booked or moved. */
  readonly onDone: (row: Row) => void;
}

export function BookDialog({ site, on, plan, moving, onClose, onDone }: Props) {
  const text = texts.value;
  const here = plan.sites.find((one) => one.id === site);
  const kinds = plan.kinds.filter((one) => here?.kinds.includes(one.id));
  const [kind, setKind] = useState(moving?.kind ?? kinds[0]?.id ?? "");
  const [language, setLanguage] = useState(moving?.language ?? "");
  const [persons, setPersons] = useState(moving?.persons ?? 1);
  const [number, setNumber] = useState("");
  const [channel, setChannel] = useState("PHONE");
  const [email, setEmail] = useState("");
  const [phone, setPhone] = useState("");
  const [slot, setSlot] = useState("");
  const key = useRef(intention());
  const most = kinds.find((one) => one.id === kind)?.mostPersons ?? 1;
  const count = Math.min(persons, most);
  const found = useLoad(`free ${site} ${on} ${kind} ${language} ${count}`, (signal) =>
    free({ site, kind, language, persons: count, from: on }, signal),
  );
  const times = (found.data?.days ?? []).flatMap((one) => one.times.map((time) => time.startsAt));
  const chosen = times.includes(slot) ? slot : (times[0] ?? "");

  const wanted = (): NewAppointment => ({
    site,
    kind,
    startsAt: chosen,
    language,
    persons: count,
    case: number.trim().toUpperCase(),
    channel,
    email: channel === "EMAIL" ? email.trim() : null,
    phone: phone.trim(),
  });

  async function save(): Promise<void> {
    try {
      const row = await (moving ? move(moving, chosen, key.current) : book(wanted(), key.current));
      announce(text.booked(row.ticket, `${dayMonth(row.startsAt)} ${clockTime(row.startsAt)}`), "success");
      onDone(row);
      onClose();
    } catch (error) {
      // When only the answer was lost, the same request again finds what it has booked.
      if (asProblem(error).status !== 0) {
        key.current = intention();
        found.reload();
      }
      throw error;
    }
  }

  return (
    <SendDialog
      title={moving ? text.moveTitle(moving.ticket) : text.book}
      confirm={moving ? text.move : text.save}
      problem={found.problem}
      disabled={!chosen}
      onSend={save}
      onClose={onClose}
    >
      <div class="akz-stack">
        {!moving && (
          <>
            <Select
              label={text.kind}
              value={kind}
              options={kinds.map((one) => ({ value: one.id, label: pick(one) }))}
              onValue={setKind}
            />
            {most > 1 && (
              <Select
                label={text.personsCount}
                value={String(count)}
                options={Array.from({ length: most }, (_, index) => ({
                  value: String(index + 1),
                  label: String(index + 1),
                }))}
                onValue={(value) => setPersons(Number(value))}
              />
            )}
            <Select
              label={text.language}
              value={language}
              options={[
                { value: "", label: text.anyLanguage },
                ...(here?.languages ?? []).map((code) => ({ value: code, label: languageName(code) })),
              ]}
              onValue={setLanguage}
            />
          </>
        )}
        <Select
          label={text.slot}
          value={chosen}
          options={
            times.length === 0
              ? [{ value: "", label: text.noSlots }]
              : times.map((time) => ({ value: time, label: `${dayMonth(time)} ${clockTime(time)}` }))
          }
          onValue={setSlot}
        />
        {!moving && (
          <>
            <TextInput label={text.caseNumber} hint={text.caseHint} value={number} onValue={setNumber} />
            <Select
              label={text.channel}
              value={channel}
              options={(["PHONE", "LETTER", "EMAIL"] as const).map((one) => ({
                value: one,
                label: text.channels[one],
              }))}
              onValue={setChannel}
            />
            {channel === "EMAIL" && (
              <TextInput label={text.email} type="email" autocomplete="off" value={email} onValue={setEmail} />
            )}
            <TextInput label={text.phone} type="tel" autocomplete="off" value={phone} onValue={setPhone} />
          </>
        )}
      </div>
    </SendDialog>
  );
}
