/** The columns that the inbox can show, which of them it shows, and in which order the list comes. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { me } from "../api/session.ts";
import type { TaskRow } from "../api/tasks.ts";
import { DueText } from "../forms/due.tsx";
import { shortDate } from "../i18n/dates.ts";
import { SITES } from "../shell/texts.ts";
import { Badge } from "../ui/index.ts";
import { inbox } from "./texts.ts";
import { Wanted, wantedTitle } from "./Wanted.tsx";

export interface InboxColumn {
  readonly key: string;
  readonly title: () => string;
  readonly cell: (row: TaskRow) => ComponentChildren;
  /** The name by which the API sorts. */
  readonly sort?: string;
  readonly numeric?: boolean;
}

export function Holder({ row }: { readonly row: TaskRow }) {
  const text = inbox.value;
  if (!row.assignee) return <span class="akz-muted">{text.free}</span>;
  if (row.assignee === me.value?.person) return <Badge tone="info">{text.own}</Badge>;
  return <span>{row.assigneeName ?? row.assignee}</span>;
}

export const COLUMNS: readonly InboxColumn[] = [
  { key: "dueAt", title: () => inbox.value.dueAt, cell: (row) => <DueText task={row} />, sort: "due" },
  { key: "applicant", title: () => inbox.value.applicant, cell: (row) => row.applicant, sort: "applicant" },
  {
    key: "businessKey",
    title: () => inbox.value.businessKey,
    cell: (row) => <span class="akz-nowrap">{row.businessKey}</span>,
  },
  { key: "employer", title: () => inbox.value.employer, cell: (row) => row.employer },
  { key: "assigneeName", title: () => inbox.value.assignee, cell: (row) => <Holder row={row} /> },
  { key: "priority", title: () => inbox.value.priority, cell: (row) => row.priority, sort: "priority", numeric: true },
  { key: "createdAt", title: () => inbox.value.createdAt, cell: (row) => shortDate(row.createdAt), sort: "created" },
  { key: "caseGroup", title: () => inbox.value.caseGroup, cell: (row) => row.caseGroup },
  { key: "nationality", title: () => inbox.value.nationality, cell: (row) => row.nationality },
  { key: "language", title: wantedTitle, cell: (row) => <Wanted row={row} /> },
  { key: "azrNumber", title: () => inbox.value.azrNumber, cell: (row) => row.azrNumber },
  {
    key: "followUpAt",
    title: () => inbox.value.followUpAt,
    cell: (row) => (row.followUpAt ? shortDate(row.followUpAt) : ""),
  },
  { key: "site", title: () => inbox.value.siteColumn, cell: (row) => SITES[row.site] ?? row.site },
];

const STANDARD = ["dueAt", "applicant", "businessKey", "employer", "assigneeName"];
const KEY = "akzess.columns";

function kept(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (Array.isArray(found) && found.length) return found.filter((each): each is string => typeof each === "string");
  } catch {
    // What another version of the page left behind is no reason to show nothing.
  }
  return STANDARD;
}

/** The keys of the columns that are shown, in the order of COLUMNS. */
export const shown = signal<readonly string[]>(kept());

export function show(keys: readonly string[]): void {
  shown.value = keys;
  localStorage.setItem(KEY, JSON.stringify(keys));
}
