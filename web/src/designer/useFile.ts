/** One file of a draft while it is edited: read once, written by itself after a pause, a conflict held until the person decides. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { readFile, writeFile } from "./data.ts";

export type Saving = "loading" | "saved" | "dirty" | "saving" | "conflict" | "failed";

export interface EditedFile {
  /** The text as it was read: what an editor starts from. Changes only when the file is read anew. */
  readonly first: string | null;
  /** The text as it is now, saved or not. */
  readonly text: () => string;
  readonly saving: Saving;
  readonly savedAt: string | null;
  readonly problem: Problem | null;
  /** Counts how often the file was read: an editor that sees a new number opens `first` again. */
  readonly round: number;
  readonly edit: (text: string) => void;
  readonly flush: () => Promise<void>;
  /** After a conflict: take what the other person wrote, or write over it. */
  readonly takeTheirs: () => void;
  readonly keepMine: () => Promise<void>;
}

const PAUSE_MS = 1200;

interface Inner {
  text: string;
  version: string;
  dirty: boolean;
  timer: ReturnType<typeof setTimeout> | null;
  running: Promise<void> | null;
}

export function useFile(draft: string, path: string, onSaved: () => void): EditedFile {
  const [first, setFirst] = useState<string | null>(null);
  const [saving, setSaving] = useState<Saving>("loading");
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const inner = useRef<Inner>({ text: "", version: "", dirty: false, timer: null, running: null });
  const told = useRef(onSaved);
  told.current = onSaved;

  const write = useCallback(
    async (leaving = false): Promise<void> => {
      const at = inner.current;
      if (at.timer) clearTimeout(at.timer);
      at.timer = null;
      // One write after the other: each names the version that the one before it made.
      if (at.running) await at.running;
      if (!at.dirty) return;
      const text = at.text;
      at.dirty = false;
      setSaving("saving");
      const run = writeFile(draft, path, text, at.version, leaving).then(
        (version) => {
          at.version = version;
          setProblem(null);
          setSavedAt(new Date().toISOString());
          setSaving(at.dirty ? "dirty" : "saved");
          told.current();
        },
        (error: unknown) => {
          at.dirty = true;
          const found = asProblem(error);
          setProblem(found);
          setSaving(found.status === 412 ? "conflict" : "failed");
        },
      );
      at.running = run;
      await run;
      at.running = null;
    },
    [draft, path],
  );

  // `round` asks for another reading
  useEffect(() => {
    const stop = new AbortController();
    const at: Inner = { text: "", version: "", dirty: false, timer: null, running: null };
    inner.current = at;
    setFirst(null);
    setSaving("loading");
    setProblem(null);
    readFile(draft, path, stop.signal).then(
      ({ text, version }) => {
        if (stop.signal.aborted) return;
        at.text = text;
        at.version = version;
        setFirst(text);
        setSaving("saved");
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(asProblem(error));
      },
    );
    return () => stop.abort();
  }, [draft, path, round]);

  useEffect(() => {
    const at = inner;
    const leave = (event: BeforeUnloadEvent): void => {
      if (!at.current.dirty) return;
      void write(true);
      event.preventDefault();
    };
    addEventListener("beforeunload", leave);
    return () => {
      removeEventListener("beforeunload", leave);
      // Another file or page inside the app: what was typed last is still written.
      const left = at.current;
      if (left.timer) clearTimeout(left.timer);
      if (left.dirty && left.version) void writeFile(draft, path, left.text, left.version).catch(() => undefined);
      left.dirty = false;
    };
  }, [draft, path, write]);

  const edit = useCallback(
    (text: string) => {
      const at = inner.current;
      if (text === at.text) return;
      at.text = text;
      at.dirty = true;
      setSaving((now) => (now === "conflict" ? now : "dirty"));
      if (at.timer) clearTimeout(at.timer);
      at.timer = setTimeout(() => {
        setSaving((now) => {
          if (now !== "conflict") void write();
          return now;
        });
      }, PAUSE_MS);
    },
    [write],
  );
  const keepMine = useCallback(async () => {
    const { version } = await readFile(draft, path);
    inner.current.version = version;
    inner.current.dirty = true;
    await write();
  }, [draft, path, write]);
  const takeTheirs = useCallback(() => {
    inner.current.dirty = false;
    setRound((count) => count + 1);
  }, []);
  return {
    first,
    text: () => inner.current.text,
    saving,
    savedAt,
    problem,
    round,
    edit,
    flush: () => write(),
    takeTheirs,
    keepMine,
  };
}
