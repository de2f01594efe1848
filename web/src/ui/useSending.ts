/** Sending something to the server: that it is under way, and why it was refused. */
import { useCallback, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";

export interface Sending {
  readonly busy: boolean;
  /** Why the latest was refused; taken away while it is tried again, so that the same refusal is read out again. */
  readonly problem: Problem | null;
  /** Whether it went well; whatever fails in `act` is the problem, never an exception. */
  readonly send: (act: () => Promise<unknown>) => Promise<boolean>;
}

export function useSending(): Sending {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = useCallback(async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, problem, send };
}
