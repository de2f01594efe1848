/** What the oversight page asks the server, and what it tells it. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import type { Paged } from "../api/usePages.ts";

type Schemas = components["schemas"];
export type SecurityEvent = Schemas["SecurityEvent"];
export type Erasure = Schemas["Erasure"];
export type Keeping = Schemas["Keeping"];
export type Hold = Schemas["Hold"];

/** Orders that a person may erase a case on; the end of its time is the platform's own matter. */
export const BASES = ["retention", "court-order", "authority-order", "data-subject"] as const;
export type Basis = (typeof BASES)[number];

export function events(kind: string, after: string | null, signal?: AbortSignal): Promise<Paged<SecurityEvent>> {
  const search = new URLSearchParams({ limit: "50" });
  if (kind) search.set("kind", kind);
  if (after) search.set("after", after);
  return raw("GET", `/security-events?${search}`, signal ? { signal } : {});
}

export function waiting(signal: AbortSignal): Promise<Paged<Erasure>> {
  return raw("GET", "/erasures", { signal });
}

function address(reference: string, part: string): string {
  return `/cases/${encodeURIComponent(reference)}/${part}`;
}

export function keeping(reference: string, signal: AbortSignal): Promise<Keeping> {
  return raw("GET", address(reference, "erasure"), { signal });
}

function told(method: string, path: string, key: string, body?: object): Promise<unknown> {
  const headers = { "Idempotency-Key": key, "Content-Type": "application/json" };
  return raw(method, path, body ? { headers, body: JSON.stringify(body) } : { headers });
}

export function propose(reference: string, basis: Basis, text: string, key: string): Promise<unknown> {
  return told("POST", address(reference, "erasure"), key, { basis, reference: text });
}

export function approve(reference: string, key: string): Promise<unknown> {
  return told("POST", address(reference, "erasure/approval"), key, {});
}

export function withdraw(reference: string, key: string): Promise<unknown> {
  return told("DELETE", address(reference, "erasure"), key);
}

export function hold(reference: string, reason: string, key: string): Promise<unknown> {
  return told("POST", address(reference, "holds"), key, { reason });
}

export function lift(reference: string, id: string, key: string): Promise<unknown> {
  return told("DELETE", address(reference, `holds/${encodeURIComponent(id)}`), key);
}
