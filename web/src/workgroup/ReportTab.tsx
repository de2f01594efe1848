/** The quarterly report: how many titles in time, promises and what became of them, late decisions by cause. */
import { useLoad } from "../api/use.ts";
import { language, pick } from "../i18n/index.ts";
import { DateText, EmptyState, LinkButton, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import { report } from "./data.ts";
import { Levels, percent } from "./parts.tsx";
import { texts } from "./texts.ts";

interface ReportTabProps {
  readonly quarter: string;
  readonly onQuarter: (quarter: string) => void;
}

export function ReportTab({ quarter, onQuarter }: ReportTabProps) {
  const text = texts.value;
  const loaded = useLoad(`report ${quarter}`, (signal) => report(quarter, signal));
  const found = loaded.data;
  if (!found) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  const causes = found.breaches.filter((one) => one.count !== 0);
  const lang = language.value;
  return (
    <div class="akz-stack">
      <div class="wgr-head">
        <Select
          label={text.quarter}
          value={found.quarter}
          options={found.quarters.map((one) => ({ value: one, label: one }))}
          onValue={onQuarter}
        />
        <LinkButton href={`/working-group/report.pdf?quarter=${found.quarter}&lang=${lang}`} download>
          {text.pdf}
        </LinkButton>
      </div>
      <section class="akz-card" aria-label={text.rate}>
        <h2 class="akz-h2">{text.rate}</h2>
        <p class="wgr-rate">{found.inTime === null ? text.few : percent(found.inTime)}</p>
        {found.decided !== null && <p>{text.of(found.decided)}</p>}
      </section>
      <h2 class="akz-h2">{text.levels}</h2>
      <Levels rows={found.levels} />
      <h2 class="akz-h2">{text.breaches}</h2>
      {causes.length === 0 ? (
        <EmptyState title={found.breachesTotal === null ? text.few : text.noBreaches} />
      ) : (
        <Table
          caption={text.breaches}
          rows={[
            ...causes.map((one) => ({ key: one.cause, name: pick(one.name), count: one.count })),
            { key: "total", name: text.total, count: found.breachesTotal },
          ]}
          rowKey={(row) => row.key}
          columns={[
            { key: "cause", title: text.cause, heading: true, cell: (row) => row.name },
            { key: "count", title: text.cases, numeric: true, cell: (row) => row.count ?? text.withheld },
          ]}
        />
      )}
      <h2 class="akz-h2">{text.proposalsOf}</h2>
      {found.proposals.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <Table
          caption={text.proposalsOf}
          rows={found.proposals}
          rowKey={(row) => String(row.number)}
          columns={[
            { key: "title", title: text.proposal, heading: true, cell: (row) => `${row.number}. ${row.title}` },
            { key: "state", title: text.state, cell: (row) => text.states[row.state] },
            { key: "standard", title: text.standard, cell: (row) => row.standard ?? text.none },
            { key: "from", title: text.validFrom, cell: (row) => <DateText value={row.validFrom} /> },
          ]}
        />
      )}
      <p class="akz-small akz-muted">{text.note}</p>
    </div>
  );
}
