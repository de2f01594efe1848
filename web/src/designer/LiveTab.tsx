/** Live: where cases stand and how long the steps take, on the diagram in force and as a table. */
import { useMemo, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { language } from "../i18n/index.ts";
import { EmptyState, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import { DiagramView } from "./DiagramView.tsx";
import { deployedFile, deployments, type LiveElement, live } from "./released.ts";
import { released } from "./textsReleased.ts";

const DAY_S = 86_400;
const HOUR_S = 3_600;

export default function LiveTab() {
  const text = released.value.live;
  const known = useLoad("deployments", deployments);
  const newest = known.data?.[0];
  const processes = newest?.processes ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const process =
    chosen ??
    processes.find(({ processId }) => processId === "akzess-main")?.processId ??
    processes[0]?.processId ??
    "";
  const version = processes.find(({ processId }) => processId === process)?.version ?? null;
  const figures = useLoad(process ? `live/${process}/${version}` : null, (signal) => live(process, version, signal));
  const drawn = useLoad(newest && process ? `deployed/${newest.id}/${process}` : null, async (signal) =>
    newest ? deployedFile(newest, `${process}.bpmn`, signal) : null,
  );
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [place, setPlace] = useState<string | null>(null);
  const spoken = language.value;
  const { data } = figures;
  const marks = useMemo(() => (data ?? []).map((row) => marked(row, spoken)), [data, spoken]);
  if (!known.data) return known.problem ? <ProblemAlert problem={known.problem} retry={known.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <Select
        label={text.process}
        value={process}
        onValue={setChosen}
        options={processes.map(({ processId, version: number }) => ({
          value: processId,
          label: `${processId} (${number})`,
        }))}
      />
      <ProblemAlert problem={figures.problem} retry={figures.reload} />
      {drawn.data && (
        <DiagramView
          label={text.diagram(process)}
          xml={drawn.data}
          layer="live"
          marks={marks}
          goTo={place}
          onNames={setNames}
        />
      )}
      {data?.length === 0 && <EmptyState title={text.none} />}
      {data && data.length > 0 && (
        <Table
          caption={text.intro}
          rows={[...data].sort((a, b) => b.open - a.open || (b.medianSeconds ?? 0) - (a.medianSeconds ?? 0))}
          rowKey={({ elementId }) => elementId}
          columns={[
            {
              key: "element",
              title: text.element,
              heading: true,
              cell: ({ elementId }) => (
                <button type="button" class="akz-link wks-left" onClick={() => setPlace(elementId)}>
                  {names.get(elementId) || elementId}
                </button>
              ),
            },
            { key: "open", title: text.open, numeric: true, cell: ({ open }) => open },
            { key: "incidents", title: text.incidents, numeric: true, cell: ({ incidents }) => incidents },
            { key: "passed", title: text.passed, numeric: true, cell: ({ passed }) => passed },
            { key: "median", title: text.median, numeric: true, cell: (row) => duration(row.medianSeconds, spoken) },
            { key: "p90", title: text.p90, numeric: true, cell: (row) => duration(row.p90Seconds, spoken) },
          ]}
        />
      )}
    </div>
  );
}

/** 93,600 s as "1,1 Tage". */
function duration(seconds: number | null | undefined, spoken: string): string {
  if (seconds === null || seconds === undefined) return "–";
  const text = released.value.live;
  const number = new Intl.NumberFormat(spoken, { maximumFractionDigits: 1 });
  if (seconds >= DAY_S) return text.days(number.format(seconds / DAY_S));
  if (seconds >= HOUR_S) return text.hours(number.format(seconds / HOUR_S));
  return text.minutes(number.format(seconds / 60));
}

function marked(row: LiveElement, spoken: string): Mark {
  const text = released.value.live;
  const times = `${text.median} ${duration(row.medianSeconds, spoken)}, ${text.p90} ${duration(row.p90Seconds, spoken)}`;
  return {
    element: row.elementId,
    marker: row.incidents > 0 ? "akz-mark-error" : row.open > 0 ? "akz-mark-token" : undefined,
    flag: row.open > 0 ? `${row.open} · ${duration(row.medianSeconds, spoken)}` : duration(row.medianSeconds, spoken),
    tone: row.incidents > 0 ? "error" : row.open > 0 ? "token" : "info",
    title: `${row.open} ${text.open}, ${row.incidents} ${text.incidents}, ${row.passed} ${text.passed}, ${times}`,
  };
}
