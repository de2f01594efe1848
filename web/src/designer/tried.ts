/** What the workshop asks the server about trials: plays, scenarios with coverage, planted faults, what-if replays. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import { change, draftPath, items } from "./data.ts";

type Schemas = components["schemas"];
export type PlayedTask = Schemas["PlayTask"];
export type Play = Schemas["DesignPlay"];
export type ScenarioInfo = Schemas["DesignScenario"];
export type ScenarioResult = Schemas["DesignScenarioResult"];
export type ScenarioRun = Schemas["DesignScenarioRun"];
export type Mutants = Schemas["DesignMutants"];
export type CaseDifference = Schemas["ReplayDifference"];
export type Replay = Schemas["DesignReplay"];

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

export function plant(draft: string): Promise<Mutants> {
  return change<Mutants>("POST", draftPath(draft, "/mutants"), {});
}

export function planted(draft: string, signal?: AbortSignal): Promise<Mutants> {
  return raw<Mutants>("GET", draftPath(draft, "/mutants"), { signal });
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
