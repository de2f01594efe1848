/** A modal dialog of the browser: focus stays inside, Escape closes, focus goes back to where it was. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { common } from "../i18n/common.ts";
import { Button } from "./Button.tsx";
import { useUid } from "./uid.ts";

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly footer?: ComponentChildren;
  readonly children: ComponentChildren;
  /** Without it the dialog can only be left by one of its buttons. */
  readonly closable?: boolean;
  readonly wide?: boolean;
}

export function Dialog({ title, onClose, footer, children, closable = true, wide }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const name = useUid();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>("[autofocus]")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={`kern-dialog akz-dialog${wide ? " akz-dialog-wide" : ""}`}
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        if (closable) onClose();
      }}
    >
      <div class="kern-dialog__header">
        <h2 id={name} class="kern-title">
          {title}
        </h2>
        {closable && (
          <Button variant="tertiary" icon="close" iconOnly onClick={onClose}>
            {common.value.close}
          </Button>
        )}
      </div>
      <div class="kern-dialog__body">{children}</div>
      {footer && <div class="kern-dialog__footer">{footer}</div>}
    </dialog>
  );
}
