/** Dialogs for acts on one or many tasks: assign, follow-up, priority. What they do is the caller's. */
import { useState } from "preact/hooks";
import type { User } from "../api/tasks.ts";
import { common } from "../i18n/common.ts";
import { day, instant } from "../i18n/dates.ts";
import { DateInput, ReasonDialog, SendDialog, TextInput } from "../ui/index.ts";
import { PersonPicker } from "./PersonPicker.tsx";
import { taskTexts } from "./taskTexts.ts";

interface Shared {
  readonly onClose: () => void;
}

export function AssignDialog({
  site,
  onAssign,
  onClose,
}: Shared & { readonly site: string; readonly onAssign: (user: User) => Promise<unknown> }) {
  const text = taskTexts.value;
  const [chosen, setChosen] = useState<User | null>(null);
  const [asked, setAsked] = useState(false);
  const assign = async (): Promise<void> => {
    setAsked(true);
    if (chosen) await onAssign(chosen).then(onClose);
  };
  return (
    <SendDialog title={text.assign} onSend={assign} onClose={onClose}>
      <PersonPicker
        site={site}
        chosen={chosen}
        onChoose={setChosen}
        error={asked && !chosen ? text.missingPerson : undefined}
      />
    </SendDialog>
  );
}

export interface FollowUpDialogProps extends Shared {
  readonly at?: string | null;
  readonly note?: string | null;
  readonly onSet: (at: string | null, note: string) => Promise<unknown>;
}

export function FollowUpDialog({ at, note: noted, onSet, onClose }: FollowUpDialogProps) {
  const text = taskTexts.value;
  const [date, setDate] = useState(at ? day(at) : "");
  const [note, setNote] = useState(noted ?? "");
  const [asked, setAsked] = useState(false);
  const wrong = !date || date < day(new Date());
  const set = async (): Promise<void> => {
    setAsked(true);
    // Seven in the morning: the day starts with it.
    if (!wrong) await onSet(instant(date, "07:00"), note.trim()).then(onClose);
  };
  return (
    <SendDialog
      title={text.followUpTitle}
      confirm={common.value.save}
      onSend={set}
      onClose={onClose}
      other={at ? { label: text.followUpClear, onSend: () => onSet(null, "").then(onClose) } : null}
    >
      <DateInput
        label={text.followUpDate}
        hint={text.followUpHint}
        required
        value={date}
        onValue={setDate}
        error={asked && wrong ? text.missingDate : undefined}
      />
      <TextInput label={text.followUpNote} maxLength={200} value={note} onValue={setNote} />
    </SendDialog>
  );
}

export interface PriorityDialogProps extends Shared {
  readonly priority: number;
  readonly onSet: (priority: number, reason: string) => Promise<unknown>;
}

export function PriorityDialog({ priority, onSet, onClose }: PriorityDialogProps) {
  const text = taskTexts.value;
  const [value, setValue] = useState(String(priority));
  return (
    <ReasonDialog
      title={text.priorityTitle}
      confirm={common.value.save}
      onConfirm={(reason) => onSet(Number(value), reason)}
      onClose={onClose}
    >
      <TextInput label={text.priorityValue} type="number" min={0} max={100} value={value} onValue={setValue} />
    </ReasonDialog>
  );
}
