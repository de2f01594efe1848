/** Months that cannot change any more, with the digests that prove it. */
import { useLoad } from "../api/use.ts";
import { dateTime } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Badge, EmptyState, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { ask, type Figures, type Snapshots } from "./data.ts";
import { monthName } from "./numbers.ts";
import { texts } from "./texts.ts";

export function FrozenTab({ figures }: { readonly figures: Figures }) {
  const text = texts.value.frozen;
  const found = useLoad("figures/snapshots", (signal) =>
    ask<Snapshots>("/figures/snapshots", { kind: "month" }, signal),
  );
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  if (data.items.length === 0) return <EmptyState title={text.empty}>{text.emptyText}</EmptyState>;
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <Table
        caption={texts.value.tabs.frozen}
        rows={data.items}
        rowKey={(row) => `${row.name}/${row.site}`}
        columns={[
          { key: "month", title: texts.value.month, heading: true, cell: (row) => monthName(row.name) },
          {
            key: "site",
            title: texts.value.site,
            cell: (row) => pick(figures.sites.find((site) => site.code === row.site)?.name) || row.site,
          },
          { key: "at", title: text.at, cell: (row) => dateTime(row.takenAt) },
          {
            key: "digest",
            title: text.digest,
            cell: (row) => <code class="fig-digest">{row.sha256.slice(0, 16)}…</code>,
          },
          {
            key: "intact",
            title: text.state,
            cell: (row) => (
              <Badge tone={row.intact ? "success" : "danger"}>{row.intact ? text.intact : text.changed}</Badge>
            ),
          },
        ]}
      />
    </div>
  );
}
