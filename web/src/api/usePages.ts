/** A list that is read page by page: the first one at once, the others when somebody asks for more. */
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "./problems.ts";
import { useLoad } from "./use.ts";

/** A page of a list as the server gives it. */
export interface Paged<T> {
  readonly items: T[];
  readonly next?: string | null;
}

export interface Pages<T> {
  readonly items: readonly T[];
  readonly first: boolean;
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

export interface Fresh<T> {
  /** Counts up when something has changed: what is shown stays, what is new is added. */
  readonly round: number;
  readonly id: (item: T) => string | number;
}

/** `read` gives the page after a cursor; a new `key` begins again. */
export function usePages<T>(
  key: string | null,
  read: (after: string | null, signal?: AbortSignal) => Promise<Paged<T>>,
  fresh?: Fresh<T>,
): Pages<T> {
  const loaded = useLoad(key, (signal) => filled(read, null, signal));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const round = fresh?.round ?? 0;
  const seen = useRef({ key, round });
  const latest = useRef({ read, id: fresh?.id, set: loaded.set });
  latest.current = { read, id: fresh?.id, set: loaded.set };
  useEffect(() => {
    const before = seen.current;
    seen.current = { key, round };
    if (key === null || before.key !== key || before.round === round) return;
    const stop = new AbortController();
    filled(latest.current.read, null, stop.signal).then(
      (page) => {
        if (!stop.signal.aborted) latest.current.set((shown) => merged(shown, page, latest.current.id));
      },
      () => undefined, // the page still shows what it had; the next change asks again
    );
    return () => stop.abort();
  }, [key, round]);
  const next = loaded.data?.next ?? null;
  const more = (): void => {
    if (busy || !next) return;
    setBusy(true);
    filled(read, next).then(
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

const EMPTY_PAGES = 20;

/** A page with something on it: a long file answers in short pages, and a filter may leave nothing of some of them. */
async function filled<T>(
  read: (after: string | null, signal?: AbortSignal) => Promise<Paged<T>>,
  after: string | null,
  signal?: AbortSignal,
): Promise<Paged<T>> {
  let page = await read(after, signal);
  for (let turn = 0; turn < EMPTY_PAGES && page.items.length === 0 && page.next; turn += 1) {
    page = await read(page.next, signal);
  }
  return page;
}

/** The first page anew; pages that were loaded after it stay where they are. */
function merged<T>(shown: Paged<T> | null, page: Paged<T>, id: Fresh<T>["id"] | undefined): Paged<T> {
  if (!shown || !id || shown.items.length <= page.items.length) return page;
  const anew = new Set(page.items.map(id));
  const rest = shown.items.filter((item) => !anew.has(id(item)));
  return { items: [...page.items, ...rest], next: shown.next ?? null };
}
