/** Steps: how long, how often again, what they cost on the way to the decision; on the diagram and as a table. */
import { useMemo, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import type { Mark } from "../designer/bpmn/marks.ts";
import { DiagramView } from "../designer/DiagramView.tsx";
import { language, pick } from "../i18n/index.ts";
import { Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import { ask, diagram, type Element, type Elements, type Selection } from "./data.ts";
import { days, whole } from "./figures.ts";
import { Counted } from "./parts.tsx";
import { texts } from "./texts.ts";

const MAIN = "akzess-main";

export function ElementsTab({ selection }: { readonly selection: Selection }) {
  const text = texts.value.elements;
  const found = useLoad(`elements/${JSON.stringify(selection)}`, (signal) =>
    ask<Elements>("elements", selection, signal),
  );
  const [process, setProcess] = useState(MAIN);
  const [place, setPlace] = useState<string | null>(null);
  const drawn = useLoad(`diagram/${process}`, (signal) => diagram(process, signal));
  const { data } = found;
  const spoken = language.value;
  const marks = useMemo(() => (data?.items ?? []).filter(hasCost).map((row) => marked(row, spoken)), [data, spoken]);
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  const processes = [...new Set([MAIN, ...data.items.map((row) => row.process)])];
  const show = (row: Element): void => {
    setProcess(row.process);
    setPlace(row.elementId);
  };
  return (
    <div class="akz-stack">
      <Counted scope={data.scope} any={data.items.length > 0} />
      <p>{text.intro}</p>
      <div class="ops-filters akz-no-print">
        <Select
          label={text.process}
          value={process}
          onValue={setProcess}
          options={processes.map((value) => ({ value, label: value }))}
        />
      </div>
      {drawn.data && (
        <DiagramView label={text.diagram(process)} xml={drawn.data} layer="live" marks={marks} goTo={place} />
      )}
      <Table
        caption={text.intro}
        rows={data.items.filter(takesTime)}
        rowKey={({ elementId }) => elementId}
        columns={[
          {
            key: "element",
            title: text.element,
            heading: true,
            cell: (row) => (
              <button type="button" class="akz-link" onClick={() => show(row)}>
                {pick(row.name)}
              </button>
            ),
          },
          { key: "holder", title: text.holder, cell: (row) => pick(row.holderName) },
          { key: "path", title: text.path, numeric: true, cell: (row) => days(row.pathDays) },
          { key: "median", title: text.median, numeric: true, cell: (row) => days(row.medianDays) },
          { key: "p90", title: text.p90, numeric: true, cell: (row) => days(row.p90Days) },
          { key: "waiting", title: text.waiting, numeric: true, cell: (row) => days(row.waitingDays) },
          { key: "work", title: text.work, numeric: true, cell: (row) => days(row.workHours) },
          { key: "cases", title: text.cases, numeric: true, cell: (row) => whole(row.cases) },
          { key: "passages", title: text.passages, numeric: true, cell: (row) => whole(row.passages) },
          {
            key: "repeated",
            title: text.repeated,
            numeric: true,
            cell: (row) => whole(row.repeated),
          },
        ]}
      />
    </div>
  );
}

/** Steps of systems are over in a moment; only those that take time are told. */
function takesTime(row: Element): boolean {
  return (row.p90Days ?? 1) >= 0.01;
}

function hasCost(row: Element): boolean {
  return (row.pathDays ?? 0) >= 0.05;
}

function marked(row: Element, spoken: string): Mark {
  const text = texts.value.elements;
  const cost = new Intl.NumberFormat(spoken, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const said = text.cost(cost.format(row.pathDays ?? 0));
  return {
    element: row.elementId,
    marker: (row.pathDays ?? 0) >= 1 ? "akz-mark-error" : "akz-mark-token",
    flag: said,
    tone: (row.pathDays ?? 0) >= 1 ? "error" : "info",
    title: `${text.path}: ${said}; ${text.median} ${days(row.medianDays)}, ${text.p90} ${days(row.p90Days)}`,
  };
}
