/** The answer to a question: chart and table by week, then by role. */
import { dayMonth, shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Legend } from "../mining/charts.tsx";
import { days, number, percent } from "../mining/figures.ts";
import { Alert, Table } from "../ui/index.ts";
import { Chart, type Point } from "./Chart.tsx";
import type { Run, Week } from "./data.ts";
import { texts } from "./texts.ts";

export function Result({ run }: { readonly run: Run }) {
  const text = texts.value;
  const compared = run.usual.length > 0;
  const rows = run.weeks.map((week, at) => ({ week, usual: run.usual[at] ?? null }));
  const roles = summed(run.weeks);
  const usualRoles = new Map(summed(run.usual).map((one) => [one.role, one.missed]));
  return (
    <div class="akz-stack">
      <h3 class="kern-title">{text.result}</h3>
      <Chart
        weeks={rows.map(({ week, usual }) => ({
          label: dayMonth(week.monday),
          usual: usual && point(usual),
          asked: point(week),
        }))}
      />
      {compared && (
        <Legend
          tones={
            new Map([
              ["usual", 0],
              ["asked", 1],
            ])
          }
          entries={[
            { key: "usual", label: text.usual },
            { key: "asked", label: text.difference },
          ]}
        />
      )}
      <Table
        caption={text.result}
        rows={rows}
        rowKey={({ week }) => week.monday}
        columns={[
          { key: "week", title: text.week, heading: true, cell: ({ week }) => shortDate(week.monday) },
          { key: "due", title: text.due, numeric: true, cell: ({ week }) => days(week.due) },
          {
            key: "missed",
            title: text.missed,
            numeric: true,
            cell: ({ week }) => `${days(week.missed)} (${text.of(number(week.missedLow), number(week.missedHigh))})`,
          },
          { key: "share", title: text.share, numeric: true, cell: ({ week }) => share(week.probability) },
          {
            key: "range",
            title: text.range,
            numeric: true,
            cell: ({ week }) => {
              const found = point(week);
              return found ? text.of(percent(found.low), percent(found.high)) : "–";
            },
          },
          ...(compared
            ? [
                {
                  key: "usual",
                  title: text.usual,
                  numeric: true,
                  cell: ({ usual }: (typeof rows)[number]) => share(usual?.probability),
                },
              ]
            : []),
          {
            key: "decided",
            title: text.decided,
            numeric: true,
            cell: ({ week }) => `${days(week.decided)} (${text.of(number(week.decidedLow), number(week.decidedHigh))})`,
          },
        ]}
      />
      {run.weeks.some((week) => !point(week)) && <p class="akz-small akz-muted">{text.noShare}</p>}
      <h3 class="kern-title">{text.roles}</h3>
      {roles.length === 0 && <Alert tone="success" title={text.none} />}
      {roles.length > 0 && (
        <Table
          caption={text.roles}
          rows={roles}
          rowKey={({ role }) => role}
          columns={[
            { key: "role", title: text.role, heading: true, cell: (row) => pick(row.name) },
            { key: "missed", title: text.missed, numeric: true, cell: (row) => days(row.missed) },
            ...(compared
              ? [
                  {
                    key: "usual",
                    title: text.usual,
                    numeric: true,
                    cell: (row: Summed) => days(usualRoles.get(row.role) ?? 0),
                  },
                ]
              : []),
            ...run.weeks.map((week, at) => ({
              key: week.monday,
              title: dayMonth(week.monday),
              numeric: true,
              cell: (row: Summed) => share(point(week) && (row.shares[at] ?? 0)),
            })),
          ]}
        />
      )}
      <p class="akz-muted">{text.seed(number(run.seed), number(run.wanted / (compared ? 2 : 1)))}</p>
    </div>
  );
}

/** The share of a week with its range; null where too little ends in it to speak of one. */
function point({ probability, probabilityLow, probabilityHigh }: Week): Point | null {
  if (probability === null || probabilityLow === null || probabilityHigh === null) return null;
  return { share: probability, low: probabilityLow, high: probabilityHigh };
}

function share(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : percent(value);
}

interface Summed {
  readonly role: string;
  readonly name: Week["roles"][number]["name"];
  readonly missed: number;
  readonly shares: readonly number[];
}

/** Missed deadlines by role over all weeks, most first; `shares` by week. */
function summed(weeks: readonly Week[]): readonly Summed[] {
  const names = new Map(weeks.flatMap(({ roles }) => roles.map((one) => [one.role, one.name] as const)));
  return [...names]
    .map(([role, name]) => {
      const found = weeks.map((week) => week.roles.find((one) => one.role === role));
      return {
        role,
        name,
        missed: found.reduce((sum, one) => sum + (one?.missed ?? 0), 0),
        shares: found.map((one) => one?.probability ?? 0),
      };
    })
    .sort((a, b) => b.missed - a.missed);
}
