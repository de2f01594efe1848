/** What changed between two periods, tested. */
import { useLoad } from "../api/use.ts";
import { language, pick } from "../i18n/index.ts";
import { Alert, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import { ask, type Drift, type DriftRow, months, type Selection } from "./data.ts";
import { days, number } from "./figures.ts";
import { Counted } from "./parts.tsx";
import { texts } from "./texts.ts";

export interface DriftTabProps {
  readonly selection: Selection;
  readonly onSplit: (split: string) => void;
}

export function DriftTab({ selection, onSplit }: DriftTabProps) {
  const text = texts.value.drift;
  const found = useLoad(`drift/${JSON.stringify(selection)}`, (signal) => ask<Drift>("drift", selection, signal));
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  const choices = [...new Set([data.split, ...months(36)])].sort().reverse();
  const ways = data.variantsP;
  return (
    <div class="akz-stack">
      <Counted scope={data.scope} any={data.decidedBefore !== 0 || data.decidedAfter !== 0} />
      <div class="ops-filters akz-no-print">
        <Select
          label={text.split}
          value={data.split}
          onValue={onSplit}
          options={choices.map((value) => ({ value, label: value }))}
        />
      </div>
      <p>{text.intro(data.split)}</p>
      {!data.holders.length && !data.elements.length && <Alert tone="info" title={text.few} />}
      {(data.net?.p ?? null) !== null && data.net && (
        <Rows title={texts.value.tabs.weeks} rows={[data.net, ...data.holders]} />
      )}
      {data.elements.length > 0 && <Rows title={text.elements} rows={data.elements} />}
      <h2 class="kern-title">{text.ways}</h2>
      <p>
        {ways === null || ways === undefined
          ? text.waysFew
          : `${ways < 0.05 ? text.waysChanged : text.waysSame} (p = ${probability(ways)}).`}
      </p>
    </div>
  );
}

function Rows({ title, rows }: { readonly title: string; readonly rows: readonly DriftRow[] }) {
  const text = texts.value.drift;
  return (
    <div class="akz-stack">
      <h2 class="kern-title">{title}</h2>
      <Table
        caption={title}
        rows={rows}
        rowKey={({ key }) => key}
        columns={[
          { key: "what", title: text.what, heading: true, cell: (row) => pick(row.name) },
          { key: "before", title: text.before, numeric: true, cell: (row) => days(row.medianBefore) },
          { key: "after", title: text.after, numeric: true, cell: (row) => days(row.medianAfter) },
          { key: "n", title: text.n, numeric: true, cell: (row) => `${number(row.before)} / ${number(row.after)}` },
          { key: "p", title: text.p, numeric: true, cell: (row) => probability(row.p) },
          {
            key: "verdict",
            title: text.verdict,
            cell: (row) => (row.significant ? <strong>{said(row)}</strong> : said(row)),
          },
        ]}
      />
    </div>
  );
}

function said(row: DriftRow): string {
  const text = texts.value.drift;
  if (!row.significant) return text.same;
  return (row.effect ?? 0.5) > 0.5 ? text.longer : text.shorter;
}

function probability(p: number | null | undefined): string {
  if (p === null || p === undefined) return "–";
  const format = new Intl.NumberFormat(language.value, { maximumFractionDigits: 3 });
  return p < 0.001 ? `< ${format.format(0.001)}` : format.format(p);
}
