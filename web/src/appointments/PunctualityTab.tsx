/** K7: how soon something was free, how punctual calls were, how many did not come. */
import { useLoad } from "../api/use.ts";
import { EmptyState, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { type Plan, punctuality } from "./data.ts";
import { kindName } from "./parts.tsx";
import { texts } from "./texts.ts";

export function PunctualityTab({ site, plan }: { readonly site: string; readonly plan: Plan }) {
  const text = texts.value.punctuality;
  const found = useLoad(`punctuality ${site}`, (signal) => punctuality(site, signal));
  const told = (value: number | null, unit = ""): string => (value === null ? text.few : `${value}${unit}`);
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
          caption={texts.value.tabs.punctuality}
          rows={rows}
          rowKey={(row) => row.kind}
          columns={[
            { key: "kind", title: texts.value.what, heading: true, cell: (row) => kindName(plan, row.kind) },
            { key: "count", title: text.appointments, numeric: true, cell: (row) => told(row.appointments) },
            {
              key: "offer",
              title: `${text.offer} ${text.median}`,
              numeric: true,
              cell: (row) => told(row.offerDaysMedian),
            },
            {
              key: "late",
              title: `${text.late} ${text.median}`,
              numeric: true,
              cell: (row) => told(row.lateMinutesMedian),
            },
            {
              key: "waited",
              title: `${text.waited} ${text.median}`,
              numeric: true,
              cell: (row) => told(row.waitedMinutesMedian),
            },
            { key: "missed", title: text.missed, numeric: true, cell: (row) => told(row.noShowPercent, " %") },
          ]}
        />
      )}
    </div>
  );
}
