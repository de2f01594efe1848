/** Above the list: whose tasks, search, filters, saved views, columns. */
import "./toolbar.css";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { me } from "../api/session.ts";
import type { TaskCounts, TaskRow } from "../api/tasks.ts";
import { nameOf } from "../forms/names.ts";
import { day, endOfDay, lastDay, wholeNumber } from "../i18n/dates.ts";
import { SITES } from "../shell/texts.ts";
import { Badge, Button, Checkbox, DateInput, Dialog, Icon, Select } from "../ui/index.ts";
import { COLUMNS, show, shown } from "./columns.tsx";
import type { FilterName, Filters, Scope } from "./filters.ts";
import { inbox } from "./texts.ts";
import { Views } from "./Views.tsx";

const CALM_MS = 350;
const GROUPS = ["FG1", "FG2", "FG3", "FG4", "FG5", "FG6", "FG7", "FG8", "FG9"];

export interface ToolbarProps {
  readonly filters: Filters;
  readonly counts: TaskCounts | null;
  readonly rows: readonly TaskRow[];
  readonly searchRef: RefObject<HTMLInputElement>;
}

/** A count as it is shown; "500+" where the server stopped counting, "" while it is not known. */
export function counted(count: { value: number; more?: boolean } | undefined): string {
  return count ? `${wholeNumber(count.value)}${count.more ? "+" : ""}` : "";
}

function Scopes({ filters, counts }: Pick<ToolbarProps, "filters" | "counts">) {
  const text = inbox.value;
  const scopes: readonly Scope[] =
    me.value?.deputyFor.length || filters.scope === "deputies" ? ["mine", "team", "deputies"] : ["mine", "team"];
  return (
    <nav class="akz-scopes" aria-label={text.scopes}>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>
            <button
              type="button"
              class="akz-scope"
              aria-current={filters.scope === scope ? "true" : undefined}
              onClick={() => filters.change({ scope, task: null })}
            >
              {text[scope]}
              {counts && <span class="akz-count">{counted(counts[scope])}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Search({ filters, searchRef }: Pick<ToolbarProps, "filters" | "searchRef">) {
  const text = inbox.value;
  const asked = filters.get("q");
  const [typed, setTyped] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Going back in the browser's history changes the text, too.
  useEffect(() => setTyped(asked), [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <search class="akz-search">
      <label class="kern-sr-only" for="akz-search">
        {text.search}: {text.searchHint}
      </label>
      <Icon name="search" />
      <input
        id="akz-search"
        ref={searchRef}
        type="search"
        class="akz-search-input"
        placeholder={text.searchHint}
        value={typed}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          const now = event.currentTarget.value;
          setTyped(now);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => filters.change({ q: now.trim() }, true), CALM_MS);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          clearTimeout(timer.current);
          filters.change({ q: typed.trim() }, true);
        }}
      />
    </search>
  );
}

/** Kinds of tasks that are there: what the list holds, and what is filtered by. */
function kinds(rows: readonly TaskRow[], now: string): { value: string; label: string }[] {
  const found = new Map(rows.map((row) => [row.elementId, nameOf(row)]));
  if (now && !found.has(now)) found.set(now, now);
  return [...found].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
}

function FilterPanel({ filters, rows }: Pick<ToolbarProps, "filters" | "rows">) {
  const text = inbox.value;
  const choose = (name: FilterName, label: string, options: { value: string; label: string }[]) => (
    <Select
      label={label}
      value={filters.get(name)}
      options={options}
      onValue={(value) => filters.change({ [name]: value })}
    />
  );
  const sites = me.value?.sites ?? [];
  return (
    <div class="akz-filters">
      {choose("dueLight", text.dueLight, [
        { value: "", label: text.anyDue },
        { value: "red", label: text.red },
        { value: "yellow", label: text.yellow },
        { value: "green", label: text.green },
      ])}
      {filters.scope !== "mine" &&
        choose("assigned", text.assigned, [
          { value: "", label: text.assignedAny },
          { value: "nobody", label: text.assignedNobody },
          { value: "mine", label: text.assignedMine },
        ])}
      {choose("element", text.element, [{ value: "", label: text.anyElement }, ...kinds(rows, filters.get("element"))])}
      {choose("caseGroup", text.caseGroup, [
        { value: "", label: text.anyGroup },
        ...GROUPS.map((value) => ({ value, label: text.group(value) })),
      ])}
      {sites.length > 1 &&
        choose("site", text.site, [
          { value: "", label: text.anySite },
          ...sites.map((value) => ({ value, label: SITES[value] ?? value })),
        ])}
      {choose("followUp", text.followUp, [
        { value: "", label: text.followUpHidden },
        { value: "due", label: text.followUpDueOnly },
        { value: "all", label: text.followUpAll },
      ])}
      {choose("priorityMin", text.priorityMin, [
        { value: "", label: text.anyDue },
        { value: "50", label: "50" },
        { value: "70", label: "70" },
        { value: "90", label: "90" },
      ])}
      <DateInput
        label={text.dueBefore}
        value={filters.get("dueBefore") && lastDay(filters.get("dueBefore"))}
        onValue={(value) => filters.change({ dueBefore: value && endOfDay(value) })}
      />
      {filters.count > 0 && (
        <Button small variant="tertiary" icon="close" onClick={filters.reset}>
          {text.clearFilters}
        </Button>
      )}
    </div>
  );
}

function ColumnsDialog({ onClose }: { readonly onClose: () => void }) {
  const text = inbox.value;
  return (
    <Dialog title={text.columns} onClose={onClose}>
      <p class="akz-muted">{text.columnsHint}</p>
      {COLUMNS.map((column) => (
        <Checkbox
          key={column.key}
          label={column.title()}
          checked={shown.value.includes(column.key)}
          onValue={(on) =>
            show(COLUMNS.map(({ key }) => key).filter((key) => (key === column.key ? on : shown.value.includes(key))))
          }
        />
      ))}
    </Dialog>
  );
}

export function Toolbar({ filters, counts, rows, searchRef }: ToolbarProps) {
  const text = inbox.value;
  const [open, setOpen] = useState(filters.count > 0);
  const [columns, setColumns] = useState(false);
  const chip = (
    label: string,
    count: { value: number; more?: boolean } | undefined,
    tone: "danger" | "warning" | "info",
    change: Record<string, string>,
  ) =>
    count && count.value > 0 ? (
      <button type="button" class="akz-chip" onClick={() => filters.change(change)}>
        <Badge tone={tone}>
          {counted(count)} {label}
        </Badge>
      </button>
    ) : null;
  return (
    <div class="akz-toolbar">
      <div class="akz-toolbar-line">
        <Scopes filters={filters} counts={counts} />
        <div class="akz-chips">
          {chip(text.overdue, counts?.overdue, "danger", { dueLight: "red" })}
          {chip(text.dueToday, counts?.dueToday, "warning", { dueBefore: endOfDay(day(new Date())) })}
          {chip(text.followUpDue, counts?.followUpDue, "info", { followUp: "due" })}
        </div>
      </div>
      <div class="akz-toolbar-line">
        <Search filters={filters} searchRef={searchRef} />
        <Button small aria-expanded={open} aria-controls="akz-filter-panel" onClick={() => setOpen(!open)}>
          {filters.count ? text.activeFilters(filters.count) : text.filters}
        </Button>
        <Views filters={filters} />
        <Button small class="akz-columns-button" onClick={() => setColumns(true)}>
          {text.columns}
        </Button>
      </div>
      <div id="akz-filter-panel" hidden={!open}>
        {open && <FilterPanel filters={filters} rows={rows} />}
      </div>
      {columns && <ColumnsDialog onClose={() => setColumns(false)} />}
    </div>
  );
}
