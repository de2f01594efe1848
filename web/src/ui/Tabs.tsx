/** Tabs after the ARIA pattern: arrow keys move, the panel follows; the caller keeps the open tab (in the address). */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useUid } from "./uid.ts";

export interface Tab {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly count?: number;
}

export interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly open: string;
  readonly onOpen: (key: string) => void;
  readonly children: ComponentChildren;
}

export function Tabs({ label, tabs, open, onOpen, children }: TabsProps) {
  const id = useUid();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.key === open);
    const to =
      event.key === "ArrowRight"
        ? at + 1
        : event.key === "ArrowLeft"
          ? at - 1
          : event.key === "Home"
            ? 0
            : event.key === "End"
              ? -1
              : null;
    if (to === null) return;
    event.preventDefault();
    const next = tabs.at(to % tabs.length);
    if (!next) return;
    onOpen(next.key);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  };
  return (
    <div class="akz-tabs">
      <div role="tablist" aria-label={label} class="akz-tablist" ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            data-tab={tab.key}
            aria-selected={tab.key === open}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === open ? 0 : -1}
            class="akz-tab"
            onClick={() => onOpen(tab.key)}
          >
            {tab.label}
            {tab.count !== undefined && <span class="akz-count">{tab.count}</span>}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the pattern asks for a panel that can be reached */}
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`} tabIndex={0} class="akz-tabpanel">
        {children}
      </div>
    </div>
  );
}
