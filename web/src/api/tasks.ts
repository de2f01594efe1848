/** Tasks on the server: rows, one task, what a clerk does with it, saved views. */
import { ifMatch, raw } from "./client.ts";
import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];
export type TaskRow = Schemas["TaskRow"];
export type TaskDetail = Schemas["TaskDetail"];
export type TaskCounts = Schemas["TaskCounts"];
export type TaskActed = Schemas["TaskActed"];
export type TaskCompleted = Schemas["TaskCompleted"];
export type BulkResult = Schemas["BulkResult"];
export type SavedView = Schemas["SavedView"];
export type User = Schemas["User"];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

const JSON_TYPE = { "Content-Type": "application/json" };

function post<T>(path: string, body: unknown, headers: Record<string, string> = {}, method = "POST"): Promise<T> {
  return raw<T>(method, path, { body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } });
}

function at(task: string): string {
  return `/tasks/${encodeURIComponent(task)}`;
}

function acting(task: Pick<TaskRow, "version">, key?: string): Record<string, string> {
  return { ...ifMatch(task.version), ...(key ? { "Idempotency-Key": key } : {}) };
}

export function listTasks(query: string, signal?: AbortSignal): Promise<Page<TaskRow>> {
  return raw("GET", `/tasks?${query}`, { signal });
}

export function countTasks(query: string, signal?: AbortSignal): Promise<TaskCounts> {
  return raw("GET", `/tasks/counts?${query}`, { signal });
}

export function readTask(task: string, signal?: AbortSignal): Promise<TaskDetail> {
  return raw("GET", at(task), { signal });
}

/** Errors: Problem 403 `four-eyes`, 409 with somebody else, 412 changed meanwhile. */
export function claimTask(task: TaskRow, key?: string): Promise<TaskActed> {
  return post(`${at(task.id)}/claim`, {}, acting(task, key));
}

export function unclaimTask(task: TaskRow, key?: string): Promise<TaskActed> {
  return post(`${at(task.id)}/unclaim`, {}, acting(task, key));
}

export function assignTask(task: TaskRow, assignee: string, key?: string): Promise<TaskActed> {
  return post(`${at(task.id)}/assign`, { assignee }, acting(task, key));
}

export function saveDraft(task: string, answers: object): Promise<{ savedAt: string }> {
  return post(`${at(task)}/draft`, { answers }, {}, "PUT");
}

export function dropDraft(task: string): Promise<unknown> {
  return raw("DELETE", `${at(task)}/draft`);
}

/** Errors: Problem 422 with pointers, 409 `task-already-completed` with `completedBy`, 412, 403 `four-eyes`. */
export function completeTask(task: TaskRow, answers: object, list: string, key: string): Promise<TaskCompleted> {
  const query = list ? `?next=${encodeURIComponent(list)}` : "";
  return post(`${at(task.id)}/complete${query}`, { answers }, acting(task, key));
}

export function followUp(task: string, when: string | null, note: string): Promise<unknown> {
  return post(`${at(task)}/follow-up`, { at: when, note });
}

export function prioritise(task: TaskRow, priority: number, reason: string): Promise<unknown> {
  return post(`${at(task.id)}/priority`, { priority, reason }, acting(task));
}

export interface Bulk {
  readonly action: "claim" | "assign" | "unclaim" | "follow-up" | "priority";
  readonly assignee?: string;
  readonly at?: string | null;
  readonly note?: string;
  readonly priority?: number;
  readonly reason?: string;
}

export function bulk(act: Bulk, tasks: readonly TaskRow[]): Promise<{ results: readonly BulkResult[] }> {
  return post("/tasks/bulk", { ...act, tasks: tasks.map(({ id, version }) => ({ id, version })) });
}

export function findUsers(query: string, site: string, signal?: AbortSignal): Promise<Page<User>> {
  const search = new URLSearchParams({ ...(query ? { query } : {}), ...(site ? { site } : {}) });
  return raw("GET", `/users?${search}`, { signal });
}

export function listViews(signal?: AbortSignal): Promise<Page<SavedView>> {
  return raw("GET", "/views", { signal });
}

export type ViewBody = Pick<SavedView, "name" | "query" | "columns"> & Partial<Pick<SavedView, "shared" | "position">>;

export function createView(view: ViewBody): Promise<SavedView> {
  return post("/views", view);
}

export function deleteView(view: string): Promise<unknown> {
  return raw("DELETE", `/views/${encodeURIComponent(view)}`);
}
