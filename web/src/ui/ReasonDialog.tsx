/** Asks for the reason of an act that is recorded with one (cancel, suspend, change a priority). */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { common } from "../i18n/common.ts";
import { TextArea } from "./Field.tsx";
import { SendDialog } from "./SendDialog.tsx";

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
  const go = async (): Promise<void> => {
    setMissing(!reason.trim());
    if (!reason.trim()) return;
    await onConfirm(reason.trim());
    onClose();
  };
  return (
    <SendDialog title={title} confirm={confirm} onSend={go} onClose={onClose}>
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
    </SendDialog>
  );
}
