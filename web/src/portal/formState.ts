/** What the fields of a form know and tell: answers, what is visible, faults that are shown by now. */
import type { Answers, Fault, Field } from "./api.ts";

export interface FormState {
  /** What stands above the fields. */
  readonly heading: string;
  readonly answers: Answers;
  readonly visible: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
  /** The faults that are shown by now, by path. */
  readonly faults: ReadonlyMap<string, Fault>;
  readonly states: readonly (readonly [string, string])[];
  readonly change: (path: string, value: unknown) => void;
  readonly left: (path: string) => void;
}

export const idOf = (path: string): string => `f-${path.replaceAll(".", "-")}`;

export interface FieldProps {
  readonly field: Field;
  readonly path: string;
  readonly form: FormState;
}
