/** Who had the ball: before the clock, in pauses, on the clock; by month. */
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Alert, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { Bars, Legend, Stacks, toned } from "./charts.tsx";
import { ask, type Part, type Selection, type Weeks } from "./data.ts";
import { days, number, whole } from "./figures.ts";
import { Counted } from "./parts.tsx";
import { texts } from "./texts.ts";

export function WeeksTab({ selection }: { readonly selection: Selection }) {
  const found = useLoad(`weeks/${JSON.stringify(selection)}`, (signal) => ask<Weeks>("overview", selection, signal));
  const { data } = found;
  const text = texts.value;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  const keys = [...new Set([...data.net, ...data.before].map(({ key }) => key))];
  const tones = toned(keys);
  const names = new Map([...data.before, ...data.net].map((part) => [part.key, pick(part.name)]));
  const figures: readonly (readonly [string, string])[] = [
    [text.weeks.cases, whole(data.cases)],
    [text.weeks.decided, whole(data.decided)],
    [text.weeks.late, data.decided ? whole(data.late) : text.none],
    [text.weeks.median, days(data.medianDays)],
    [text.weeks.p90, days(data.p90Days)],
    [text.weeks.gross, days(data.grossMedianDays)],
  ];
  return (
    <div class="akz-stack">
      <Counted scope={data.scope} any={data.cases !== 0} />
      <dl class="mng-figures">
        {figures.map(([label, value]) => (
          <div key={label} class="mng-figure">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {data.cases !== 0 && !data.decided && <Alert tone="info" title={text.few} />}
      <Parts title={text.weeks.net} hint={text.weeks.netHint} parts={data.net} tones={tones} late />
      {data.months.some((month) => month.medianDays !== null) && (
        <div class="akz-stack">
          <h2 class="kern-title">{text.weeks.months}</h2>
          <Stacks
            tones={tones}
            stacks={data.months.map((month) => ({
              label: month.month.slice(2),
              parts: keys.map((key) => ({ key, value: month.days[key] ?? 0 })).filter(({ value }) => value > 0),
            }))}
          />
          <Legend
            tones={tones}
            entries={keys
              .filter((key) => data.months.some((month) => month.days[key]))
              .map((key) => ({ key, label: names.get(key) ?? key }))}
          />
          <Table
            caption={text.weeks.months}
            rows={data.months}
            rowKey={({ month }) => month}
            columns={[
              { key: "month", title: text.weeks.month, heading: true, cell: ({ month }) => month },
              {
                key: "decided",
                title: text.weeks.decided,
                numeric: true,
                cell: (row) => (row.decided ? number(row.decided) : text.hidden),
              },
              { key: "median", title: text.weeks.median, numeric: true, cell: (row) => days(row.medianDays) },
              ...keys
                .filter((key) => data.months.some((month) => month.days[key]))
                .map((key) => ({
                  key: `of-${key}`,
                  title: names.get(key) ?? key,
                  numeric: true,
                  cell: (row: Weeks["months"][number]) => days(row.days[key]),
                })),
            ]}
          />
        </div>
      )}
      <Parts title={text.weeks.before} parts={data.before} tones={tones} />
      <Parts title={text.weeks.pauses} parts={data.pauses} tones={toned(data.pauses.map(({ key }) => key))} />
    </div>
  );
}

interface PartsProps {
  readonly title: string;
  readonly hint?: string;
  readonly parts: readonly Part[];
  readonly tones: ReadonlyMap<string, number>;
  readonly late?: boolean;
}

function Parts({ title, hint, parts, tones, late }: PartsProps) {
  const text = texts.value;
  if (!parts.length) return null;
  return (
    <div class="akz-stack">
      <h2 class="kern-title">{title}</h2>
      {hint && <p>{hint}</p>}
      <div class="mng-beside">
        <Bars
          tones={tones}
          bars={parts.map((part) => ({
            key: part.key,
            label: pick(part.name),
            value: part.days,
            text: text.days(days(part.days)),
          }))}
        />
        <Table
          caption={title}
          rows={parts}
          rowKey={({ key }) => key}
          columns={[
            { key: "who", title: text.weeks.who, heading: true, cell: (part) => pick(part.name) },
            { key: "mean", title: text.weeks.mean, numeric: true, cell: (part) => days(part.days) },
            ...(parts.some(worked)
              ? [
                  {
                    key: "work",
                    title: text.weeks.work,
                    numeric: true,
                    cell: (part: Part) => (worked(part) ? days(part.workHours) : text.none),
                  },
                ]
              : []),
            ...(late
              ? [
                  {
                    key: "late",
                    title: text.weeks.lateMean,
                    numeric: true,
                    cell: (part: Part) => days(part.lateDays),
                  },
                ]
              : []),
            { key: "cases", title: text.weeks.concerned, numeric: true, cell: (part) => whole(part.cases) },
          ]}
        />
      </div>
    </div>
  );
}

function worked(part: Part): boolean {
  return part.workHours !== null && part.workHours !== undefined;
}
