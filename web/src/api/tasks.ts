/** Tasks on the server: rows, one task, what a clerk does with it, saved views. */
import { content, http, ifMatch, intention } from "./client.ts";
import type { components, paths } from "./schema.d.ts";

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

/** The query of the inbox is text from the address: what in it is no filter, the server says. */
function asked<Q>(query: string): Q {
  return Object.fromEntries(new URLSearchParams(query)) as Q;
}

function keyed(key = intention()): { "Idempotency-Key": string } {
  return { "Idempotency-Key": key };
}

function acting(task: Pick<TaskRow, "id" | "version">, key?: string) {
  return { path: { task: task.id }, header: { ...ifMatch(task.version), ...keyed(key) } };
}

export function listTasks(query: string, signal?: AbortSignal): Promise<Page<TaskRow>> {
  type Query = paths["/tasks"]["get"]["parameters"]["query"];
  return content(http.GET("/tasks", { params: { query: asked<Query>(query) }, signal }));
}

export function countTasks(query: string, signal?: AbortSignal): Promise<TaskCounts> {
  type Query = paths["/tasks/counts"]["get"]["parameters"]["query"];
  return content(http.GET("/tasks/counts", { params: { query: asked<Query>(query) }, signal }));
}

export function readTask(task: string, signal?: AbortSignal): Promise<TaskDetail> {
  return content(http.GET("/tasks/{task}", { params: { path: { task } }, signal }));
}

/** Errors: Problem 403 `four-eyes`, 409 with somebody else, 412 changed meanwhile. */
export function claimTask(task: TaskRow, key?: string): Promise<TaskActed> {
  return content(http.POST("/tasks/{task}/claim", { params: acting(task, key) }));
}

export function unclaimTask(task: TaskRow, key?: string): Promise<TaskActed> {
  return content(http.POST("/tasks/{task}/unclaim", { params: acting(task, key) }));
}

export function assignTask(task: TaskRow, assignee: string, key?: string): Promise<TaskActed> {
  return content(http.POST("/tasks/{task}/assign", { params: acting(task, key), body: { assignee } }));
}

/** `leaving`: the browser finishes the request although the page is left. */
export function saveDraft(
  task: string,
  answers: Readonly<Record<string, unknown>>,
  leaving = false,
): Promise<{ savedAt: string }> {
  return content(
    http.PUT("/tasks/{task}/draft", {
      params: { path: { task }, header: keyed() },
      body: { answers },
      keepalive: leaving,
    }),
  );
}

export function dropDraft(task: string): Promise<unknown> {
  return content(http.DELETE("/tasks/{task}/draft", { params: { path: { task }, header: keyed() } }));
}

/** Errors: Problem 422 with pointers, 409 `task-already-completed` with `completedBy`, 412, 403 `four-eyes`. */
export function completeTask(
  task: TaskRow,
  answers: Readonly<Record<string, unknown>>,
  list: string,
  key: string,
): Promise<TaskCompleted> {
  const params = { ...acting(task, key), query: list ? { next: list } : {} };
  return content(http.POST("/tasks/{task}/complete", { params, body: { answers } }));
}

export function followUp(task: string, at: string | null, note: string): Promise<TaskActed> {
  return content(
    http.POST("/tasks/{task}/follow-up", { params: { path: { task }, header: keyed() }, body: { at, note } }),
  );
}

export function prioritise(task: TaskRow, priority: number, reason: string): Promise<TaskActed> {
  return content(http.POST("/tasks/{task}/priority", { params: acting(task), body: { priority, reason } }));
}

type BulkBody = paths["/tasks/bulk"]["post"]["requestBody"]["content"]["application/json"];
export type Bulk = Pick<BulkBody, "action"> & Partial<Omit<BulkBody, "action" | "tasks">>;

export function bulk(act: Bulk, rows: readonly TaskRow[]): Promise<{ results: readonly BulkResult[] }> {
  const body = { note: "", ...act, tasks: rows.map(({ id, version }) => ({ id, version })) };
  return content(http.POST("/tasks/bulk", { params: { header: keyed() }, body }));
}

export function findUsers(query: string, site: string, signal?: AbortSignal): Promise<Page<User>> {
  const search = { ...(query ? { query } : {}), ...(site ? { site } : {}) };
  return content(http.GET("/users", { params: { query: search }, signal }));
}

export function listViews(signal?: AbortSignal): Promise<Page<SavedView>> {
  return content(http.GET("/views", { signal }));
}

export type ViewBody = paths["/views"]["post"]["requestBody"]["content"]["application/json"];

export function createView(body: ViewBody): Promise<SavedView> {
  return content(http.POST("/views", { params: { header: keyed() }, body }));
}

export function deleteView(view: string): Promise<unknown> {
  return content(http.DELETE("/views/{view}", { params: { path: { view }, header: keyed() } }));
}
