/** A dialog that sends something: when that is refused it says why and keeps what was typed. */
import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import { ProblemAlert } from "./ProblemAlert.tsx";
import { useSending } from "./useSending.ts";

export interface SendDialogProps {
  readonly title: string;
  /** What the button says that sends; the title when there is nothing else to say. */
  readonly confirm?: string;
  /** Asks for what is still missing, or sends and closes the dialog. */
  readonly onSend: () => Promise<unknown>;
  readonly onClose: () => void;
  /** The other thing that can be done here, for instance taking away what is shown. */
  readonly other?: { readonly label: string; readonly onSend: () => Promise<unknown> } | null;
  /** What could not be read for it. */
  readonly problem?: Problem | null;
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly children?: ComponentChildren;
}

export function SendDialog(props: SendDialogProps) {
  const { title, confirm = title, onSend, onClose, other, disabled, wide, children } = props;
  const { busy, problem, send } = useSending();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      wide={wide}
      footer={
        <>
          {other && (
            <Button variant="tertiary" busy={busy} onClick={() => void send(other.onSend)}>
              {other.label}
            </Button>
          )}
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" busy={busy} disabled={disabled} onClick={() => void send(onSend)}>
            {confirm}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem ?? props.problem ?? null} />
      {children}
    </Dialog>
  );
}
