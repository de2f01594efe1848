/** A table that scrolls inside itself on narrow screens, with a caption that may be for the ear only. */
import type { ComponentChildren } from "preact";

export interface Column<Row> {
  readonly key: string;
  readonly title: ComponentChildren;
  readonly cell: (row: Row) => ComponentChildren;
  readonly numeric?: boolean;
  /** This cell names the row. */
  readonly heading?: boolean;
  readonly sort?: "ascending" | "descending" | "none";
  readonly onSort?: () => void;
}

export interface TableProps<Row> {
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

export function Table<Row>({ caption, showCaption, columns, rows, rowKey }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section class="kern-table-responsive akz-table-frame" aria-label={caption} tabIndex={0}>
      <table class="kern-table kern-table--small akz-table">
        <caption class={showCaption ? "kern-title" : "kern-sr-only"}>{caption}</caption>
        <thead class="kern-table__head">
          <tr class="kern-table__row">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={`kern-table__header${column.numeric ? " kern-table__header--numeric" : ""}`}
                aria-sort={column.sort}
              >
                {column.onSort ? (
                  <button type="button" class="akz-sort" onClick={column.onSort}>
                    {column.title}
                    <span aria-hidden="true" class={`akz-sort-mark akz-sort-${column.sort ?? "none"}`} />
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="kern-table__body">
          {rows.map((row) => (
            <tr key={rowKey(row)} class="kern-table__row">
              {columns.map((column) =>
                column.heading ? (
                  <th key={column.key} scope="row" class="kern-table__header">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} class={`kern-table__cell${column.numeric ? " kern-table__cell--numeric" : ""}`}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
