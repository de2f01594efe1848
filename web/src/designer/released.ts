/** What the workshop asks the server about versions: differences, proposals, deployments, imports, migrations, what runs. */
import { intention, raw } from "../api/client.ts";
import { change, draftPath, type Finding, items, type Kind } from "./data.ts";

export type State = "added" | "removed" | "changed" | "moved";

export interface ElementDifference {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly changes: readonly {
    readonly what: string;
    readonly before?: string | null;
    readonly after?: string | null;
  }[];
}

export interface FileDifference {
  readonly path: string;
  readonly kind: Kind;
  readonly state: "added" | "removed" | "changed";
  /** The bytes differ, what they mean does not. */
  readonly same: boolean;
  readonly elements: readonly ElementDifference[];
}

export interface Proposal {
  readonly id: string;
  readonly draftId: string;
  readonly draftName: string;
  readonly baseDeploymentId?: number | null;
  readonly reason: string;
  readonly state: "open" | "deployed" | "withdrawn";
  readonly proposedAt: string;
  readonly proposedByName: string;
  readonly decidedAt?: string | null;
  readonly deploymentId?: number | null;
  readonly mayApprove: boolean;
  readonly twoPersons: boolean;
  /** Files that take effect with the next release of the program only. */
  readonly withRelease: readonly string[];
}

export interface Deployment {
  readonly id: number;
  readonly deployedAt: string;
  readonly deployedByName: string;
  readonly reason: string;
  readonly againOf?: number | null;
  readonly newest: boolean;
  readonly processes: readonly { readonly processId: string; readonly version: number }[];
}

export interface ImportLine {
  readonly resource: string;
  readonly elementId: string;
  readonly outcome: "translated" | "dropped" | "open" | "unreadable";
  readonly was: string;
  readonly became: string;
  readonly text: { readonly de: string; readonly en: string };
  readonly line: number;
}

export interface Imported {
  readonly files: readonly { readonly path: string; readonly kind: Kind; readonly content: string }[];
  readonly report: readonly ImportLine[];
  readonly findings: readonly Finding[];
}

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

export interface LiveElement {
  readonly elementId: string;
  readonly open: number;
  readonly incidents: number;
  readonly passed: number;
  readonly medianSeconds?: number | null;
  readonly p90Seconds?: number | null;
}

export function live(process: string, version: number | null, signal?: AbortSignal): Promise<readonly LiveElement[]> {
  return items<LiveElement>(
    `/designer/live?${new URLSearchParams({ process, ...(version ? { version: String(version) } : {}) })}`,
    signal,
  );
}
