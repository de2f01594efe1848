/** The steps of the open diagram as a list: the same as the canvas for those who do not see it or use no mouse. */
import { useMemo, useState } from "preact/hooks";
import { Button, EmptyState, TextInput } from "../ui/index.ts";
import type { ListedElement } from "./bpmn/modeler.ts";
import { translate } from "./bpmn/translation.ts";
import type { Finding } from "./data.ts";
import { diagram } from "./textsDiagram.ts";

export interface ElementListProps {
  readonly elements: readonly ListedElement[];
  readonly findings: readonly Finding[];
  readonly selected: readonly string[];
  readonly onGo: (id: string) => void;
  readonly onAct: (action: "appendElement" | "replaceElement" | "removeSelection") => void;
}

/** "UserTask" as the editor's own catalogue calls it. */
export function typeName(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return translate(words.charAt(0).toUpperCase() + words.slice(1));
}

export function ElementList({ elements, findings, selected, onGo, onAct }: ElementListProps) {
  const text = diagram.value.elements;
  const [filter, setFilter] = useState("");
  const wrong = useMemo(() => new Set(findings.map(({ elementId }) => elementId)), [findings]);
  const wanted = filter.trim().toLowerCase();
  const shown = elements.filter(
    ({ id, name, type }) => type !== "SequenceFlow" && (!wanted || `${name} ${id}`.toLowerCase().includes(wanted)),
  );
  return (
    <div class="akz-stack">
      <p class="akz-small akz-muted">{text.hint}</p>
      <TextInput label={text.filter} type="search" value={filter} onValue={setFilter} />
      {shown.length === 0 && <EmptyState title={text.none} />}
      <ul class="wks-elements">
        {shown.map(({ id, type, name, depth }) => (
          <li key={id} class={`wks-depth-${Math.min(depth, 4)}`}>
            <button
              type="button"
              class="wks-element"
              aria-pressed={selected.includes(id) ? "true" : "false"}
              onClick={() => onGo(id)}
            >
              <span>
                {wrong.has(id) && <span aria-hidden="true">⚠ </span>}
                {name || text.unnamed}
              </span>
              <span class="akz-small akz-muted">
                {typeName(type)} · {id}
              </span>
            </button>
            {selected.length === 1 && selected[0] === id && (
              <span class="akz-actions">
                <Button small onClick={() => onAct("appendElement")}>
                  {text.append}
                </Button>
                <Button small onClick={() => onAct("replaceElement")}>
                  {text.replace}
                </Button>
                <Button small onClick={() => onAct("removeSelection")}>
                  {text.remove}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
