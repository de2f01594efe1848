/** The task panel with its form engine, loaded when it is first needed: lists do not wait for it. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { Loading, ProblemAlert } from "../ui/index.ts";
import type { TaskPanelProps } from "./TaskPanel.tsx";

let loaded: ComponentType<TaskPanelProps> | null = null;

/** Fetch it ahead of time. */
export async function preloadTaskPanel(): Promise<ComponentType<TaskPanelProps>> {
  loaded ??= (await import("./TaskPanel.tsx")).TaskPanel;
  return loaded;
}

export function LazyTaskPanel(props: TaskPanelProps) {
  const [Panel, setPanel] = useState(() => loaded);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (Panel) return;
    preloadTaskPanel().then(
      (found) => setPanel(() => found),
      (error: unknown) => setProblem(asProblem(error)),
    );
  }, [Panel]);
  if (problem) return <ProblemAlert problem={problem} />;
  return Panel ? <Panel {...props} /> : <Loading />;
}
