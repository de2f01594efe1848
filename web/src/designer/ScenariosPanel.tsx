/** Scenarios of the draft: run all or some, see on the diagram what they walk over, and which planted faults they miss. */
import { useEffect, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Badge, Button, EmptyState, Loading, ProblemAlert, Table, useSending } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import type { BpmnEditor, ListedElement } from "./bpmn/modeler.ts";
import { MutantsPart } from "./MutantsPart.tsx";
import { tried } from "./textsTried.ts";
import { runScenarios, type ScenarioInfo, type ScenarioResult, type ScenarioRun, scenarios } from "./tried.ts";

export interface ScenariosPanelProps {
  readonly draft: string;
  readonly editor: BpmnEditor | null;
  readonly elements: readonly ListedElement[];
  readonly saves: number;
  readonly onGo: (element: string) => void;
  readonly onOpen: (path: string) => void;
}

/** As `akzess coverage` counts: steps, boundary events and flows each for themselves. */
type Kind = "steps" | "boundaries" | "flows";

interface Covered {
  readonly kind: Kind;
  readonly covered: number;
  readonly all: number;
  readonly uncovered: readonly ListedElement[];
}

function kindOf({ type }: ListedElement): Kind | null {
  if (["Participant", "Lane", "TextAnnotation"].includes(type)) return null;
  if (type === "SequenceFlow") return "flows";
  return type === "BoundaryEvent" ? "boundaries" : "steps";
}

/** What of a diagram scenarios walked over; pools, lanes and notes are no steps. */
export function covered(elements: readonly ListedElement[], run: ScenarioRun): readonly Covered[] {
  const { elements: steps, flows } = run.coverage;
  return (["steps", "boundaries", "flows"] as const).map((kind) => {
    const counted = elements.filter((each) => kindOf(each) === kind);
    const uncovered = counted.filter(({ id }) => !(steps[id] || flows[id]));
    return { kind, covered: counted.length - uncovered.length, all: counted.length, uncovered };
  });
}

export default function ScenariosPanel({ draft, editor, elements, saves, onGo, onOpen }: ScenariosPanelProps) {
  const text = tried.value.scenarios;
  const loaded = useLoad(`scenarios/${draft}/${saves}`, (signal) => scenarios(draft, signal));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [run, setRun] = useState<ScenarioRun | null>(null);
  const [way, setWay] = useState<ScenarioResult | null>(null);
  const { busy, problem, send } = useSending();
  useEffect(() => {
    if (!editor) return;
    editor.marks.show("coverage", way ? wayMarks(way) : run ? coverageMarks(elements, run, text) : []);
    return () => editor.marks.show("coverage", []);
  }, [editor, run, way, elements, text]);
  const start = (paths: readonly string[]): Promise<boolean> => {
    setWay(null);
    return send(() => runScenarios(draft, paths, setRun));
  };
  const toggle = (path: string): void => {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setChosen(next);
  };
  const found = run && elements.length > 0 ? covered(elements, run) : [];
  const uncovered = found.flatMap((each) => each.uncovered);
  const resultOf = (row: ScenarioInfo): ScenarioResult | undefined =>
    run?.results.find(({ file }) => file === row.path);
  if (!loaded.data)
    return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  const all = loaded.data.map(({ path }) => path);
  if (all.length === 0) return <EmptyState title={text.none} />;
  return (
    <div class="akz-stack">
      <div class="akz-actions">
        <Button variant="primary" busy={busy} onClick={() => void start(all)}>
          {text.run}
        </Button>
        <Button busy={busy} disabled={chosen.size === 0} onClick={() => void start([...chosen])}>
          {text.runSome}
        </Button>
        {run && (
          <p role="status">
            <strong>{text.result(run.results.filter(({ ok }) => ok).length, run.results.length)}</strong>
          </p>
        )}
      </div>
      <ProblemAlert problem={problem} />
      {found.length > 0 && (
        <div>
          <p>
            {text.coverage}{" "}
            {found
              .filter(({ all }) => all > 0)
              .map((each) => text[each.kind](each.covered, each.all, percent(each.covered, each.all)))
              .join(" · ")}
          </p>
          {uncovered.length > 0 && (
            <details>
              <summary>
                {text.uncovered} {uncovered.length}
              </summary>
              <ul class="wks-elements">
                {uncovered.map(({ id, name }) => (
                  <li key={id}>
                    <button type="button" class="akz-link" onClick={() => onGo(id)}>
                      {name || id}
                    </button>{" "}
                    <code class="akz-muted">{id}</code>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
      <MutantsPart draft={draft} editor={editor} onGo={onGo} />
      <Table
        caption={text.title}
        rows={loaded.data}
        rowKey={({ path }) => path}
        columns={[
          {
            key: "choose",
            title: text.id,
            heading: true,
            cell: ({ path, id }) => (
              <label class="wks-check">
                <input
                  type="checkbox"
                  checked={chosen.has(path)}
                  aria-label={text.choose(id)}
                  onChange={() => toggle(path)}
                />{" "}
                {id}
              </label>
            ),
          },
          {
            key: "title",
            title: text.title,
            cell: ({ path, title }) => (
              <button type="button" class="akz-link" onClick={() => onOpen(path)}>
                {pick(title)}
              </button>
            ),
          },
          {
            key: "outcome",
            title: text.outcome,
            cell: (row) => {
              const result = resultOf(row);
              if (!result) return row.problem || <span class="akz-muted">{text.notRun}</span>;
              return (
                <>
                  <Badge tone={result.ok ? "success" : "danger"}>{result.ok ? text.ok : text.failed}</Badge>{" "}
                  {result.problem}{" "}
                  <Button small aria-label={`${text.show}: ${row.id}`} onClick={() => setWay(result)}>
                    {text.show}
                  </Button>
                </>
              );
            },
          },
        ]}
      />
    </div>
  );
}

export function percent(part: number, all: number): string {
  return all === 0 ? "–" : ((100 * part) / all).toFixed(1).replace(/\.0$/, "");
}

function wayMarks(result: ScenarioResult): Mark[] {
  return result.path.map((element) => ({ element, marker: "akz-mark-way" }));
}

function coverageMarks(
  elements: readonly ListedElement[],
  run: ScenarioRun,
  text: { times: (count: number) => string; never: string },
): Mark[] {
  return elements
    .filter((each) => kindOf(each) !== null)
    .map(({ id }) => {
      const count = run.coverage.elements[id] ?? run.coverage.flows[id] ?? 0;
      return {
        element: id,
        marker: count ? "akz-mark-covered" : "akz-mark-uncovered",
        flag: count ? `×${count}` : "0",
        tone: count ? "covered" : "uncovered",
        title: count ? text.times(count) : text.never,
      };
    });
}
