/** Something long on the server, asked again until it is over. */
import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";

const PAUSE_MS = 1500;

/** `read` again and again while `busy` says so of its answer; a null key asks nothing. */
export function usePoll<T>(
  key: string | null,
  read: (signal: AbortSignal) => Promise<T>,
  busy: (found: T) => boolean,
): { readonly data: T | null; readonly problem: Problem | null } {
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  // The questions belong to the key: another function for the same key asks the same.
  useEffect(() => {
    setData(null);
    setProblem(null);
    if (key === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const ask = async (): Promise<void> => {
      try {
        const found = await read(stop.signal);
        if (stop.signal.aborted) return;
        setData(found);
        setProblem(null);
        if (busy(found)) timer = setTimeout(() => void ask(), PAUSE_MS);
      } catch (error) {
        if (!stop.signal.aborted) setProblem(asProblem(error));
      }
    };
    void ask();
    return () => {
      stop.abort();
      if (timer) clearTimeout(timer);
    };
  }, [key]);
  return { data, problem };
}
