/** Single-key shortcuts: only outside of fields, only when switched on (WCAG 2.1.4), listed for the help dialog. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export const shortcuts = signal(true);

export interface Shortcut {
  /** As `KeyboardEvent.key`. */
  readonly key: string;
  readonly label: () => string;
  readonly run: (event: KeyboardEvent) => void;
  /** Enter and Escape work even when single-key shortcuts are off. */
  readonly always?: boolean;
}

/** The shortcuts of what is shown at the moment, for the help dialog. */
export const listed = signal<readonly Shortcut[]>([]);

const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT"]);

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (FIELDS.has(target.tagName) || target.isContentEditable);
}

/** Whether Enter or Space already mean something where the focus is. */
export function pressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("a, button, summary, [role=tab], [role=option]") !== null;
}

/** The shortcuts of a component while it is shown. A checkbox takes no text, so it does not swallow them. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const latest = useRef(list);
  latest.current = list;
  useEffect(() => {
    const own = latest.current;
    listed.value = [...listed.peek(), ...own];
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (document.querySelector("dialog[open]")) return;
      const box = event.target instanceof HTMLInputElement && event.target.type === "checkbox";
      if (typing(event.target) && !box) return;
      const found = latest.current.find((each) => each.key === event.key);
      if (!found || (!found.always && !shortcuts.peek())) return;
      if (event.key === "Enter" && (pressable(event.target) || box)) return;
      event.preventDefault();
      found.run(event);
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
      listed.value = listed.peek().filter((each) => !own.includes(each));
    };
  }, []);
}
