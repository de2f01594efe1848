/** The list of cases: search and filters stand in the address; more are loaded on demand. */

import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { usePages } from "../api/usePages.ts";
import { Badge, DateText, PagedList, PageTitle, Select, Table, TextInput, type Tone } from "../ui/index.ts";
import { useShortcuts } from "../ui/keyboard.ts";
import { type CaseQuery, listCases } from "./data.ts";
import { caseTexts, named } from "./texts.ts";
import "./case.css";

const STATUS: Readonly<Record<string, Tone>> = {
  RUNNING: "info",
  INCIDENT: "danger",
  SUSPENDED: "warning",
  COMPLETED: "success",
  CANCELLED: "neutral",
};
const FILTERS = ["q", "status", "site", "process", "caseGroup", "sort"] as const;
const PAUSE_MS = 300;

export default function CasesPage() {
  const text = caseTexts.value;
  const { path, query, route } = useLocation();
  const filters: CaseQuery = Object.fromEntries(FILTERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const [typed, setTyped] = useState(filters.q ?? "");
  const pages = usePages(`cases/${JSON.stringify(filters)}`, (after, signal) => listCases(filters, after, signal));
  const change = (changed: CaseQuery): void => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filters, ...changed })) if (value) search.set(name, String(value));
    const asked = search.toString();
    route(asked ? `${path}?${asked}` : path, true);
  };
  useEffect(() => {
    if (typed === (filters.q ?? "")) return;
    const wait = setTimeout(() => change({ q: typed }), PAUSE_MS);
    return () => clearTimeout(wait);
  }, [typed]);
  useShortcuts([
    {
      key: "/",
      label: () => caseTexts.value.list.search,
      run: () => document.getElementById("akz-case-search")?.focus(),
    },
  ]);
  const count = pages.items.length;
  return (
    <div class="akz-stack">
      <PageTitle title={text.list.title}>{text.list.title}</PageTitle>
      <search>
        <form
          class="akz-case-filters akz-no-print"
          onSubmit={(event) => {
            event.preventDefault();
            change({ q: typed });
          }}
        >
          <div class="akz-case-filter-wide">
            <TextInput
              id="akz-case-search"
              type="search"
              label={text.list.search}
              hint={text.list.searchHint}
              value={typed}
              onValue={setTyped}
            />
          </div>
          <Select
            label={text.list.status}
            value={filters.status ?? ""}
            onValue={(status) => change({ status })}
            options={[
              { value: "", label: text.list.anyStatus },
              ...Object.entries(text.statuses).map(([value, label]) => ({ value, label })),
            ]}
          />
          <Select
            label={text.list.sort}
            value={filters.sort ?? ""}
            onValue={(sort) => change({ sort })}
            options={[
              { value: "", label: text.list.newest },
              { value: "created", label: text.list.oldest },
              { value: "applicant", label: text.list.byApplicant },
              { value: "businessKey", label: text.list.byNumber },
            ]}
          />
        </form>
      </search>
      <PagedList
        pages={pages}
        none={Object.keys(filters).length ? text.list.none : text.list.empty}
        hint={filters.q && <p>{text.list.noneHint}</p>}
      >
        {(items) => (
          <>
            <p class="akz-muted akz-small" role="status">
              {pages.more ? text.list.foundMore(count) : text.list.found(count)}
            </p>
            <Table
              caption={text.list.title}
              columns={[
                {
                  key: "number",
                  title: text.list.number,
                  heading: true,
                  cell: (row) => (
                    <a class="akz-nowrap" href={`/app/cases/${row.id}`}>
                      {row.businessKey}
                    </a>
                  ),
                },
                { key: "applicant", title: text.list.applicant, cell: (row) => row.applicant ?? "–" },
                { key: "employer", title: text.list.employer, cell: (row) => row.employer ?? "–" },
                { key: "group", title: text.list.group, cell: (row) => named(text.groups, row.caseGroup) || "–" },
                { key: "site", title: text.list.site, cell: (row) => row.site },
                { key: "received", title: text.list.received, cell: (row) => <DateText value={row.createdAt} /> },
                {
                  key: "status",
                  title: text.list.status,
                  cell: (row) => (
                    <Badge tone={STATUS[row.status] ?? "neutral"}>{named(text.statuses, row.status)}</Badge>
                  ),
                },
              ]}
              rows={items}
              rowKey={(row) => row.id}
            />
          </>
        )}
      </PagedList>
    </div>
  );
}
