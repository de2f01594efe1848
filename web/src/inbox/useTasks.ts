/**
 * The rows of the inbox: loaded page by page, kept fresh by events without moving what is under the cursor.
 *
 * A row that changes is changed in place, one that is gone is dimmed, new ones wait until the reader asks for them.
 */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useEvents } from "../api/events.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import { onBehalfOf } from "../api/session.ts";
import { countTasks, listTasks, type TaskCounts, type TaskRow } from "../api/tasks.ts";

const PAGE = 50;
const MOST = 200;
const CALM_MS = 700;

export interface Tasks {
  readonly rows: readonly TaskRow[];
  readonly gone: ReadonlySet<string>;
  readonly fresh: number;
  readonly more: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly counts: TaskCounts | null;
  readonly loadMore: () => void;
  readonly showFresh: () => void;
  readonly reload: () => void;
  readonly change: (id: string, row: Partial<TaskRow>) => void;
  readonly remove: (id: string) => void;
}

interface State {
  readonly query: string;
  readonly rows: readonly TaskRow[];
  readonly next: string | null;
  readonly gone: ReadonlySet<string>;
  readonly fresh: number;
  readonly busy: boolean;
  readonly problem: Problem | null;
}

function empty(query: string): State {
  return { query, rows: [], next: null, gone: new Set(), fresh: 0, busy: true, problem: null };
}

export function useTasks(query: string): Tasks {
  const [state, setState] = useState<State>(() => empty(query));
  const [counts, setCounts] = useState<TaskCounts | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(state);
  latest.current = state;
  const represented = onBehalfOf.value?.id;
  const count = useCallback(() => {
    countTasks("followUp=hidden").then(setCounts, () => undefined);
  }, []);

  // A deputy sees another list under the same address, so the person stood in for counts as a filter.
  useEffect(() => {
    const stop = new AbortController();
    setState((before) => (before.query === query && round > 0 ? { ...before, busy: true } : empty(query)));
    listTasks(`${query}&limit=${PAGE}`, stop.signal).then(
      (page) => {
        if (stop.signal.aborted) return;
        setState({ ...empty(query), rows: page.items, next: page.next ?? null, busy: false });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setState((before) => ({ ...before, busy: false, problem: asProblem(error) }));
      },
    );
    count();
    return () => stop.abort();
  }, [query, round, represented, count]);

  const loadMore = useCallback(() => {
    const { next, busy, query: asked } = latest.current;
    if (!next || busy) return;
    setState((before) => ({ ...before, busy: true }));
    listTasks(`${asked}&limit=${PAGE}&after=${encodeURIComponent(next)}`).then(
      (page) =>
        setState((before) => {
          if (before.query !== asked) return before;
          const known = new Set(before.rows.map((row) => row.id));
          const rows = [...before.rows, ...page.items.filter((row) => !known.has(row.id))];
          return { ...before, rows, next: page.next ?? null, busy: false, problem: null };
        }),
      (error: unknown) => setState((before) => ({ ...before, busy: false, problem: asProblem(error) })),
    );
  }, []);

  const refresh = useCallback(() => {
    const { query: asked, rows } = latest.current;
    count();
    listTasks(`${asked}&limit=${Math.min(MOST, Math.max(PAGE, rows.length))}`).then(
      (page) =>
        setState((before) => {
          if (before.query !== asked) return before;
          const now = new Map(page.items.map((row) => [row.id, row]));
          const known = new Set(before.rows.map((row) => row.id));
          // Beyond what was asked for nothing is known, so only rows that had to be among the answers are gone.
          const covered = page.next ? page.items.length : Number.POSITIVE_INFINITY;
          const gone = new Set(
            before.rows.filter((row, index) => index < covered && !now.has(row.id)).map((row) => row.id),
          );
          return {
            ...before,
            rows: before.rows.map((row) => now.get(row.id) ?? row),
            gone,
            fresh: page.items.filter((row) => !known.has(row.id)).length,
          };
        }),
      () => undefined,
    );
  }, [count]);

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEvents(["tasks"], () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(refresh, CALM_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  const change = useCallback(
    (id: string, row: Partial<TaskRow>) =>
      setState((before) => ({
        ...before,
        rows: before.rows.map((each) => (each.id === id ? { ...each, ...row } : each)),
      })),
    [],
  );
  const remove = useCallback((id: string) => {
    setState((before) => ({ ...before, rows: before.rows.filter((each) => each.id !== id) }));
  }, []);
  return {
    rows: state.query === query ? state.rows : [],
    gone: state.gone,
    fresh: state.fresh,
    more: state.next !== null,
    busy: state.busy || state.query !== query,
    problem: state.problem,
    counts,
    loadMore,
    showFresh: reload,
    reload,
    change,
    remove,
  };
}
