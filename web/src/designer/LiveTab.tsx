/** Live: where cases stand and how long the steps take, on the diagram in force and as a table. */
import { useMemo, useState } from "preact/hooks";
import { may } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { language, pick } from "../i18n/index.ts";
import { EmptyState, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import { DiagramView } from "./DiagramView.tsx";
import { deployedFile, deployments, type LiveElement, live } from "./released.ts";
import { released } from "./textsReleased.ts";

const DAY_S = 86_400;
const HOUR_S = 3_600;
const MINUTE_S = 60;

export default function LiveTab() {
  const text = released.value.live;
  const known = useLoad("deployments", deployments);
  const newest = known.data?.[0];
  const processes = newest?.processes ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [version, setVersion] = useState<number | null>(null);
  const process =
    chosen ??
    processes.find(({ processId }) => processId === "akzess-main")?.processId ??
    processes[0]?.processId ??
    "";
  const versions = (known.data ?? []).flatMap((each) =>
    each.processes.filter(({ processId }) => processId === process),
  );
  const figures = useLoad(process ? `live/${process}/${version ?? ""}` : null, (signal) =>
    live(process, version, signal),
  );
  const shown = known.data?.find((each) =>
    version ? each.processes.some((one) => one.processId === process && one.version === version) : true,
  );
  const drawn = useLoad(shown && process ? `deployed/${shown.id}/${process}` : null, async (signal) =>
    shown ? deployedFile(shown, `${process}.bpmn`, signal) : null,
  );
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [place, setPlace] = useState<string | null>(null);
  const spoken = language.value;
  const { data } = figures;
  const telling = useMemo(() => (data?.items ?? []).filter((row) => !quick(row)), [data]);
  const rest = useMemo(() => (data?.items ?? []).filter(quick), [data]);
  const marks = useMemo(() => telling.map((row) => marked(row, spoken)), [telling, spoken]);
  if (!known.data) return known.problem ? <ProblemAlert problem={known.problem} retry={known.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      <p>
        {text.intro} {may("mining.read") && <a href="/app/mining">{text.weeks}</a>}
      </p>
      <div class="wks-row">
        <Select
          label={text.process}
          value={process}
          onValue={(value) => {
            setChosen(value);
            setVersion(null);
          }}
          options={processes.map(({ processId, name }) => ({
            value: processId,
            label: `${pick(name)} (${processId})`,
          }))}
        />
        <Select
          label={text.version}
          value={String(version ?? "")}
          onValue={(value) => setVersion(value ? Number(value) : null)}
          options={[
            { value: "", label: text.everyVersion },
            ...versions.map((each) => ({ value: String(each.version), label: text.oneVersion(each.version) })),
          ]}
        />
        {data && <p role="status">{text.cases(data.cases)}</p>}
      </div>
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
      {data?.items.length === 0 && <EmptyState title={text.none} />}
      {telling.some(({ share }) => share) && <p class="akz-small akz-muted">{text.shareHint}</p>}
      {data?.sampled && <p class="akz-small akz-muted">{text.sampled}</p>}
      {telling.length > 0 && <FigureTable rows={telling} names={names} onGo={setPlace} />}
      {rest.length > 0 && (
        <details>
          <summary>{text.quick(rest.length)}</summary>
          <FigureTable rows={rest} names={names} onGo={setPlace} />
        </details>
      )}
    </div>
  );
}

/** Nothing waits there and nothing takes time: machines at work. */
function quick({ open, incidents, p90Seconds }: LiveElement): boolean {
  return open === 0 && incidents === 0 && (p90Seconds ?? 0) < MINUTE_S;
}

interface FigureTableProps {
  readonly rows: readonly LiveElement[];
  readonly names: ReadonlyMap<string, string>;
  readonly onGo: (element: string) => void;
}

function FigureTable({ rows, names, onGo }: FigureTableProps) {
  const text = released.value.live;
  const spoken = language.value;
  const number = new Intl.NumberFormat(spoken, { maximumFractionDigits: 1 });
  return (
    <Table
      caption={text.intro}
      rows={[...rows].sort((a, b) => b.open - a.open || (b.medianSeconds ?? 0) - (a.medianSeconds ?? 0))}
      rowKey={({ elementId }) => elementId}
      columns={[
        {
          key: "element",
          title: text.element,
          heading: true,
          cell: ({ elementId }) => (
            <button type="button" class="akz-link" onClick={() => onGo(elementId)}>
              {names.get(elementId) || elementId}
            </button>
          ),
        },
        { key: "open", title: text.open, numeric: true, cell: ({ open }) => open },
        { key: "incidents", title: text.incidents, numeric: true, cell: ({ incidents }) => incidents },
        { key: "passed", title: text.passed, numeric: true, cell: ({ perWeek }) => number.format(perWeek) },
        { key: "median", title: text.median, numeric: true, cell: (row) => duration(row.medianSeconds, spoken) },
        { key: "p90", title: text.p90, numeric: true, cell: (row) => duration(row.p90Seconds, spoken) },
        { key: "share", title: text.share, numeric: true, cell: ({ share }) => part(share, spoken) },
      ]}
    />
  );
}

/** 93,600 s as "1,1 Tage". */
function duration(seconds: number | null | undefined, spoken: string): string {
  if (seconds === null || seconds === undefined) return "–";
  const text = released.value.live;
  const number = new Intl.NumberFormat(spoken, { maximumFractionDigits: 1 });
  if (seconds >= DAY_S) return text.days(number.format(seconds / DAY_S));
  if (seconds >= HOUR_S) return text.hours(number.format(seconds / HOUR_S));
  return text.minutes(number.format(seconds / MINUTE_S));
}

/** 0.125 as "12,5 %". */
function part(share: number | null | undefined, spoken: string): string {
  if (share === null || share === undefined) return "–";
  return new Intl.NumberFormat(spoken, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

function marked(row: LiveElement, spoken: string): Mark {
  const text = released.value.live;
  const times = `${text.median} ${duration(row.medianSeconds, spoken)}, ${text.p90} ${duration(row.p90Seconds, spoken)}, ${text.share} ${part(row.share, spoken)}`;
  const waiting = [row.incidents > 0 && `⚠ ${row.incidents}`, row.open > 0 && String(row.open)];
  const lasts =
    row.medianSeconds === null || row.medianSeconds === undefined ? "" : duration(row.medianSeconds, spoken);
  return {
    element: row.elementId,
    marker: row.incidents > 0 ? "akz-mark-error" : row.open > 0 ? "akz-mark-token" : undefined,
    flag: [...waiting, lasts].filter(Boolean).join(" · "),
    tone: row.incidents > 0 ? "error" : row.open > 0 ? "token" : "info",
    title: `${row.open} ${text.open}, ${row.incidents} ${text.incidents}, ${row.perWeek} ${text.passed}, ${times}`,
  };
}
