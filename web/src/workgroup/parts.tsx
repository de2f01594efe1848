/** The table of promises, shares as percent, who said it, what was deployed. */
import { shortDate } from "../i18n/dates.ts";
import { language, pick } from "../i18n/index.ts";
import { Badge, Table } from "../ui/index.ts";
import type { Deployment, Level } from "./data.ts";
import { texts } from "./texts.ts";

export function percent(share: number): string {
  const locale = language.value === "en" ? "en-GB" : "de-DE";
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

export function participant(role: string): string {
  return texts.value.participants[role] ?? role;
}

/** What a deployment is known by: number, day, and the processes that are new with it. */
export function deploymentName(one: Deployment): string {
  const processes = one.processes.map((each) => `${each.processId} ${each.version}`);
  return texts.value.deployed(one.id, shortDate(one.deployedAt), processes.join(", "));
}

export function Levels({ rows, of }: { readonly rows: readonly Level[]; readonly of?: string }) {
  const text = texts.value;
  return (
    <Table
      caption={of ? `${text.levels}, ${of}` : text.levels}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: "level", title: text.level, heading: true, cell: (row) => pick(row.name) },
        { key: "participant", title: text.participant, cell: (row) => pick(row.participantName) },
        { key: "days", title: text.days, numeric: true, cell: (row) => row.days },
        { key: "target", title: text.target, numeric: true, cell: (row) => percent(row.target) },
        { key: "count", title: text.count, numeric: true, cell: (row) => row.count ?? text.few },
        {
          key: "share",
          title: text.share,
          numeric: true,
          cell: (row) => (row.share === null ? text.none : percent(row.share)),
        },
        { key: "median", title: text.median, numeric: true, cell: (row) => row.median ?? text.none },
        {
          key: "met",
          title: text.met,
          cell: (row) =>
            row.met === null ? (
              text.none
            ) : (
              <Badge tone={row.met ? "success" : "warning"}>{row.met ? text.yes : text.no}</Badge>
            ),
        },
      ]}
    />
  );
}
