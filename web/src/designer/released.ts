/** What the workshop asks the server about versions: differences, proposals, deployments, imports, migrations, what runs. */
import { intention, raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import { change, draftPath, items } from "./data.ts";

type Schemas = components["schemas"];
export type State = Schemas["ElementDifference"]["state"];
export type ElementDifference = Schemas["ElementDifference"];
export type FileDifference = Schemas["FileDifference"];
export type Proposal = Schemas["Proposal"];
export type Deployment = Schemas["DeploymentRow"];
export type ImportLine = Schemas["ImportLine"];
export type Imported = Schemas["ImportedFiles"];
export type LiveElement = Schemas["LiveElement"];
export type LiveFigures = Schemas["LiveFigures"];

export function difference(
  draft: string,
  deployment: number | null,
  signal?: AbortSignal,
): Promise<{ files: readonly FileDifference[] }> {
  return raw("GET", draftPath(draft, `/difference${deployment ? `?deployment=${deployment}` : ""}`), { signal });
}

export function differenceOf(
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<{ files: readonly FileDifference[] }> {
  return raw("GET", `/designer/differences?from=${from}&to=${to}`, { signal });
}

/** Errors: Problem 422 with the findings when the draft does not pass. */
export function propose(draft: string, reason: string, key: string): Promise<Proposal> {
  return change<Proposal>("POST", draftPath(draft, "/proposals"), { reason }, key);
}

export function proposals(signal?: AbortSignal): Promise<readonly Proposal[]> {
  return items<Proposal>("/designer/proposals", signal);
}

/** What a proposal changes in what is in force now. */
export function proposedDifference(id: string, signal?: AbortSignal): Promise<{ files: readonly FileDifference[] }> {
  return raw("GET", `/designer/proposals/${encodeURIComponent(id)}/difference`, { signal });
}

/** Errors: Problem 403 `four-eyes` for one's own proposal where two persons are wanted. */
export function approve(id: string, key: string): Promise<Proposal> {
  return change<Proposal>("POST", `/designer/proposals/${encodeURIComponent(id)}/approval`, undefined, key);
}

export function withdraw(id: string): Promise<Proposal> {
  return change<Proposal>("DELETE", `/designer/proposals/${encodeURIComponent(id)}`);
}

export function deployments(signal?: AbortSignal): Promise<readonly Deployment[]> {
  return items<Deployment>("/designer/deployments", signal);
}

export function again(deployment: number, reason: string, key: string): Promise<Proposal> {
  return change<Proposal>("POST", `/designer/deployments/${deployment}/again`, { reason }, key);
}

/** A file as it was deployed; null when that deployment does not hold it. */
export async function deployedFile(of: Deployment, path: string, signal?: AbortSignal): Promise<string | null> {
  for (const { processId, version } of of.processes.slice(0, 1)) {
    const name = path.split("/").map(encodeURIComponent).join("/");
    try {
      return await raw<string>("GET", `/definitions/${encodeURIComponent(processId)}/${version}/resources/${name}`, {
        signal,
      });
    } catch {
      return null;
    }
  }
  return null;
}

export function importFile(file: File): Promise<Imported> {
  const body = new FormData();
  body.append("file", file);
  return raw<Imported>("POST", "/designer/imports", { body, headers: { "Idempotency-Key": intention() } });
}

/** Figures of a process at its elements; without a version those of the cases of all. */
export function live(process: string, version: number | null, signal?: AbortSignal): Promise<LiveFigures> {
  return raw<LiveFigures>(
    "GET",
    `/designer/live?${new URLSearchParams({ process, ...(version ? { version: String(version) } : {}) })}`,
    { signal },
  );
}
