/** What the page of the statistics asks the server, and how it finds a cell in the answer. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Figures = Schemas["FiguresOfYear"];
export type Cell = Schemas["FigureCell"];
export type KeyFigure = Schemas["KeyFigure"];
export type Sheets = Schemas["FigureSheets"];
export type Sheet = Schemas["FigureSheet"];
export type Snapshots = Schemas["FigureSnapshots"];
export type Comparison = Schemas["FigureComparison"];
export type Versions = Schemas["FigureVersions"];
export type Staffing = Schemas["Staffing"];

export function ask<T>(path: string, values: Record<string, string>, signal?: AbortSignal): Promise<T> {
  return raw<T>("GET", `${path}?${new URLSearchParams(values)}`, { signal });
}

export interface Place {
  readonly site?: string;
  readonly group?: string;
  readonly month?: string;
}

const same = (left: string | null | undefined, right: string | undefined): boolean =>
  (left ?? undefined) === (right || undefined);

/** The cell of a place; what is not named is the total over it. */
export function cellAt(figures: Figures, place: Place): Cell | undefined {
  return figures.cells.find(
    (cell) => same(cell.site, place.site) && same(cell.group, place.group) && same(cell.month, place.month),
  );
}

export function figure(cell: Cell | undefined, key: string): KeyFigure | undefined {
  return cell?.figures.find((one) => one.key === key);
}
