/** The checks of a draft: the browser's rules while the model changes, the server's after each save, all files on demand. */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BpmnEditor } from "./bpmn/modeler.ts";
import { check, type Finding } from "./data.ts";
import { joined } from "./findings.ts";
import { clock } from "./SaveState.tsx";

export interface Checks {
  readonly findings: readonly Finding[];
  readonly busy: boolean;
  readonly checkedAt: string | null;
  /** The open model changed. */
  readonly model: (editor: BpmnEditor) => void;
  /** The open file was saved. */
  readonly saved: () => void;
  readonly all: () => void;
}

const PAUSE_MS = 600;

export function useChecks(draft: string, open: string | null): Checks {
  const [server, setServer] = useState<readonly Finding[]>([]);
  const [browser, setBrowser] = useState<readonly Finding[]>([]);
  const [busy, setBusy] = useState(false);
  const [checkedAt, setCheckedAt] = useState<string | null>(null);
  const round = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const path = useRef(open);
  path.current = open;

  // All files, though one was saved: a table or a form that changes may be wrong for a step of another file.
  const ask = useCallback(async (): Promise<void> => {
    round.current += 1;
    const own = round.current;
    setBusy(true);
    try {
      const found = await check(draft);
      // An answer that a later question has overtaken says nothing any more.
      if (own !== round.current) return;
      setServer(found);
      setCheckedAt(clock(new Date().toISOString()));
    } catch {
      // What is not checked now is checked with the next save; deploying checks everything again.
    } finally {
      if (own === round.current) setBusy(false);
    }
  }, [draft]);
  const model = useCallback((editor: BpmnEditor) => {
    if (timer.current) clearTimeout(timer.current);
    const resource = path.current ?? "";
    timer.current = setTimeout(() => {
      void import("./bpmn/lint.ts")
        .then(({ lint }) => lint(editor.definitions(), resource))
        .then((found) => {
          if (path.current === resource) setBrowser(found);
        });
    }, PAUSE_MS);
  }, []);
  useEffect(() => {
    setBrowser([]);
    return () => {
      if (timer.current) clearTimeout(timer.current);
    };
  }, [open]);
  useEffect(() => void ask(), [ask]);
  const again = useCallback(() => void ask(), [ask]);
  const findings = useMemo(() => joined(server, browser), [server, browser]);
  return { findings, busy, checkedAt, model, saved: again, all: again };
}
