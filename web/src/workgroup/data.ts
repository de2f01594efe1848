/** What the page of the working group asks the server, and what it tells it. */
import { ifMatch, raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Rows = Schemas["StandardRows"];
export type Row = Schemas["StandardRow"];
export type Whole = Schemas["StandardWhole"];
export type Deployment = Schemas["StandardDeployment"];
export type History = Schemas["AgreementHistory"];
export type Level = Schemas["ServiceLevel"];
export type Report = Schemas["QuarterlyReport"];

function change<T>(path: string, body: unknown, headers: Record<string, string>): Promise<T> {
  return raw<T>("POST", path, {
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

const path = (id: string, act = ""): string => `/working-group/proposals/${encodeURIComponent(id)}${act}`;

export function proposals(signal?: AbortSignal): Promise<Rows> {
  return raw("GET", "/working-group/proposals", { signal });
}

export function proposal(id: string, signal?: AbortSignal): Promise<Whole> {
  return raw("GET", path(id), { signal });
}

export function propose(body: unknown, key: string): Promise<Whole> {
  return change("/working-group/proposals", body, { "Idempotency-Key": key });
}

export function remark(id: string, text: string, key: string): Promise<Whole> {
  return change(path(id, "/remarks"), { text }, { "Idempotency-Key": key });
}

export function decide(row: Whole, body: unknown, key: string): Promise<Whole> {
  return change(path(row.id, "/decision"), body, { "Idempotency-Key": key, ...ifMatch(row.version) });
}

export function withdraw(row: Whole, key: string): Promise<Whole> {
  return change(path(row.id, "/withdrawal"), undefined, { "Idempotency-Key": key, ...ifMatch(row.version) });
}

export function deployed(row: Whole, deploymentId: number, key: string): Promise<Whole> {
  return change(path(row.id, "/deployment"), { deploymentId }, { "Idempotency-Key": key, ...ifMatch(row.version) });
}

export function agreement(quarter: string, signal?: AbortSignal): Promise<History> {
  return raw("GET", `/agreement${quarter ? `?quarter=${quarter}` : ""}`, { signal });
}

export function report(quarter: string, signal?: AbortSignal): Promise<Report> {
  return raw("GET", `/working-group/report${quarter ? `?quarter=${quarter}` : ""}`, { signal });
}
