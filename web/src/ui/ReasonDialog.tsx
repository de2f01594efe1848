/** Asks for the reason of an act that is recorded with one (cancel, suspend, change a priority). */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { TextArea } from "./Field.tsx";
import { ProblemAlert } from "./ProblemAlert.tsx";

export interface ReasonDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly onConfirm: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
  readonly hint?: string;
}

export function ReasonDialog({ title, confirm, onConfirm, onClose, children, hint }: ReasonDialogProps) {
  const text = common.value;
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (): Promise<void> => {
    if (!reason.trim()) {
      setMissing(true);
      return;
    }
    setBusy(true);
    try {
      await onConfirm(reason.trim());
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="primary" busy={busy} onClick={() => void go()}>
            {confirm}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem} />
      {children}
      <TextArea
        label={text.reason}
        hint={hint}
        required
        rows={3}
        value={reason}
        error={missing && !reason.trim() ? text.required : undefined}
        onValue={setReason}
      />
    </Dialog>
  );
}
