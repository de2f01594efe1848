/** Dialogs for acts on one or many tasks: assign, follow-up, priority. What they do is the caller's. */
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import type { User } from "../api/tasks.ts";
import { common } from "../i18n/common.ts";
import { day, instant } from "../i18n/dates.ts";
import { Button, DateInput, Dialog, ProblemAlert, ReasonDialog, TextInput } from "../ui/index.ts";
import { PersonPicker } from "./PersonPicker.tsx";
import { taskTexts } from "./taskTexts.ts";

interface Shared {
  readonly onClose: () => void;
}

/** Runs an act, shows why it was refused, closes when it is done. */
function useAct(onClose: () => void): {
  busy: boolean;
  problem: Problem | null;
  run: (act: () => Promise<unknown>) => void;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (act: () => Promise<unknown>): void => {
    setBusy(true);
    setProblem(null);
    act().then(onClose, (error: unknown) => {
      setProblem(asProblem(error));
      setBusy(false);
    });
  };
  return { busy, problem, run };
}

export function AssignDialog({
  site,
  onAssign,
  onClose,
}: Shared & { readonly site: string; readonly onAssign: (user: User) => Promise<unknown> }) {
  const text = taskTexts.value;
  const [chosen, setChosen] = useState<User | null>(null);
  const [asked, setAsked] = useState(false);
  const { busy, problem, run } = useAct(onClose);
  return (
    <Dialog
      title={text.assign}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button
            variant="primary"
            busy={busy}
            onClick={() => {
              setAsked(true);
              if (chosen) run(() => onAssign(chosen));
            }}
          >
            {text.assign}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem} />
      <PersonPicker
        site={site}
        chosen={chosen}
        onChoose={setChosen}
        error={asked && !chosen ? text.missingPerson : undefined}
      />
    </Dialog>
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
  const { busy, problem, run } = useAct(onClose);
  const wrong = !date || date < day(new Date());
  return (
    <Dialog
      title={text.followUpTitle}
      onClose={onClose}
      footer={
        <>
          {at && (
            <Button variant="tertiary" onClick={() => run(() => onSet(null, ""))}>
              {text.followUpClear}
            </Button>
          )}
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button
            variant="primary"
            busy={busy}
            onClick={() => {
              setAsked(true);
              // Seven in the morning: the day starts with it.
              if (!wrong) run(() => onSet(instant(date, "07:00"), note.trim()));
            }}
          >
            {common.value.save}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem} />
      <DateInput
        label={text.followUpDate}
        hint={text.followUpHint}
        required
        value={date}
        onValue={setDate}
        error={asked && wrong ? text.missingDate : undefined}
      />
      <TextInput label={text.followUpNote} maxLength={200} value={note} onValue={setNote} />
    </Dialog>
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
