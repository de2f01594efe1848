/** What the workshop asks the server about moving running cases: mapping, verdicts without effect, the move, the way back. */
import { change } from "./data.ts";

export interface Pair {
  readonly processId: string;
  readonly elementId: string;
  readonly type: string;
  readonly name: string;
  /** The element that takes its place; empty: none. */
  readonly target: string;
  readonly reason: string;
  /** A guess that a person has to confirm. */
  readonly suggestion: string;
}

export interface Remark {
  readonly code: string;
  readonly elementId: string;
  readonly message: string;
  readonly messageEn: string;
}

export interface Migration {
  readonly id: string;
  readonly fromDeployment: number;
  readonly toDeployment: number;
  readonly cases: number;
  readonly pairs: readonly Pair[];
}

export interface Verdict {
  readonly caseId: string;
  readonly businessKey: string;
  readonly processId: string;
  readonly migratable: boolean;
  readonly obstacles: readonly Remark[];
  readonly notes: readonly Remark[];
}

/** What became of one case; `code` is empty when it moved. */
export interface Outcome {
  readonly caseId: string;
  readonly businessKey: string;
  readonly code: string;
  readonly obstacles: readonly Remark[];
}

/** "process/old" to the new element; an empty text: it has none. */
export type Mapping = Readonly<Record<string, string>>;

interface Part<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
}

export function begin(fromDeployment: number, toDeployment: number, mapping: Mapping): Promise<Migration> {
  return change<Migration>("POST", "/designer/migrations", { fromDeployment, toDeployment, mapping });
}

/** All parts of a long answer, one after the other; `told` hears of what has come so far. */
async function whole<T>(
  id: string,
  act: "dry-run" | "run" | "undo",
  body: Record<string, unknown>,
  told: (items: readonly T[]) => void,
): Promise<void> {
  let found: readonly T[] = [];
  let after: string | null = null;
  do {
    const part: Part<T> = await change<Part<T>>("POST", `/designer/migrations/${encodeURIComponent(id)}/${act}`, {
      ...body,
      ...(after ? { after } : {}),
    });
    found = [...found, ...part.items];
    after = part.next ?? null;
    told(found);
  } while (after);
}

export function dryRun(id: string, mapping: Mapping, told: (items: readonly Verdict[]) => void): Promise<void> {
  return whole<Verdict>(id, "dry-run", { mapping }, told);
}

/** Can be begun again at any time: what has moved has moved. */
export function run(
  id: string,
  mapping: Mapping,
  reason: string,
  told: (items: readonly Outcome[]) => void,
): Promise<void> {
  return whole<Outcome>(id, "run", { mapping, reason }, told);
}

/** Puts back the cases to which nothing has happened since. */
export function undo(id: string, reason: string, told: (items: readonly Outcome[]) => void): Promise<void> {
  return whole<Outcome>(id, "undo", { reason }, told);
}
