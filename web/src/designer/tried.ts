/** What the workshop asks the server about trials: plays, scenarios with coverage, planted faults, what-if replays. */
import { raw } from "../api/client.ts";
import { change, draftPath, items } from "./data.ts";

export interface PlayedTask {
  readonly id: string;
  readonly elementId: string;
  readonly name: string;
  readonly form: object | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly groups: readonly string[];
  readonly dueAt?: string | null;
}

export interface Play {
  readonly id: string;
  readonly process: string;
  readonly now: string;
  readonly steps: number;
  readonly status: string;
  readonly ended: boolean;
  readonly tokens: readonly string[];
  readonly path: readonly {
    readonly elementId: string;
    readonly flowIds: readonly string[];
    readonly at: string;
    readonly outcome: string;
  }[];
  readonly tasks: readonly PlayedTask[];
  readonly timers: readonly { readonly elementId: string; readonly due: string }[];
  readonly jobs: readonly {
    readonly elementId: string;
    readonly type: string;
    readonly state: string;
    readonly runAt: string;
  }[];
  readonly messagesAwaited: readonly { readonly elementId: string; readonly name: string; readonly key: string }[];
  readonly incidents: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly log: readonly string[];
}

/** Exactly one of them. */
export type Step =
  | { readonly complete: { readonly task: string; readonly answers: Readonly<Record<string, unknown>> } }
  | { readonly days: number }
  | { readonly hours: number }
  | { readonly until: string }
  | { readonly next: true }
  | { readonly receives: { readonly message: string; readonly key?: string; readonly payload: object } }
  | { readonly agency: { readonly name: string; readonly fault: string } }
  | { readonly back: number };

export function startPlay(draft: string, process: string, at: string, application: string | null): Promise<Play> {
  return change<Play>("POST", draftPath(draft, "/plays"), { process, at, ...(application ? { application } : {}) });
}

/** Errors: Problem 422 with a sentence when the step is not possible; the play is then as it was. */
export function step(play: string, what: Step): Promise<Play> {
  return change<Play>("POST", `/designer/plays/${encodeURIComponent(play)}/steps`, what);
}

export function endPlay(play: string): Promise<unknown> {
  return change("DELETE", `/designer/plays/${encodeURIComponent(play)}`);
}

export function keepScenario(play: string, id: string, title: string): Promise<{ readonly path: string }> {
  return change("POST", `/designer/plays/${encodeURIComponent(play)}/scenario`, { id, title });
}

export interface ScenarioInfo {
  readonly path: string;
  readonly id: string;
  readonly title: { readonly de?: string; readonly en?: string };
  readonly problem: string;
}

export interface ScenarioResult {
  readonly file: string;
  readonly id: string;
  readonly ok: boolean;
  readonly problem: string;
  readonly path: readonly string[];
}

export interface ScenarioRun {
  readonly results: readonly ScenarioResult[];
  readonly coverage: {
    readonly elements: Readonly<Record<string, number>>;
    readonly flows: Readonly<Record<string, number>>;
  };
}

export function scenarios(draft: string, signal?: AbortSignal): Promise<readonly ScenarioInfo[]> {
  return items<ScenarioInfo>(draftPath(draft, "/scenarios"), signal);
}

const AT_ONCE = 6;

function summed(one: Readonly<Record<string, number>>, two: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...one };
  for (const [id, count] of Object.entries(two)) sum[id] = (sum[id] ?? 0) + count;
  return sum;
}

/** Run scenarios a few at a time: `told` hears what has come out so far. Errors: Problem 422 when the draft cannot run. */
export async function runScenarios(
  draft: string,
  paths: readonly string[],
  told: (run: ScenarioRun) => void,
): Promise<void> {
  let run: ScenarioRun = { results: [], coverage: { elements: {}, flows: {} } };
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const part = await change<ScenarioRun>("POST", draftPath(draft, "/scenarios/run"), {
      paths: paths.slice(at, at + AT_ONCE),
    });
    run = {
      results: [...run.results, ...part.results],
      coverage: {
        elements: summed(run.coverage.elements, part.coverage.elements),
        flows: summed(run.coverage.flows, part.coverage.flows),
      },
    };
    told(run);
  }
}

export interface Mutants {
  readonly state: "none" | "running" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  /** Percent of those checked so far. */
  readonly score?: number | null;
  readonly problem: string;
  readonly survivors: readonly {
    readonly id: string;
    readonly processId: string;
    readonly elementId: string;
    readonly kind: string;
    readonly text: { readonly de?: string; readonly en?: string };
  }[];
}

export function plant(draft: string): Promise<Mutants> {
  return change<Mutants>("POST", draftPath(draft, "/mutants"), {});
}

export function planted(draft: string, signal?: AbortSignal): Promise<Mutants> {
  return raw<Mutants>("GET", draftPath(draft, "/mutants"), { signal });
}

export interface CaseDifference {
  readonly caseKey: string;
  readonly outcomeBefore?: string | null;
  readonly outcomeAfter?: string | null;
  readonly statusBefore: string;
  readonly statusAfter: string;
  readonly endedBefore?: string | null;
  readonly endedAfter?: string | null;
  readonly missedBefore: readonly string[];
  readonly missedAfter: readonly string[];
  readonly tasksBefore: Readonly<Record<string, number>>;
  readonly tasksAfter: Readonly<Record<string, number>>;
  readonly problem: string;
}

export interface Replay {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly same: number;
  readonly different: number;
  readonly skipped: number;
  readonly differences: readonly CaseDifference[];
  readonly summary: {
    readonly outcomes: number;
    readonly missedMore: number;
    readonly missedFewer: number;
    /** More (or fewer) tasks by role. */
    readonly tasks: Readonly<Record<string, number>>;
  };
  readonly problem: string;
}

export function startReplay(
  draft: string,
  asked: { limit: number; closed: boolean; running: boolean },
): Promise<Replay> {
  return change<Replay>("POST", draftPath(draft, "/replays"), asked);
}

export function replay(id: string, signal?: AbortSignal): Promise<Replay> {
  return raw<Replay>("GET", `/designer/replays/${encodeURIComponent(id)}`, { signal });
}
