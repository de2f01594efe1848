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

/** What is chosen from a list: number, day, and why. */
export function deploymentName(one: Deployment): string {
  return texts.value.deployed(one.id, shortDate(one.deployedAt), one.reason);
}

/** A deployment in a sentence, with the processes that are new with it. */
export function Deployed({ one }: { readonly one: Deployment }) {
  const processes = one.processes.map((each) => `${each.processId} ${each.version}`).join(", ");
  return (
    <>
      {deploymentName(one)}
      {processes && <p class="wgr-text akz-small akz-muted">{texts.value.newWithIt(processes)}</p>}
    </>
  );
}

/** A number as it is written in the reader's language. */
function written(value: number): string {
  return new Intl.NumberFormat(language.value === "en" ? "en-GB" : "de-DE", { maximumFractionDigits: 1 }).format(value);
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
        { key: "participant", title: text.participant, cell: (row) => row.participants.map(pick).join(", ") },
        { key: "days", title: text.days, numeric: true, cell: (row) => row.days },
        { key: "target", title: text.target, numeric: true, cell: (row) => percent(row.target) },
        { key: "count", title: text.count, numeric: true, cell: (row) => row.count ?? text.few },
        {
          key: "share",
          title: text.share,
          numeric: true,
          cell: (row) => (row.share === null ? text.none : percent(row.share)),
        },
        {
          key: "median",
          title: text.median,
          numeric: true,
          cell: (row) => (row.median === null ? text.none : written(row.median)),
        },
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
