/** What the desk asks of appointments, and what it does with them. */
import { intention, raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Day = Schemas["DeskDay"];
export type Week = Schemas["DeskWeek"];
export type WeekDay = Schemas["WeekDay"];
export type Row = Schemas["DeskAppointment"];
export type Block = Schemas["BlockedTime"];
export type Free = Schemas["FreeSlots"];
export type Plan = Schemas["AppointmentPlan"];
export type Wish = Schemas["WaitingWish"];
export type Report = Schemas["PunctualityReport"];
export type Feed = Schemas["CalendarFeed"];

function query(values: Record<string, string | number>): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== "") found.set(name, String(value));
  return `?${found}`;
}

export const plan = (signal: AbortSignal): Promise<Plan> => raw("GET", "/booking/plan", { signal });
export const day = (site: string, on: string, signal: AbortSignal): Promise<Day> =>
  raw("GET", `/appointments/day${query({ site, day: on })}`, { signal });
export const week = (site: string, on: string, signal: AbortSignal): Promise<Week> =>
  raw("GET", `/appointments/week${query({ site, day: on })}`, { signal });
export const waiting = (site: string, signal: AbortSignal): Promise<{ items: Wish[] }> =>
  raw("GET", `/appointments/waiting${query({ site })}`, { signal });
export const punctuality = (site: string, signal: AbortSignal): Promise<Report> =>
  raw("GET", `/appointments/punctuality${query({ site })}`, { signal });
export const feeds = (signal: AbortSignal): Promise<{ items: Feed[] }> => raw("GET", "/appointments/feeds", { signal });

export interface Search {
  readonly site: string;
  readonly kind: string;
  readonly language: string;
  readonly persons: number;
  readonly from: string;
}

export const free = (search: Search, signal: AbortSignal): Promise<Free> =>
  raw("GET", `/appointments/free${query({ ...search })}`, { signal });

function change<T>(method: string, path: string, body: unknown, key: string): Promise<T> {
  return raw<T>(method, path, {
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
  });
}

export interface NewAppointment {
  readonly site: string;
  readonly kind: string;
  readonly startsAt: string;
  readonly language: string;
  readonly persons: number;
  readonly case: string;
  readonly channel: string;
  readonly email: string | null;
  readonly phone: string;
}

export const book = (wanted: NewAppointment, key: string): Promise<Row> => change("POST", "/appointments", wanted, key);
export const callNext = (site: string, counter: string): Promise<{ appointment: Row | null }> =>
  change("POST", "/appointments/call-next", { site, counter }, intention());
export const act = (row: Row, what: "arrive" | "call" | "done" | "no-show" | "cancel"): Promise<Row> =>
  change("POST", `/appointments/${row.id}/${what}`, {}, intention());
export const move = (row: Row, startsAt: string, key: string): Promise<Row> =>
  change("POST", `/appointments/${row.id}/move`, { startsAt }, key);
export const block = (
  wanted: { site: string; counters: readonly string[]; startsAt: string; endsAt: string; reason: string },
  key: string,
): Promise<{ blocks: Block[]; appointments: Row[] }> => change("POST", "/appointments/blocks", wanted, key);
export const lift = (one: Block): Promise<unknown> =>
  raw("DELETE", `/appointments/blocks/${one.id}`, { headers: { "Idempotency-Key": intention() } });
export const makeFeed = (site: string, counter: string): Promise<Feed> =>
  change("POST", "/appointments/feeds", { site, counter }, intention());
export const revoke = (one: Feed): Promise<unknown> =>
  raw("DELETE", `/appointments/feeds/${one.id}`, { headers: { "Idempotency-Key": intention() } });
