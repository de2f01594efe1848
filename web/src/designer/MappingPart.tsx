/** Which step takes the place of which: marked on the old and on the new diagram, and as a list that can be changed. */
import { useMemo, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { Loading, Select, Table } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import { DiagramView } from "./DiagramView.tsx";
import type { Mapping, Migration, Pair, Verdict } from "./migrations.ts";
import { type Deployment, deployedFile } from "./released.ts";
import { released } from "./textsReleased.ts";

export interface MappingPartProps {
  readonly migration: Migration;
  readonly from: Deployment | undefined;
  readonly to: Deployment | undefined;
  readonly mapping: Mapping;
  /** Of the dry run, when there was one: they are counted at the steps. */
  readonly verdicts: readonly Verdict[] | null;
  readonly onChange: (key: string, value: string) => void;
}

const keyOf = (pair: Pair): string => `${pair.processId}/${pair.elementId}`;

const MAIN = "akzess-main";

export function MappingPart({ migration, from, to, mapping, verdicts, onChange }: MappingPartProps) {
  const text = released.value.migrate;
  // What stays what it was needs no decision; the rest does.
  const open = migration.pairs.filter((pair) => pair.target !== pair.elementId || keyOf(pair) in mapping);
  const waiting = useMemo(() => standing(verdicts ?? []), [verdicts]);
  const processes = useMemo(() => ordered(migration.pairs, open, waiting), [migration, open.length, waiting]);
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
  const kept = useMemo(
    () => migration.pairs.filter(({ processId }) => processId === process).map(({ elementId }) => elementId),
    [migration, process],
  );
  // After a dry run both diagrams go to where most cases wait.
  const crowd = useMemo(() => kept.filter((id) => waiting.has(id)).sort(byCount(waiting))[0] ?? null, [kept, waiting]);
  const [oldMarks, newMarks] = useMemo(() => bothSides(told, kept, waiting), [told, kept, waiting]);
  return (
    <div class="akz-stack">
      <h2 class="akz-h2">{text.mapping}</h2>
      {processes.length > 1 && (
        <Select
          label={released.value.live.process}
          value={process}
          onValue={setChosen}
          options={processes.map((each) => ({ value: each, label: each }))}
        />
      )}
      {(before.busy || after.busy) && <Loading />}
      {verdicts && <p class="akz-small akz-muted">{text.marks}</p>}
      <div class="wks-two">
        {before.data && (
          <DiagramView
            label={`${text.from} ${from?.id ?? ""}: ${file}`}
            xml={before.data}
            layer="migration"
            marks={oldMarks}
            goTo={crowd}
          />
        )}
        {after.data && (
          <DiagramView
            label={`${text.to} ${to?.id ?? ""}: ${file}`}
            xml={after.data}
            layer="migration"
            marks={newMarks}
            goTo={crowd && (open.find(({ elementId }) => elementId === crowd)?.target ?? crowd)}
            onNames={setNames}
          />
        )}
      </div>
      {own.length === 0 ? (
        <p>{text.allSame}</p>
      ) : (
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
                    ...targets(names, targetOf(pair)).map((id) => ({
                      value: id,
                      label: `${names.get(id) ?? ""} ${id}`,
                    })),
                  ]}
                />
              ),
            },
            { key: "why", title: text.why, cell: ({ reason }) => text.reasons[reason] ?? reason },
          ]}
        />
      )}
    </div>
  );
}

function targets(names: ReadonlyMap<string, string>, now: string): readonly string[] {
  const named = [...names].filter(([, name]) => name).map(([id]) => id);
  return now && !named.includes(now) ? [now, ...named] : named;
}

interface Standing {
  readonly count: number;
  readonly stuck: number;
}

/** How many cases wait at each step, and how many of those cannot move. */
function standing(verdicts: readonly Verdict[]): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  for (const { at, migratable } of verdicts)
    for (const element of at) {
      const { count, stuck } = found.get(element) ?? { count: 0, stuck: 0 };
      found.set(element, { count: count + 1, stuck: stuck + (migratable ? 0 : 1) });
    }
  return found;
}

function byCount(waiting: ReadonlyMap<string, Standing>): (one: string, two: string) => number {
  return (one, two) => (waiting.get(two)?.count ?? 0) - (waiting.get(one)?.count ?? 0);
}

/** Processes in which something has to be decided first, then those in which cases wait, then the others. */
function ordered(
  pairs: readonly Pair[],
  open: readonly Pair[],
  waiting: ReadonlyMap<string, Standing>,
): readonly string[] {
  const busy = pairs.filter(({ elementId }) => waiting.has(elementId));
  const main = pairs.filter(({ processId }) => processId === MAIN);
  return [...new Set([...open, ...busy, ...main, ...pairs].map(({ processId }) => processId))];
}

function bothSides(
  told: string,
  kept: readonly string[],
  waiting: ReadonlyMap<string, Standing>,
): readonly [readonly Mark[], readonly Mark[]] {
  const text = released.value.migrate;
  const pairs = new Map(
    told
      .split(" ")
      .filter(Boolean)
      .map((each, index) => {
        const [element = "", target = ""] = each.split("=");
        return [element, { target, number: `(${index + 1})` }] as const;
      }),
  );
  const before: Mark[] = [];
  const arriving = new Map<string, { number: string; count: number }>();
  for (const element of new Set([...kept, ...pairs.keys()])) {
    const pair = pairs.get(element);
    const here = waiting.get(element);
    if (!pair && !here) continue;
    const stuck = here?.stuck ?? 0;
    const words = [pair && (pair.target ? pair.number : "✕"), here && text.flagHere(here.count, stuck)];
    const tone = stuck > 0 ? "error" : here ? "token" : pair?.target ? "moved" : "removed";
    before.push({
      element,
      marker: `akz-mark-${tone}`,
      flag: words.filter(Boolean).join(" "),
      tone,
      title: here ? text.here(here.count, here.count - stuck) : undefined,
    });
    const target = pair ? pair.target : element;
    const able = (here?.count ?? 0) - stuck;
    if (!target || !(pair || able > 0)) continue;
    const there = arriving.get(target) ?? { number: "", count: 0 };
    arriving.set(target, { number: pair?.number ?? there.number, count: there.count + able });
  }
  const after = [...arriving].map(([element, { number, count }]): Mark => {
    const tone = count > 0 ? "added" : "moved";
    const words = [number, count > 0 && `+${count}`].filter(Boolean).join(" ");
    return {
      element,
      marker: `akz-mark-${tone}`,
      flag: words,
      tone,
      title: count > 0 ? text.arrives(count) : undefined,
    };
  });
  return [before, after];
}
