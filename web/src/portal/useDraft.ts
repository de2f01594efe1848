/** One application that is being filled in: every change is saved, one save after the other, and none is lost. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { put, withBeginnings } from "./answers.ts";
import { type Answers, ask, type Draft, Refusal } from "./api.ts";

const PAUSE_MS = 600;
const AGAIN_MS = 4000;

export type SaveState = "saved" | "saving" | "dirty" | "offline";

/** Keeps the answers of a draft outside of the drawing, so that a slow save never loses what is typed meanwhile. */
export class DraftStore {
  draft: Draft;
  answers: Answers;
  page: string;
  state: SaveState = "saved";
  savedAt: Date | null = null;
  /** Somebody else saved in between: another window, or the employer. */
  stale = false;
  private changes: { path: string; value: unknown }[] = [];
  private pageChanged = false;
  private timer = 0;
  private running: Promise<void> | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly lost: () => void;

  constructor(draft: Draft, lost: () => void) {
    this.draft = draft;
    this.answers = draft.answers as Answers;
    this.page = draft.page;
    this.lost = lost;
  }

  listen(call: () => void): () => void {
    this.listeners.add(call);
    return () => this.listeners.delete(call);
  }

  private tell(): void {
    for (const call of this.listeners) call();
  }

  change(path: string, value: unknown): void {
    this.answers = put(this.answers, path, value);
    this.changes.push({ path, value });
    this.state = "dirty";
    this.later(PAUSE_MS);
    this.tell();
  }

  turn(page: string): void {
    this.page = page;
    this.pageChanged = true;
    this.later(PAUSE_MS);
    this.tell();
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.flush(), ms);
  }

  get dirty(): boolean {
    return this.changes.length > 0 || this.pageChanged;
  }

  /** Save now, if there is anything; resolves when the server's word is there. False: it could not be saved. */
  async flush(keepalive = false): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.dirty) return true;
    this.running = this.save(keepalive).finally(() => {
      this.running = null;
    });
    await this.running;
    return !this.dirty || this.flush();
  }

  private async save(keepalive: boolean): Promise<void> {
    const sent = this.changes;
    this.changes = [];
    this.pageChanged = false;
    this.state = "saving";
    this.tell();
    try {
      const saved = await ask<Draft>("PUT", "/portal/draft", {
        body: { answers: this.answers, page: this.page, language: reading.value.code },
        csrf: this.draft.csrf,
        headers: { "If-Match": `"${this.draft.version}"` },
        keepalive,
      });
      this.draft = saved;
      this.answers = withBeginnings(this.answers, saved.answers as Answers);
      this.state = this.dirty ? "dirty" : "saved";
      this.savedAt = new Date();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.changes = [...sent, ...this.changes];
      if (error.status === 412) await this.takeOver();
      else if ([401, 403, 409].includes(error.status)) {
        this.changes = [];
        this.lost();
      } else {
        this.state = "offline";
        this.later(AGAIN_MS);
        this.tell();
        throw error;
      }
    } finally {
      this.tell();
    }
  }

  /** As it is kept: this application's, whatever another window of the browser has opened since. */
  private fetched(): Promise<Draft> {
    return ask<Draft>("GET", `/portal/draft?lang=${reading.value.code}`, { csrf: this.draft.csrf });
  }

  /** What was saved elsewhere, with our unsaved changes put in again on top. */
  private async takeOver(): Promise<void> {
    this.draft = await this.fetched();
    this.answers = this.draft.answers as Answers;
    for (const { path, value } of this.changes) this.answers = put(this.answers, path, value);
    this.stale = true;
  }

  /** Look again: after a file, a link, a change of language. */
  async refresh(): Promise<void> {
    await this.flush().catch(() => undefined);
    try {
      const found = await this.fetched();
      // An answer from before a save that is under way or done knows less than we do.
      if (this.running || this.dirty || found.version < this.draft.version) return;
      this.draft = found;
      this.answers = found.answers as Answers;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) this.lost();
    } finally {
      this.tell();
    }
  }
}

/** The store, and drawing anew when it changes. What is unsaved leaves with the page. */
export function useDraft(draft: Draft, lost: () => void): DraftStore {
  const store = useMemo(() => new DraftStore(draft, lost), [draft]);
  const [, draw] = useState(0);
  useEffect(() => store.listen(() => draw((count) => count + 1)), [store]);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === "hidden") void store.flush(true).catch(() => undefined);
    };
    const warn = (event: BeforeUnloadEvent): void => {
      if (store.state === "offline") event.preventDefault();
    };
    document.addEventListener("visibilitychange", leave);
    addEventListener("beforeunload", warn);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      removeEventListener("beforeunload", warn);
    };
  }, [store]);
  return store;
}
