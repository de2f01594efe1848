/** Which step takes the place of which: marked on the old and on the new diagram, and as a list that can be changed. */
import { useMemo, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { Loading, Select, Table } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import { DiagramView } from "./DiagramView.tsx";
import type { Mapping, Migration, Pair } from "./migrations.ts";
import { type Deployment, deployedFile } from "./released.ts";
import { released } from "./textsReleased.ts";

export interface MappingPartProps {
  readonly migration: Migration;
  readonly from: Deployment | undefined;
  readonly to: Deployment | undefined;
  readonly mapping: Mapping;
  readonly onChange: (key: string, value: string) => void;
}

const keyOf = (pair: Pair): string => `${pair.processId}/${pair.elementId}`;

export function MappingPart({ migration, from, to, mapping, onChange }: MappingPartProps) {
  const text = released.value.migrate;
  // What stays what it was needs no decision; the rest does.
  const open = migration.elements.filter((pair) => pair.target !== pair.elementId || keyOf(pair) in mapping);
  const processes = [...new Set(open.map(({ processId }) => processId))];
  const [chosen, setChosen] = useState("");
  const process = processes.includes(chosen) ? chosen : (processes[0] ?? "");
  const file = `${process}.bpmn`;
  const before = useLoad(from && process ? `deployed/${from.id}/${file}` : null, async (signal) =>
    from ? deployedFile(from, file, signal) : null,
  );
  const after = useLoad(to && process ? `deployed/${to.id}/${file}` : null, async (signal) =>
    to ? deployedFile(to, file, signal) : null,
  );
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const own = open.filter(({ processId }) => processId === process);
  const targetOf = (pair: Pair): string => mapping[keyOf(pair)] ?? pair.target ?? "";
  // The marks follow the mapping; the list is made anew with each drawing.
  const told = own.map((pair) => `${pair.elementId}=${targetOf(pair)}`).join(" ");
  const [oldMarks, newMarks] = useMemo(() => bothSides(told), [told]);
  if (open.length === 0) return null;
  return (
    <section class="akz-stack" aria-labelledby="wks-mapping">
      <h2 class="akz-h2" id="wks-mapping">
        {text.mapping}
      </h2>
      {processes.length > 1 && (
        <Select
          label={released.value.live.process}
          value={process}
          onValue={setChosen}
          options={processes.map((each) => ({ value: each, label: each }))}
        />
      )}
      {(before.busy || after.busy) && <Loading />}
      <div class="wks-two">
        {before.data && (
          <DiagramView
            label={`${text.from} ${from?.id ?? ""}: ${file}`}
            xml={before.data}
            layer="migration"
            marks={oldMarks}
          />
        )}
        {after.data && (
          <DiagramView
            label={`${text.to} ${to?.id ?? ""}: ${file}`}
            xml={after.data}
            layer="migration"
            marks={newMarks}
            onNames={setNames}
          />
        )}
      </div>
      <Table
        caption={text.mapping}
        rows={own}
        rowKey={keyOf}
        columns={[
          {
            key: "element",
            title: text.element,
            heading: true,
            cell: ({ name, elementId }) => (
              <>
                {name} <code class="akz-muted">{elementId}</code>
              </>
            ),
          },
          {
            key: "target",
            title: text.target,
            cell: (pair) => (
              <Select
                label={`${text.target}: ${pair.name || pair.elementId}`}
                value={targetOf(pair)}
                onValue={(value) => onChange(keyOf(pair), value)}
                options={[
                  { value: "", label: text.stays },
                  ...targets(names, targetOf(pair)).map((id) => ({ value: id, label: `${names.get(id) ?? ""} ${id}` })),
                ]}
              />
            ),
          },
          { key: "why", title: text.why, cell: ({ reason }) => text.reasons[reason] ?? reason },
        ]}
      />
    </section>
  );
}

function targets(names: ReadonlyMap<string, string>, now: string): readonly string[] {
  const named = [...names].filter(([, name]) => name).map(([id]) => id);
  return now && !named.includes(now) ? [now, ...named] : named;
}

function bothSides(told: string): readonly [readonly Mark[], readonly Mark[]] {
  const pairs = told
    .split(" ")
    .filter(Boolean)
    .map((each) => each.split("=") as [string, string]);
  const number = (index: number): string => String(index + 1);
  return [
    pairs.map(([element, target], index) => ({
      element,
      marker: target ? "akz-mark-moved" : "akz-mark-removed",
      flag: target ? number(index) : "✕",
      tone: target ? "moved" : "removed",
    })),
    pairs.flatMap(([, target], index) =>
      target ? [{ element: target, marker: "akz-mark-moved", flag: number(index), tone: "moved" }] : [],
    ),
  ];
}
