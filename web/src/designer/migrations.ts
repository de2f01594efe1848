/** What the workshop asks the server about moving running cases: mapping, verdicts without effect, the move, the way back. */
import type { components } from "../api/schema.d.ts";
import { change } from "./data.ts";

type Schemas = components["schemas"];
export type Pair = Schemas["MigrationPair"];
export type Remark = Schemas["MigrationRemark"];
export type Migration = Schemas["MigrationPlan"];
export type Verdict = Schemas["MigrationVerdict"];
export type Stayed = Schemas["MigrationOutcome"];

/** How far a move (or the way back) has come. */
export interface Progress {
  readonly moved: number;
  readonly stayed: readonly Stayed[];
}

/** "process/old" to the new element; an empty text: it has none. */
export type Mapping = Readonly<Record<string, string>>;

function address(id: string, act: string): string {
  return `/designer/migrations/${encodeURIComponent(id)}/${act}`;
}

export function begin(fromDeployment: number, toDeployment: number, mapping: Mapping): Promise<Migration> {
  return change<Migration>("POST", "/designer/migrations", { fromDeployment, toDeployment, mapping });
}

/** Verdicts of all cases, page by page; `told` hears of what has come so far. Nothing is written. */
export async function dryRun(id: string, mapping: Mapping, told: (rows: readonly Verdict[]) => void): Promise<void> {
  let found: readonly Verdict[] = [];
  let after: string | null = null;
  do {
    const part: Schemas["MigrationVerdicts"] = await change("POST", address(id, "dry-run"), { mapping, after });
    found = [...found, ...part.items];
    after = part.next ?? null;
    told(found);
  } while (after);
}

async function whole(path: string, body: object, told: (progress: Progress) => void): Promise<void> {
  let sum: Progress = { moved: 0, stayed: [] };
  let after: string | null = null;
  do {
    const part: Schemas["MigrationRun"] = await change("POST", path, { ...body, after });
    const stayed = part.items.filter(({ code }) => code);
    sum = { moved: sum.moved + part.items.length - stayed.length, stayed: [...sum.stayed, ...stayed] };
    after = part.next ?? null;
    told(sum);
  } while (after);
}

/** Can be begun again at any time: what has moved has moved. */
export function run(id: string, mapping: Mapping, reason: string, told: (progress: Progress) => void): Promise<void> {
  return whole(address(id, "run"), { mapping, reason }, told);
}

/** Puts back the cases to which nothing has happened since. */
export function undo(id: string, reason: string, told: (progress: Progress) => void): Promise<void> {
  return whole(address(id, "undo"), { mapping: {}, reason }, told);
}
