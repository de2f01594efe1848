/** What the case page reads and does: types of the API document and one function per question. */
import { ifMatch, raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import type { Paged } from "../api/usePages.ts";

type Schemas = components["schemas"];
export type CaseRow = Schemas["CaseRow"];
export type Overview = Schemas["Overview"];
export type ProcedureClock = Schemas["ProcedureClock"];
export type ClockDate = Schemas["ClockDate"];
export type Stage = Schemas["Stage"];
export type Waiting = Schemas["Waiting"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type Decision = Schemas["Decision"];
export type MatchedRule = Schemas["MatchedRule"];
export type Diagram = Schemas["Diagram"];
export type ProcessState = Schemas["ProcessState"];
export type DiagramStep = Schemas["DiagramStep"];
export type PartnerMessage = Schemas["PartnerMessage"];
export type AuditEntry = Schemas["AuditEntry"];
export type CaseDocument = Schemas["Document"];
export type CaseComment = Schemas["Comment"];

export interface CaseQuery {
  readonly q?: string;
  readonly status?: string;
  readonly site?: string;
  readonly process?: string;
  readonly caseGroup?: string;
  readonly sort?: string;
}

export function listCases(query: CaseQuery, after: string | null, signal?: AbortSignal): Promise<Paged<CaseRow>> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  if (after) search.set("after", after);
  search.set("limit", "50");
  return raw("GET", `/cases?${search}`, signal ? { signal } : {});
}

function read<T>(id: string, part: string, query: object, signal?: AbortSignal): Promise<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, String(value));
  const asked = search.toString();
  return raw("GET", `/cases/${encodeURIComponent(id)}/${part}${asked ? `?${asked}` : ""}`, signal ? { signal } : {});
}

export function overview(id: string, signal: AbortSignal): Promise<Overview> {
  return read(id, "overview", {}, signal);
}

export function timeline(id: string, kinds: string, after: string | null, signal?: AbortSignal) {
  return read<Paged<TimelineEntry>>(id, "timeline", { kinds, after, limit: 50 }, signal);
}

export function decisions(id: string, after: string | null, signal?: AbortSignal) {
  return read<Paged<Decision>>(id, "decisions", { after, limit: 20 }, signal);
}

export function diagram(id: string, after: string | null, signal?: AbortSignal): Promise<Diagram> {
  return read(id, "diagram", { after, limit: 100 }, signal);
}

export function diagramXml(resource: string, signal: AbortSignal): Promise<string> {
  return raw("GET", resource, { signal });
}

export function messages(id: string, after: string | null, signal?: AbortSignal) {
  return read<Paged<PartnerMessage>>(id, "messages", { after, limit: 100 }, signal);
}

export type AuditOf = "changes" | "reads" | "seals";

export function audit(id: string, of: AuditOf, after: string | null, signal?: AbortSignal) {
  return read<Paged<AuditEntry>>(id, "audit", { of, after, limit: 50 }, signal);
}

export function documents(id: string, after: string | null, signal?: AbortSignal) {
  return read<Paged<CaseDocument>>(id, "documents", { after, limit: 100 }, signal);
}

export function versions(document: string, signal: AbortSignal): Promise<Paged<CaseDocument>> {
  return raw("GET", `/documents/${document}/versions`, { signal });
}

export function removeDocument(document: string, reason: string, key: string): Promise<unknown> {
  return raw("DELETE", `/documents/${document}`, {
    body: JSON.stringify({ reason }),
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
  });
}

export function comments(id: string, after: string | null, signal?: AbortSignal) {
  return read<Paged<CaseComment>>(id, "comments", { after }, signal);
}

function json(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  return raw(method, path, {
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

export const addComment = (id: string, text: string, key: string) =>
  json("POST", `/cases/${id}/comments`, { text }, { "Idempotency-Key": key });
export const changeComment = (id: string, comment: string, text: string, key: string) =>
  json("PUT", `/cases/${id}/comments/${comment}`, { text }, { "Idempotency-Key": key });
export const dropComment = (id: string, comment: string, key: string) =>
  json("DELETE", `/cases/${id}/comments/${comment}`, undefined, { "Idempotency-Key": key });

export type Act = "cancel" | "suspend" | "resume";

/** Cancel, suspend or resume the version of the case that the person saw. */
export const act = (id: string, what: Act, version: number, reason: string, key: string) =>
  json("POST", `/cases/${id}/${what}`, what === "resume" ? {} : { reason }, {
    ...ifMatch(version),
    "Idempotency-Key": key,
  });

/** Say how one stands to a party; `related` locks the case for this person for good. */
export const stateConflict = (id: string, related: boolean, statement: string, key: string) =>
  json("POST", `/cases/${encodeURIComponent(id)}/conflict`, { related, statement }, { "Idempotency-Key": key });

export const openSeal = (id: string, folder: string, reason: string, key: string) =>
  json("POST", `/cases/${id}/seals/${folder}/open`, { reason }, { "Idempotency-Key": key });
