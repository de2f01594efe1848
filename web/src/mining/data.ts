/** What the page asks the server about closed cases. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Scope = Schemas["MinedScope"];
export type Weeks = Schemas["WhereTheWeeksGo"];
export type Part = Schemas["TimePart"];
export type Elements = Schemas["MinedElements"];
export type Element = Schemas["MinedElement"];
export type Variants = Schemas["MinedVariants"];
export type Conformance = Schemas["Conformance"];
export type Drift = Schemas["MinedDrift"];
export type DriftRow = Schemas["DriftRow"];

/** The selection, as it stands in the address. */
export type Selection = Readonly<Record<"site" | "group" | "since" | "until" | "split", string>>;

export function address(what: string, selection: Selection): string {
  const query = new URLSearchParams(Object.entries(selection).filter(([, value]) => value));
  return `/mining/${what}?${query}`;
}

export function ask<T>(what: string, selection: Selection, signal?: AbortSignal): Promise<T> {
  return raw<T>("GET", address(what, selection), { signal });
}

/** The last so many months, newest first, as "2026-11". */
export function months(count: number, until: Date = new Date()): readonly string[] {
  return Array.from({ length: count }, (_, back) => {
    const day = new Date(Date.UTC(until.getFullYear(), until.getMonth() - back, 1));
    return day.toISOString().slice(0, 7);
  });
}

/** The diagram of a process as it is in force. */
export async function diagram(process: string, signal?: AbortSignal): Promise<string> {
  const found = await raw<Schemas["DrawnProcess"]>("GET", `/mining/diagram?process=${encodeURIComponent(process)}`, {
    signal,
  });
  return found.xml;
}
