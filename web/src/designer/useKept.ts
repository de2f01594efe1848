/** What a tab of the bench has found out, kept while the bench is open: tabs are left and come back to. */
import { useState } from "preact/hooks";

/** Of one bench, from its opening on. */
export type Kept = Map<string, unknown>;

/** State under a key; a key that names the saves of a draft forgets what an older state of it has shown. */
export function useKept<T>(kept: Kept, key: string, first: T): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => (kept.has(key) ? (kept.get(key) as T) : first));
  const keep = (next: T): void => {
    kept.set(key, next);
    setValue(() => next);
  };
  return [value, keep];
}
