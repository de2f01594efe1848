/** The table of promises, shares as percent, who said it. */
import { language, pick } from "../i18n/index.ts";
import { Badge, Table } from "../ui/index.ts";
import type { Level } from "./data.ts";
import { texts } from "./texts.ts";

export function percent(share: number): string {
  const locale = language.value === "en" ? "en-GB" : "de-DE";
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

export function participant(role: string): string {
  return texts.value.participants[role] ?? role;
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
