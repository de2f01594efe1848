/** The rows: a table that becomes narrow beside an open task; real focus moves, so screen readers follow j and k. */
import "./list.css";
import { useEffect, useRef } from "preact/hooks";
import type { TaskRow } from "../api/tasks.ts";
import { DueText } from "../forms/due.tsx";
import { nameOf } from "../forms/names.ts";
import { common } from "../i18n/common.ts";
import { wholeNumber } from "../i18n/dates.ts";
import { Badge, Button } from "../ui/index.ts";
import { COLUMNS, Holder, type InboxColumn, shown } from "./columns.tsx";
import { inbox } from "./texts.ts";
import type { Tasks } from "./useTasks.ts";

export interface TaskListProps {
  readonly tasks: Tasks;
  readonly compact: boolean;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly openId: string;
  readonly onOpen: (row: TaskRow) => void;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
}

function Marks({ row, gone }: { readonly row: TaskRow; readonly gone: boolean }) {
  const text = inbox.value;
  return (
    <span class="akz-marks">
      {row.hasDraft && <Badge tone="info">{text.draft}</Badge>}
      {row.priority >= 70 && (
        <Badge tone="warning">
          {text.priority} {row.priority}
        </Badge>
      )}
      {gone && <Badge>{text.gone}</Badge>}
    </span>
  );
}

function Headings({
  columns,
  sort,
  onSort,
}: {
  readonly columns: readonly InboxColumn[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}) {
  return (
    <>
      {columns.map((column) => {
        const down = sort === `-${column.sort}`;
        const state = !column.sort ? undefined : sort === column.sort ? "ascending" : down ? "descending" : "none";
        return (
          <th
            key={column.key}
            scope="col"
            class={`kern-table__header${column.numeric ? " kern-table__header--numeric" : ""}`}
            aria-sort={state}
          >
            {column.sort ? (
              <button
                type="button"
                class="akz-sort"
                onClick={() => onSort(state === "ascending" ? `-${column.sort}` : (column.sort ?? ""))}
              >
                {column.title()}
                <span aria-hidden="true" class={`akz-sort-mark akz-sort-${state}`} />
              </button>
            ) : (
              column.title()
            )}
          </th>
        );
      })}
    </>
  );
}

export function TaskList({ tasks, compact, sort, onSort, openId, onOpen, selected, onSelect }: TaskListProps) {
  const text = inbox.value;
  const columns = compact ? [] : COLUMNS.filter((column) => shown.value.includes(column.key));
  const { rows, gone } = tasks;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const mark = end.current;
    if (!mark || !tasks.more) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && tasks.loadMore(),
      {
        rootMargin: "400px",
      },
    );
    watch.observe(mark);
    return () => watch.disconnect();
  }, [tasks.more, tasks.loadMore, rows.length]);
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const all = rows.length > 0 && rows.every((row) => selected.has(row.id));
  return (
    <>
      {tasks.fresh > 0 && (
        <div class="akz-fresh" role="status">
          <Button small icon="autorenew" onClick={tasks.showFresh}>
            {text.fresh(tasks.fresh)}
          </Button>
        </div>
      )}
      <table class={`kern-table kern-table--small akz-table akz-inbox-table${compact ? " akz-compact" : ""}`}>
        <caption class="kern-sr-only">{text.list}</caption>
        <thead class={compact ? "akz-compact-head" : undefined}>
          <tr>
            <th scope="col" class="kern-table__header akz-cell-check">
              <input
                type="checkbox"
                class="akz-checkbox"
                aria-label={text.selectAll}
                checked={all}
                onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))}
              />
            </th>
            <th scope="col" class="kern-table__header">
              {text.task}
            </th>
            <Headings columns={columns} sort={sort} onSort={onSort} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const name = nameOf(row);
            const classes = ["akz-row", row.id === openId && "akz-row-open", gone.has(row.id) && "akz-row-gone"];
            return (
              // The link in the row is the way for the keyboard; the whole row is the larger target for the mouse.
              <tr
                key={row.id}
                class={classes.filter(Boolean).join(" ")}
                data-task={row.id}
                onClick={(event) => {
                  if (!(event.target instanceof Element) || event.target.closest("a, input, button")) return;
                  if (!getSelection()?.toString()) onOpen(row);
                }}
              >
                <td class="kern-table__cell akz-cell-check">
                  <input
                    type="checkbox"
                    class="akz-checkbox"
                    aria-label={text.select(`${name}, ${row.businessKey}`)}
                    checked={selected.has(row.id)}
                    onChange={() => toggle(row.id)}
                  />
                </td>
                <th scope="row" class="kern-table__header akz-cell-task">
                  <a
                    href={`/app/tasks?task=${encodeURIComponent(row.id)}`}
                    class="akz-row-link"
                    aria-current={row.id === openId ? "true" : undefined}
                    onClick={(event) => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                      event.preventDefault();
                      event.stopPropagation();
                      onOpen(row);
                    }}
                  >
                    {name}
                  </a>{" "}
                  <Marks row={row} gone={gone.has(row.id)} />
                  {compact && (
                    <span class="akz-row-second">
                      <span>{row.applicant ?? row.businessKey}</span>
                      <span class="akz-muted akz-nowrap">{row.applicant && row.businessKey}</span>
                      <span class="akz-row-foot">
                        <DueText task={row} />
                        <Holder row={row} />
                      </span>
                    </span>
                  )}
                </th>
                {columns.map((column) => (
                  <td key={column.key} class={`kern-table__cell${column.numeric ? " kern-table__cell--numeric" : ""}`}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <div class="akz-list-end" ref={end}>
        {rows.length > 0 && (
          <span class="akz-muted akz-small">{text.loaded(wholeNumber(rows.length), tasks.more)}</span>
        )}
        {tasks.more && (
          <Button small busy={tasks.busy} onClick={tasks.loadMore}>
            {common.value.more}
          </Button>
        )}
      </div>
    </>
  );
}
