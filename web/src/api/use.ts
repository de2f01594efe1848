/** Reading from the server in a component: the content, the problem, and a way to read again without flicker. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { language } from "../i18n/index.ts";
import { asProblem, type Problem } from "./problems.ts";
import { onBehalfOf } from "./session.ts";

export interface Loaded<T> {
  /** The latest content; stays while it is read again. */
  readonly data: T | null;
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly reload: () => void;
  readonly set: (change: (before: T | null) => T | null) => void;
}

/** `read` again whenever `key` changes, the language changes or `reload` is called. A null key reads nothing. */
export function useLoad<T>(key: string | null, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; data: T | null; problem: Problem | null; busy: boolean }>({
    key,
    data: null,
    problem: null,
    busy: key !== null,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  // What the server answers depends on both: read again when one of them changes.
  const spoken = language.value;
  const represented = onBehalfOf.value?.id;
  useEffect(() => {
    if (key === null) {
      setState({ key, data: null, problem: null, busy: false });
      return;
    }
    const stop = new AbortController();
    setState((before) => ({ ...before, key, data: before.key === key ? before.data : null, busy: true }));
    latest.current(stop.signal).then(
      (data) => {
        if (!stop.signal.aborted) setState({ key, data, problem: null, busy: false });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setState((before) => ({ ...before, problem: asProblem(error), busy: false }));
      },
    );
    return () => stop.abort();
  }, [key, round, spoken, represented]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  const set = useCallback(
    (change: (before: T | null) => T | null) => setState((before) => ({ ...before, data: change(before.data) })),
    [],
  );
  const fresh = state.key === key;
  return {
    data: fresh ? state.data : null,
    problem: fresh ? state.problem : null,
    busy: !fresh || state.busy,
    reload,
    set,
  };
}
