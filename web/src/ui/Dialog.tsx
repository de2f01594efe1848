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

/** What one types a line into: there, Enter does what the dialog's main button does, as in a form. */
const LINES: ReadonlySet<string> = new Set(["text", "search", "email", "tel", "url", "number", "password"]);

function goesOn(event: KeyboardEvent): void {
  const field = event.target;
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
  if (!(field instanceof HTMLInputElement) || !LINES.has(field.type) || field.form) return;
  if (field.getAttribute("role") === "combobox") return; // there Enter chooses
  const dialog = field.closest("dialog");
  dialog?.querySelector<HTMLElement>(".kern-dialog__footer .kern-btn--primary:not([aria-disabled=true])")?.click();
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
      onKeyDown={goesOn}
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
