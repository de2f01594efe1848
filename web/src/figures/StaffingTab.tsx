/** The computed need of staff with what it follows from. */
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Facts, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import { ask, type Staffing } from "./data.ts";
import { monthName, percent, plain } from "./numbers.ts";
import { texts } from "./texts.ts";

const LEADS = ["0", "0.25", "0.5", "0.75", "1", "1.5", "2"];
const MONTHS = ["3", "6", "9", "12"];

export function StaffingTab({ year }: { readonly year: string }) {
  const text = texts.value.staffing;
  const [lead, setLead] = useState("0.5");
  const [months, setMonths] = useState("6");
  const found = useLoad(`staffing/${year}/${lead}/${months}`, (signal) =>
    ask<Staffing>("/staffing", { year, lead, months }, signal),
  );
  const { data } = found;
  const posts = (value: unknown): string => `${plain(String(value))} ${text.fte}`;
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <div class="fig-head akz-no-print">
        <Select
          label={text.lead}
          value={lead}
          options={LEADS.map((value) => ({ value, label: plain(value) }))}
          onValue={setLead}
        />
        <Select
          label={text.months}
          value={months}
          options={MONTHS.map((value) => ({ value, label: value }))}
          onValue={setMonths}
        />
      </div>
      {!data && (found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />)}
      {data && (
        <>
          <h2 class="kern-title">{text.need}</h2>
          <p>{text.period(monthName(data.since), monthName(data.until))}</p>
          <Facts
            items={[
              [text.minutes, plain(String(data.minutes), 0)],
              [text.work, posts(data.work)],
              [text.leadPosts, posts(data.leadPosts)],
              [text.reserve(percent(Number(data.reserveShare), 0)), posts(data.reserve)],
              [text.total, posts(data.total)],
              [text.planned, <strong key="planned">{posts(data.planned)}</strong>],
              [text.backlog(data.backlogMonths), posts(data.backlog)],
              [text.peak, data.peakFactor === null ? "–" : plain(String(data.peakFactor))],
              [text.counters, String(data.counters)],
            ]}
          />
          <p class="akz-small akz-muted">
            {text.assumed(percent(Number(data.allowance), 0), plain(data.annualMinutes / 60, 0), data.version)}{" "}
            {data.source}
          </p>
          <h2 class="kern-title">{text.groups}</h2>
          <Table
            caption={text.groups}
            rows={data.groups}
            rowKey={({ code }) => code}
            columns={[
              { key: "group", title: texts.value.group, heading: true, cell: (row) => `${row.code} ${pick(row.name)}` },
              { key: "cases", title: texts.value.cases, numeric: true, cell: (row) => plain(row.cases, 0) },
              { key: "open", title: text.open, numeric: true, cell: (row) => plain(row.open, 0) },
              { key: "minutes", title: text.perCase, numeric: true, cell: (row) => plain(String(row.minutes), 0) },
              ...data.tasks.map((task, index) => ({
                key: task.code,
                title: pick(task.name),
                numeric: true,
                cell: (row: Staffing["groups"][number]) => plain(String(row.tasks[index] ?? 0), 0),
              })),
            ]}
          />
          <h2 class="kern-title">{text.sensitivity}</h2>
          <Table
            caption={text.sensitivity}
            rows={data.sensitivity}
            rowKey={({ what }) => what}
            columns={[
              {
                key: "what",
                title: text.assumption,
                heading: true,
                cell: ({ what }) => (what in text.whats ? text.whats[what as keyof typeof text.whats] : what),
              },
              { key: "low", title: text.less, numeric: true, cell: (row) => posts(row.low) },
              { key: "high", title: text.more, numeric: true, cell: (row) => posts(row.high) },
            ]}
          />
        </>
      )}
    </div>
  );
}
