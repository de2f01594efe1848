/** The waiting list of a site. */
import { useLoad } from "../api/use.ts";
import { dateTime, shortDate } from "../i18n/dates.ts";
import { languageName } from "../operations/team.ts";
import { Badge, EmptyState, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { type Plan, waiting } from "./data.ts";
import { kindName } from "./parts.tsx";
import { texts } from "./texts.ts";

export function WaitingTab({ site, plan }: { readonly site: string; readonly plan: Plan }) {
  const text = texts.value.waiting;
  const found = useLoad(`waiting ${site}`, (signal) => waiting(site, signal));
  const rows = found.data?.items ?? [];
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <ProblemAlert problem={found.problem} retry={found.reload} />
      {!found.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyState title={text.empty}>{text.emptyText}</EmptyState>
      ) : (
        <Table
          caption={texts.value.tabs.waiting}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            { key: "kind", title: texts.value.what, heading: true, cell: (row) => kindName(plan, row.kind) },
            {
              key: "language",
              title: texts.value.language,
              cell: (row) => (row.language ? languageName(row.language) : "–"),
            },
            {
              key: "days",
              title: text.days,
              cell: (row) => `${shortDate(row.fromDay)} – ${shortDate(row.untilDay)}`,
            },
            { key: "number", title: texts.value.number, cell: (row) => row.number ?? "–" },
            { key: "since", title: text.since, cell: (row) => dateTime(row.since) },
            {
              key: "state",
              title: texts.value.state,
              cell: (row) => (
                <Badge tone={row.offered ? "info" : "neutral"}>{row.offered ? text.offered : text.open}</Badge>
              ),
            },
          ]}
        />
      )}
    </div>
  );
}
