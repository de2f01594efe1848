/** Keeps what is typed on the server: a moment after the last key, when the page is left, and says when it did. */
import { type Signal, signal } from "@preact/signals";
import { asProblem } from "../api/problems.ts";
import { saveDraft } from "../api/tasks.ts";
import type { Answers, FormController } from "./controller.ts";

const PAUSE_MS = 1200;

export type DraftState =
  | { readonly kind: "none" }
  | { readonly kind: "typing" }
  | { readonly kind: "saved"; readonly at: string }
  | { readonly kind: "failed"; readonly why: string };

export class DraftKeeper {
  readonly state: Signal<DraftState>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dirty = false;
  private writing: Promise<void> = Promise.resolve();
  private readonly stop: () => void;

  constructor(
    private readonly task: string,
    private readonly controller: FormController,
    savedAt: string | null,
  ) {
    this.state = signal<DraftState>(savedAt ? { kind: "saved", at: savedAt } : { kind: "none" });
    this.stop = controller.onChange(() => this.touched());
  }

  private touched(): void {
    this.dirty = true;
    this.state.value = { kind: "typing" };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Save now what is not saved yet; one request after the other, so that the last text wins. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.dirty) return this.writing;
    this.dirty = false;
    const answers = this.controller.answers();
    this.writing = this.writing.then(() => this.write(answers));
    return this.writing;
  }

  private async write(answers: Answers): Promise<void> {
    try {
      const { savedAt } = await saveDraft(this.task, answers);
      if (!this.dirty) this.state.value = { kind: "saved", at: savedAt ?? new Date().toISOString() };
    } catch (error) {
      this.dirty = true;
      this.state.value = { kind: "failed", why: asProblem(error).title };
    }
  }

  /** The answers are on the server as an act: there is nothing left to keep. */
  settled(): void {
    clearTimeout(this.timer);
    this.dirty = false;
    this.state.value = { kind: "none" };
  }

  /** The page is being left; the browser finishes the request (`keepalive`). */
  leave(): void {
    clearTimeout(this.timer);
    this.stop();
    if (!this.dirty) return;
    this.dirty = false;
    void saveDraft(this.task, this.controller.answers(), true).catch(() => undefined);
  }
}
