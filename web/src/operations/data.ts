/** What the operations page asks the server, and what it tells it. */
import { content, http, ifMatch, raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import type { Paged } from "../api/usePages.ts";

type Schemas = components["schemas"];
export type Incident = Schemas["IncidentRow"];
export type Job = Schemas["Job"];
export type Agency = Schemas["Agency"];
export type Timer = Schemas["DueTimer"];
export type Escalations = Schemas["EscalationPage"];
export type Escalated = Schemas["EscalatedCase"];
export type Load = Schemas["Workload"];
export type Parked = Schemas["ParkedMessage"];
export type Moves = Schemas["Moves"];
export type CaseDetail = Schemas["CaseDetail"];
export type TaskRow = Schemas["TaskRow"];
export type BulkResults = Schemas["BulkResults"];

function query(values: Record<string, string | number | null | undefined>): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") found.set(name, String(value));
  }
  const text = found.toString();
  return text ? `?${text}` : "";
}

/** A page of a list below an address; the server's model is the caller's `T`. */
export function list<T>(
  path: string,
  values: Record<string, string | number | null | undefined>,
  signal?: AbortSignal,
): Promise<Paged<T>> {
  return raw<Paged<T>>("GET", `${path}${query(values)}`, { signal });
}

export function escalations(level: string, after: string | null, signal?: AbortSignal): Promise<Escalations> {
  return raw<Escalations>("GET", `/escalations${query({ level, after })}`, { signal });
}

function change<T>(path: string, body: unknown, headers: Record<string, string>): Promise<T> {
  return raw<T>("POST", path, {
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

export function retry(row: Incident, key: string): Promise<unknown> {
  return change(
    `/cases/${row.caseId}/incidents/${row.activation}/retry`,
    {},
    { "Idempotency-Key": key, ...ifMatch(row.caseVersion) },
  );
}

export function resolve(row: Incident, variables: unknown, reason: string, key: string): Promise<unknown> {
  return change(
    `/cases/${row.caseId}/incidents/${row.activation}/resolve`,
    { variables, reason },
    { "Idempotency-Key": key, ...ifMatch(row.caseVersion) },
  );
}

export function steer(name: string, act: "pause" | "resume" | "drain", body: unknown, key: string): Promise<unknown> {
  return change(`/agencies/${encodeURIComponent(name)}/${act}`, body, { "Idempotency-Key": key });
}

export function settle(row: Parked, what: "again" | "aside", reason: string, key: string): Promise<unknown> {
  return change(`/messages/parked/${row.id}/${what}`, { reason }, { "Idempotency-Key": key });
}

export function findCase(reference: string, signal?: AbortSignal): Promise<CaseDetail> {
  return content(http.GET("/cases/{case}", { params: { path: { case: reference } }, signal })) as Promise<CaseDetail>;
}

export function moves(reference: string, signal?: AbortSignal): Promise<Moves> {
  return raw<Moves>("GET", `/cases/${encodeURIComponent(reference)}/moves`, { signal });
}

export function act(
  row: CaseDetail,
  what: "suspend" | "resume" | "cancel" | "modify",
  body: unknown,
  key: string,
): Promise<unknown> {
  return change(`/cases/${row.id}/${what}`, body, { "Idempotency-Key": key, ...ifMatch(row.version) });
}

export function tasksOf(person: string, signal?: AbortSignal): Promise<Paged<TaskRow>> {
  return list<TaskRow>("/tasks", { scope: "all", assignee: person, sort: "due", limit: 100 }, signal);
}

export function assign(tasks: readonly TaskRow[], assignee: string, key: string): Promise<BulkResults> {
  return change<BulkResults>(
    "/tasks/bulk",
    { action: "assign", assignee, tasks: tasks.map((task) => ({ id: task.id, version: task.version })) },
    { "Idempotency-Key": key },
  );
}
