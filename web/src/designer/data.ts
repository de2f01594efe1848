/** What the workshop asks the server: drafts, their files, checks, comments. The rest stands in tried.ts and released.ts. */
import { ifMatch, intention, raw, send } from "../api/client.ts";
import { problemOf } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";

export type Kind = "bpmn" | "dmn" | "form" | "scenario" | "text" | "parameters" | "other";
export type Severity = "error" | "warning" | "info";

export interface Finding {
  readonly resource: string;
  readonly elementId?: string | null;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly messageEn?: string | null;
  readonly line?: number | null;
  readonly path?: readonly string[] | null;
}

type Schemas = components["schemas"];
export type DraftRow = Schemas["DraftRow"];
export type DraftFile = Schemas["DraftFile"];
export type Draft = Schemas["DesignDraft"];
export type Known = Schemas["KnownVariable"];
export type Comment = Schemas["DraftComment"];
export type FileVersion = Schemas["FileVersion"];

/** A file's text with the version that a later change must name. */
export interface Content {
  readonly text: string;
  readonly version: string;
}

const JSON_HEADERS = { "Content-Type": "application/json" };

export function draftPath(draft: string, rest = ""): string {
  return `/designer/drafts/${encodeURIComponent(draft)}${rest}`;
}

/** The address of a file: the separators of its path stay as they are. */
export function filePath(draft: string, path: string, what: "files" | "versions" = "files"): string {
  return draftPath(draft, `/${what}/${path.split("/").map(encodeURIComponent).join("/")}`);
}

/** A change with the key of its intention. */
export function change<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  key = intention(),
): Promise<T> {
  const keyed = { "Idempotency-Key": key };
  return body === undefined
    ? raw<T>(method, path, { headers: keyed })
    : raw<T>(method, path, { body: JSON.stringify(body), headers: { ...JSON_HEADERS, ...keyed } });
}

export async function items<T>(path: string, signal?: AbortSignal): Promise<readonly T[]> {
  const found = await raw<readonly T[] | { items: readonly T[] }>("GET", path, { signal });
  return Array.isArray(found) ? found : (found as { items: readonly T[] }).items;
}

export function drafts(signal?: AbortSignal): Promise<readonly DraftRow[]> {
  return items<DraftRow>("/designer/drafts", signal);
}

/** A draft of what is deployed (`from`: of one deployment), or an empty one. */
export function newDraft(name: string, from: number | null, empty: boolean): Promise<Draft> {
  return change<Draft>("POST", "/designer/drafts", {
    name,
    ...(empty ? { empty } : from ? { deploymentId: from } : {}),
  });
}

export function draft(id: string, signal?: AbortSignal): Promise<Draft> {
  return raw<Draft>("GET", draftPath(id), { signal });
}

export function dropDraft(id: string): Promise<unknown> {
  return change("DELETE", draftPath(id));
}

function versionOf(answer: Response, text: string): string {
  const tag = answer.headers.get("etag");
  if (tag) return tag.replace(/^W\//, "").replaceAll('"', "");
  try {
    return String((JSON.parse(text) as { version?: unknown }).version ?? "");
  } catch {
    return "";
  }
}

async function asked(request: Request): Promise<[Response, string]> {
  const answer = await send(request);
  const text = await answer.text();
  if (answer.ok) return [answer, text];
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // No problem document: the status says enough.
  }
  throw problemOf(answer.status, body);
}

/** A file as it is now, or (`version`) as it was. */
export async function readFile(id: string, path: string, signal?: AbortSignal, version?: number): Promise<Content> {
  const address = filePath(id, path) + (version === undefined ? "" : `?version=${version}`);
  const [answer, text] = await asked(new Request(new URL(address, location.origin), { signal }));
  return { text, version: versionOf(answer, "") };
}

/**
 * Write a file over the version the person saw; without a version it must be new. Returns the new version.
 *
 * Errors: Problem 412 when somebody else has written meanwhile.
 */
export async function writeFile(
  id: string,
  path: string,
  text: string,
  version: string | null,
  leaving = false,
): Promise<string> {
  const headers: Record<string, string> = {
    "Content-Type": "text/plain; charset=utf-8",
    "Idempotency-Key": intention(),
  };
  Object.assign(headers, ifMatch(version ?? "0"));
  const [answer, body] = await asked(
    new Request(new URL(filePath(id, path), location.origin), {
      method: "PUT",
      body: text,
      headers,
      keepalive: leaving,
    }),
  );
  return versionOf(answer, body);
}

/** Take a file out, whatever its version is now: its versions stay with the draft. */
export async function dropFile(id: string, path: string): Promise<unknown> {
  const { version } = await readFile(id, path);
  return raw("DELETE", filePath(id, path), { headers: { "Idempotency-Key": intention(), ...ifMatch(version) } });
}

export function versions(id: string, path: string, signal?: AbortSignal): Promise<readonly FileVersion[]> {
  return items<FileVersion>(filePath(id, path, "versions"), signal);
}

/** What speaks against deploying the draft; `path` asks about one file only. */
export async function check(id: string): Promise<readonly Finding[]> {
  const found = await change<{ findings: readonly Finding[] }>("POST", draftPath(id, "/check"), {});
  return found.findings;
}

export function variables(id: string, path: string, element: string): Promise<readonly Known[]> {
  return items<Known>(draftPath(id, `/variables?${new URLSearchParams({ path, element })}`));
}

/** Element templates of all connectors, in both languages. */
export function templates(): Promise<{ readonly de: readonly object[]; readonly en: readonly object[] }> {
  return raw("GET", "/designer/templates");
}

export function comments(id: string, signal?: AbortSignal): Promise<readonly Comment[]> {
  return items<Comment>(draftPath(id, "/comments"), signal);
}

export function comment(id: string, path: string, elementId: string | null, text: string): Promise<Comment> {
  return change<Comment>("POST", draftPath(id, "/comments"), { path, elementId: elementId ?? "", text });
}

export function dropComment(id: string, which: string): Promise<unknown> {
  return change("DELETE", draftPath(id, `/comments/${encodeURIComponent(which)}`));
}
