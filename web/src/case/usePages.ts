/** A list that is read page by page: the first one at once, the others when somebody asks for more. */
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { useLoad } from "../api/use.ts";
import type { Paged } from "./data.ts";

export interface Pages<T> {
  readonly items: readonly T[];
  readonly first: boolean;
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

/** `read` gives the page after a cursor; a new `key` begins again. */
export function usePages<T>(
  key: string | null,
  read: (after: string | null, signal?: AbortSignal) => Promise<Paged<T>>,
): Pages<T> {
  const loaded = useLoad(key, (signal) => read(null, signal));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const next = loaded.data?.next ?? null;
  const more = (): void => {
    if (busy || !next) return;
    setBusy(true);
    read(next).then(
      (page) => {
        loaded.set((before) => (before ? { items: [...before.items, ...page.items], next: page.next ?? null } : page));
        setProblem(null);
        setBusy(false);
      },
      (error: unknown) => {
        setProblem(asProblem(error));
        setBusy(false);
      },
    );
  };
  return {
    items: loaded.data?.items ?? [],
    first: loaded.data === null && loaded.busy,
    problem: problem ?? loaded.problem,
    busy: busy || loaded.busy,
    more: next ? more : null,
    reload: loaded.reload,
  };
}
