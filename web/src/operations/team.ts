/** What the tab about the team asks the server, and what it tells it. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import { language } from "../i18n/index.ts";

type Schemas = components["schemas"];
export type Team = Schemas["Team"];
export type Member = Schemas["StaffMember"];
export type Suggestion = Schemas["TaskSuggestion"];
export type Suggestions = Schemas["Suggestions"];

const JSON_HEADERS = { "Content-Type": "application/json" };

function at(path: string, site: string): string {
  return `/staff/${path}${site ? `?site=${encodeURIComponent(site)}` : ""}`;
}

export function team(site: string, signal?: AbortSignal): Promise<Team> {
  return raw<Team>("GET", at("team", site), { signal });
}

export function suggestions(site: string, signal?: AbortSignal): Promise<Suggestions> {
  return raw<Suggestions>("GET", at("suggestions", site), { signal });
}

export interface Noted {
  readonly languages: readonly string[];
  readonly subjects: readonly string[];
  readonly weeklyMinutes: number;
}

export function note(person: string, body: Noted): Promise<unknown> {
  return raw("PUT", `/staff/${encodeURIComponent(person)}/profile`, {
    body: JSON.stringify(body),
    headers: JSON_HEADERS,
  });
}

export function absent(person: string, since: string, until: string): Promise<unknown> {
  return raw("POST", "/staff/absences", { body: JSON.stringify({ person, since, until }), headers: JSON_HEADERS });
}

export function present(id: string): Promise<unknown> {
  return raw("DELETE", `/staff/absences/${encodeURIComponent(id)}`);
}

export function give(task: Suggestion, assignee: string, key: string): Promise<Schemas["BulkResults"]> {
  return raw("POST", "/tasks/bulk", {
    body: JSON.stringify({ action: "assign", assignee, tasks: [{ id: task.taskId, version: task.version }] }),
    headers: { ...JSON_HEADERS, "Idempotency-Key": key },
  });
}

/** "vi" as "Vietnamesisch". */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([language.value], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** "en, vi " as ["en", "vi"]. */
export function listed(text: string): readonly string[] {
  return text
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter(Boolean);
}
