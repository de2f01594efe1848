/** Blocking counters: for hours of a day or for days; what is booked in it is named, because somebody has to move it. */
import { useRef, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { instant } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { announce, Checkbox, DateInput, SendDialog, TextInput } from "../ui/index.ts";
import { block, type Day } from "./data.ts";
import { texts } from "./texts.ts";

interface Props {
  readonly day: Day;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const TIME = /^([01]\d|2[0-3]):[0-5][05]$/;

export function BlockDialog({ day, onClose, onDone }: Props) {
  const text = texts.value;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [first, setFirst] = useState(day.day);
  const [last, setLast] = useState(day.day);
  const [begins, setBegins] = useState("08:00");
  const [ends, setEnds] = useState("18:00");
  const [reason, setReason] = useState("");
  const key = useRef(intention());
  const good = chosen.length > 0 && first && last && TIME.test(begins) && TIME.test(ends) && reason.trim();

  async function save(): Promise<void> {
    const wanted = {
      site: day.site,
      counters: chosen,
      startsAt: instant(first, begins),
      endsAt: instant(last, ends),
      reason: reason.trim(),
    };
    const made = await block(wanted, key.current).finally(() => {
      key.current = intention();
    });
    const count = made.appointments.length;
    announce(count ? `${text.blockDone} ${text.toMove(count)}` : text.blockDone, count ? "warning" : "success");
    onDone();
    onClose();
  }

  return (
    <SendDialog title={text.block} disabled={!good} onSend={save} onClose={onClose}>
      <div class="akz-stack">
        <fieldset class="kern-fieldset">
          <legend class="kern-label">{text.counters}</legend>
          {day.counters.map((one) => (
            <Checkbox
              key={one.id}
              label={pick(one)}
              checked={chosen.includes(one.id)}
              onValue={(on) => setChosen(on ? [...chosen, one.id] : chosen.filter((other) => other !== one.id))}
            />
          ))}
        </fieldset>
        <DateInput label={text.day} value={first} onValue={setFirst} />
        <TextInput label={text.begins} hint={text.timeHint} value={begins} onValue={setBegins} />
        <DateInput label={text.dayUntil} value={last} onValue={setLast} />
        <TextInput label={text.ends} hint={text.timeHint} value={ends} onValue={setEnds} />
        <TextInput label={text.reason} hint={text.reasonHint} maxLength={100} value={reason} onValue={setReason} />
      </div>
    </SendDialog>
  );
}
