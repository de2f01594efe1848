/** The way to the server for those who book: a token of the device opens one appointment; a case's page adds its cookie. */
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Plan = Schemas["AppointmentPlan"];
export type Free = Schemas["FreeSlots"];
export type Mine = Schemas["MyAppointment"];
export type OfCase = Schemas["CaseAppointments"];
export type BoardOf = Schemas["Board"];

/** A refusal; `code` has a text `problem.<code>`, or none. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

async function ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Refused("offline");
  }
  const text = await answer.text();
  const found: unknown = text ? JSON.parse(text) : undefined;
  if (answer.ok) return found as T;
  throw new Refused(typeof found === "object" && found && "code" in found ? String(found.code) : "other");
}

/** What nobody guesses: 256 bits. It opens the appointment, and makes a repeated request the same request. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const by = (token: string): Record<string, string> => ({ "Akzess-Booking": token });

export function plan(): Promise<Plan> {
  return ask("GET", "/booking/plan");
}

export interface Search {
  readonly site: string;
  readonly kind: string;
  readonly language: string;
  readonly persons: number;
}

export function free(search: Search, from: string | null): Promise<Free> {
  const query = new URLSearchParams({ site: search.site, kind: search.kind, persons: String(search.persons) });
  if (search.language) query.set("language", search.language);
  if (from) query.set("from", from);
  return ask("GET", `/booking/slots?${query}`);
}

export function ofCase(csrf: string): Promise<OfCase> {
  return ask("GET", "/status/appointments", undefined, { "X-CSRF": csrf });
}

/** Keep a time; with the word of a case's page it needs no e-mail. */
export function hold(search: Search, startsAt: string, token: string, csrf: string): Promise<Mine> {
  const { site, kind, language, persons } = search;
  if (csrf) {
    const body = { kind, language, persons, startsAt };
    return ask("POST", "/status/appointments/holds", body, { ...by(token), "X-CSRF": csrf });
  }
  return ask("POST", "/booking/holds", { site, kind, language, persons, startsAt }, by(token));
}

export function waitForCase(kind: string, untilDay: string, token: string, csrf: string): Promise<unknown> {
  const body = { kind, fromDay: today(), untilDay };
  return ask("POST", "/status/appointments/waiting", body, { ...by(token), "X-CSRF": csrf });
}

export const mine = (token: string): Promise<Mine> => ask("GET", "/booking/mine", undefined, by(token));

export const reach = (token: string, email: string, language: string): Promise<Mine> =>
  ask("POST", "/booking/mine/contact", { email, language }, by(token));

export const confirm = (token: string, proof: string): Promise<Mine> =>
  ask("POST", "/booking/mine/confirm", { proof }, by(token));

export const move = (token: string, startsAt: string): Promise<Mine> =>
  ask("POST", "/booking/mine/move", { startsAt }, by(token));

export const cancel = (token: string): Promise<Mine> => ask("POST", "/booking/mine/cancel", undefined, by(token));

export const arrive = (token: string): Promise<Mine> => ask("POST", "/booking/mine/arrive", undefined, by(token));

export const waitForEarlier = (token: string, untilDay: string): Promise<unknown> =>
  ask("POST", "/booking/mine/waiting", { fromDay: today(), untilDay }, by(token));

export const board = (site: string): Promise<BoardOf> => ask("GET", `/booking/board/${encodeURIComponent(site)}`);

function today(): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(new Date());
}
