/** One task that is open on the page: its latest state, the form and draft, and the acts of a clerk on it. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useEvents } from "../api/events.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import { me } from "../api/session.ts";
import { claimTask, completeTask, readTask, type TaskDetail, type TaskRow, unclaimTask } from "../api/tasks.ts";
import { useLoad } from "../api/use.ts";
import { announce } from "../ui/announce.tsx";
import type { Fault, FormController } from "./controller.ts";
import { DraftKeeper } from "./draft.ts";
import { nameOf } from "./names.ts";
import { taskTexts } from "./taskTexts.ts";

/** Who was faster. */
export interface Lost {
  readonly name: string;
  readonly at: string;
}

export interface OpenTask {
  readonly task: TaskDetail | null;
  readonly loading: Problem | null;
  readonly problem: Problem | null;
  readonly note: string;
  readonly lost: Lost | null;
  readonly faults: readonly Fault[];
  readonly busy: "" | "claim" | "complete";
  readonly keeper: DraftKeeper | null;
  readonly controller: FormController | null;
  readonly ready: (controller: FormController) => void;
  readonly claim: () => Promise<void>;
  readonly unclaim: () => Promise<void>;
  readonly complete: () => Promise<void>;
  readonly changed: (row: Partial<TaskRow>) => void;
  readonly reload: () => void;
}

function completedBy(more: Readonly<Record<string, unknown>>): Lost {
  const found = (more.completedBy ?? {}) as { name?: string; at?: string };
  return { name: found.name ?? "", at: found.at ?? "" };
}

export function useTask(id: string, list: string, onDone: (next: TaskRow | null, done: TaskRow) => void): OpenTask {
  const loaded = useLoad(`task/${id}`, (signal) => readTask(id, signal));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [note, setNote] = useState("");
  const [lost, setLost] = useState<Lost | null>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [busy, setBusy] = useState<"" | "claim" | "complete">("");
  const [keeper, setKeeper] = useState<DraftKeeper | null>(null);
  const controller = useRef<FormController | null>(null);
  const key = useRef<string>("");
  const keeping = useRef(keeper);
  keeping.current = keeper;
  const task = loaded.data;
  const latest = useRef(task);
  latest.current = task;

  // Somebody else may act on the task while its form is open; the form itself stays as it is.
  useEvents(task ? [`case:${task.caseId}`] : [], () => void refresh());
  const refresh = useCallback(async (): Promise<TaskDetail | null> => {
    const found = await readTask(id).catch(() => null);
    // Somebody else was faster: what was typed here is kept before the form is locked.
    if (found && found.state !== "OPEN") await keeping.current?.flush();
    if (found) loaded.set(() => found);
    return found;
  }, [id, loaded.set]);

  useEffect(() => {
    if (!keeper) return;
    const leave = (): void => keeper.leave();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      keeper.leave();
    };
  }, [keeper]);

  const ready = useCallback(
    (made: FormController) => {
      controller.current = made;
      setKeeper(new DraftKeeper(id, made, latest.current?.draft?.savedAt ?? null));
      made.onChange(() => {
        // Other answers are another intention.
        key.current = "";
        setFaults((before) =>
          before.length ? made.faults().filter((fault) => before.some((old) => old.path === fault.path)) : before,
        );
      });
    },
    [id],
  );

  const change = useCallback(
    (row: Partial<TaskRow>) => loaded.set((before) => (before ? { ...before, ...row } : before)),
    [loaded.set],
  );

  const refused = async (error: unknown): Promise<void> => {
    const found = asProblem(error);
    setNote("");
    setProblem(null);
    if (found.code === "task-already-completed") {
      setLost(completedBy(found.more));
      await keeper?.flush();
      await refresh();
    } else if (found.status === 412) {
      await refresh();
      setNote(taskTexts.value.changed);
    } else if (found.status === 422 && found.errors.length && controller.current) {
      const homeless = controller.current.refuse(found.errors);
      setFaults([...controller.current.faults(), ...homeless]);
    } else {
      if (found.status === 409 || found.status === 403) await refresh();
      setProblem(found);
    }
  };

  const claim = async (): Promise<void> => {
    const before = latest.current;
    const who = me.peek();
    if (!before || !who) return;
    setBusy("claim");
    setProblem(null);
    change({ assignee: who.person, assigneeName: who.name });
    try {
      const done = await claimTask(before);
      change(done.task ?? {});
      announce(taskTexts.value.claimed(nameOf(before)), "success");
    } catch (error) {
      change({ assignee: before.assignee, assigneeName: before.assigneeName });
      await refused(error);
    } finally {
      setBusy("");
    }
  };

  const unclaim = async (): Promise<void> => {
    const before = latest.current;
    if (!before) return;
    setBusy("claim");
    setProblem(null);
    try {
      await keeper?.flush();
      const done = await unclaimTask(before);
      change(done.task ?? { assignee: null, assigneeName: null });
      announce(taskTexts.value.unclaimed(nameOf(before)));
    } catch (error) {
      await refused(error);
    } finally {
      setBusy("");
    }
  };

  const complete = async (): Promise<void> => {
    const form = controller.current;
    let now: TaskRow | null = latest.current;
    if (!now || busy || (latest.current?.form && !form)) return;
    const wrong = form?.check() ?? [];
    setFaults(wrong);
    setNote("");
    setProblem(null);
    if (wrong.length) {
      // Nobody should go on filling in what somebody else has completed meanwhile.
      void refresh();
      return;
    }
    setBusy("complete");
    try {
      if (!now.assignee) {
        const taken = await claimTask(now);
        now = taken.task ?? (await refresh());
        if (!now) return;
        change(now);
      }
      key.current ||= intention();
      const done = await completeTask(now, form?.answers() ?? {}, list, key.current);
      keeper?.settled();
      announce(
        done.next
          ? `${taskTexts.value.completed(nameOf(now))} ${taskTexts.value.nextIs(nameOf(done.next))}`
          : taskTexts.value.completed(nameOf(now)),
        "success",
      );
      onDone(done.next ?? null, now);
    } catch (error) {
      await refused(error);
    } finally {
      setBusy("");
    }
  };

  return {
    task,
    loading: task ? null : loaded.problem,
    problem,
    note,
    lost,
    faults,
    busy,
    keeper,
    controller: controller.current,
    ready,
    claim,
    unclaim,
    complete,
    changed: change,
    reload: loaded.reload,
  };
}
