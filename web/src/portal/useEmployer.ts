/** The employer's part as its page holds it: in by link or by number, judged while typing, kept where there is no link. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { put, withBeginnings } from "./answers.ts";
import {
  type Answers,
  ask,
  type Begun,
  type EmployerLooked,
  type EmployerView,
  type Entered,
  forgetWord,
  keepWord,
  ownWord,
  Refusal,
} from "./api.ts";
import type { SaveState } from "./useDraft.ts";
import { problemText, t } from "./words.ts";

const PART = "/portal/employer/part";
const PAUSE_MS = 500;
const AGAIN_MS = 4000;

/** Number and code of what an employer has begun by himself. */
export interface Keys {
  readonly reference: string;
  readonly code: string;
}

export interface EmployerPart {
  readonly view: EmployerView | null;
  /** Begun without a link: what is typed is kept. */
  readonly own: boolean;
  readonly answers: Answers;
  readonly looked: EmployerLooked | null;
  readonly saved: SaveState;
  readonly savedAt: Date | null;
  /** Nobody is in (any more): begin, or go on by number and code. */
  readonly out: boolean;
  readonly note: string;
  readonly tell: (note: string) => void;
  readonly change: (path: string, value: unknown) => void;
  /** Judge (and keep) what was typed last, if that has not been done. */
  readonly settle: () => Promise<void>;
  readonly check: () => Promise<EmployerLooked | null>;
  readonly send: (signed: boolean) => Promise<boolean>;
  readonly begun: (made: Begun) => void;
  /** Error: Refusal. */
  readonly resume: (keys: Keys) => Promise<void>;
}

/** What stands behind the #, unless it is a place of this page (the skip link). */
function behind(): string {
  const found = location.hash.slice(1);
  return document.getElementById(found) ? "" : found;
}

/** The token stands behind the #: no server and no log ever sees it. It is used once and taken out of the address. */
function token(): string {
  const found = behind();
  if (found) history.replaceState(null, "", location.pathname + location.search);
  return found;
}

/** Another link in the same window is another application: begin from the beginning. */
function anotherLink(): void {
  if (behind()) location.reload();
}

const isOwn = (view: EmployerView | null): boolean => view?.reference.startsWith("A-") === true;

export function useEmployer(): EmployerPart {
  const [view, setView] = useState<EmployerView | null>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const [looked, setLooked] = useState<EmployerLooked | null>(null);
  const [saved, setSaved] = useState<SaveState>("saved");
  const [savedAt, setSavedAt] = useState<Date | null>(null);
  const [out, setOut] = useState(false);
  const [note, setNote] = useState("");
  const timer = useRef(0);
  /** The newest, also for what runs later than the drawing it was begun in. */
  const typed = useRef<Answers>({});
  const shown = useRef<EmployerView | null>(null);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  /** In memory only: who comes back from lunch goes on without losing what was typed. */
  const link = useRef("");
  const keys = useRef<Keys | null>(null);
  const language = reading.value.code;

  function take(found: EmployerView): void {
    shown.current = found;
    keepWord("employer", found.csrf);
    setView(found);
  }

  function fill(found: Answers): void {
    typed.current = found;
    setAnswers(found);
  }

  const enter = useCallback(async (): Promise<void> => {
    const entered = link.current
      ? await ask<Entered>("POST", "/portal/employer/session", { body: { token: link.current } })
      : await ask<Entered>("POST", "/portal/employer/resume", { body: keys.current });
    keepWord("employer", entered.csrf);
  }, []);

  /** Ask under this window's word; a session that is over begins anew as long as the link or the number is good. */
  const inside = useCallback(
    async function asked<T>(work: (csrf: string) => Promise<T>): Promise<T> {
      try {
        return await work(ownWord("employer"));
      } catch (error) {
        const over = error instanceof Refusal && [401, 403].includes(error.status);
        if (!over || !(link.current || keys.current)) throw error;
        await enter();
        return work(ownWord("employer"));
      }
    },
    [enter],
  );

  const fetched = (): Promise<EmployerView> =>
    inside((csrf) => ask<EmployerView>("GET", `${PART}?lang=${reading.value.code}`, { csrf }));

  async function show(keep: boolean): Promise<void> {
    try {
      const found = await fetched();
      take(found);
      setLooked((before) => (keep && before ? before : found));
      if (!keep) fill(found.answers as Answers);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setNote(problemText(error.status === 401 ? "portal-link" : error.code));
    }
  }

  useEffect(() => {
    link.current = token();
    addEventListener("hashchange", anotherLink);
    const over = (): void => {
      clearTimeout(timer.current);
      removeEventListener("hashchange", anotherLink);
    };
    if (!link.current) {
      // Whoever reloads the page is still in; anybody else came without a link.
      fetched().then(
        (found) => {
          take(found);
          setLooked(found);
          fill(found.answers as Answers);
        },
        () => {
          forgetWord("employer");
          setOut(true);
        },
      );
      return over;
    }
    enter().then(
      () => show(false),
      // A link that an e-mail has cut off is no link either.
      (error: unknown) =>
        setNote(problemText(!(error instanceof Refusal) ? "other" : error.status === 422 ? "portal-link" : error.code)),
    );
    return over;
  }, []);
  useEffect(() => {
    if (shown.current) void show(true);
  }, [language]);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === "hidden" && timer.current) void check(true);
    };
    document.addEventListener("visibilitychange", leave);
    return () => document.removeEventListener("visibilitychange", leave);
  }, []);
  const unsafe = isOwn(view) && (saved === "offline" || (out && view !== null));
  useEffect(() => {
    if (!unsafe) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [unsafe]);

  function later(ms: number): void {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void check(), ms);
  }

  /** One after the other: what was kept last is what was typed last. */
  function check(keepalive = false): Promise<EmployerLooked | null> {
    clearTimeout(timer.current);
    timer.current = 0;
    const mine = turn.current.then(() => judged(keepalive));
    turn.current = mine;
    return mine;
  }

  async function judged(keepalive: boolean): Promise<EmployerLooked | null> {
    const own = isOwn(shown.current);
    const body = { answers: typed.current, language: reading.value.code };
    if (own) setSaved("saving");
    try {
      const found = await inside((csrf) =>
        own
          ? ask<EmployerLooked>("PUT", PART, { body, csrf, keepalive })
          : ask<EmployerLooked>("POST", "/portal/employer/check", { body, csrf }),
      );
      setLooked(found);
      setSaved(timer.current ? "dirty" : "saved");
      if (own) setSavedAt(new Date());
      return found;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      failed(error, own);
      return null;
    }
  }

  function failed(error: Refusal, own: boolean): void {
    if ([401, 403].includes(error.status) && !link.current) {
      setSaved("dirty");
      setOut(own);
      setNote(t(own ? "employer.again" : "employer.linkOver"));
    } else if (own && (error.status === 0 || error.status === 412 || error.status >= 500)) {
      setSaved("offline");
      later(AGAIN_MS);
    } else setNote(problemText(error.code));
  }

  return {
    view,
    own: isOwn(view),
    answers,
    looked,
    saved,
    savedAt,
    out,
    note,
    tell: setNote,
    change: (path, value) => {
      fill(put(typed.current, path, value));
      setSaved("dirty");
      later(PAUSE_MS);
    },
    settle: async () => {
      if (timer.current) await check();
    },
    check: () => check(),
    send: async (signed) => {
      const body = { answers: withBeginnings(typed.current, {}), signed, language };
      try {
        await inside((csrf) => ask("POST", PART, { body, csrf }));
        return true;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        failed(error, isOwn(view));
        return false;
      }
    },
    begun: (made) => {
      keys.current = { reference: made.reference, code: made.code };
      keepWord("employer", made.csrf);
      setOut(false);
      void show(false);
    },
    resume: async (given) => {
      const entered = await ask<Entered>("POST", "/portal/employer/resume", { body: given });
      keepWord("employer", entered.csrf);
      keys.current = given;
      const before = shown.current;
      const found = await fetched();
      take(found);
      setOut(false);
      setNote("");
      // What was typed in the meantime is newer than what is kept.
      if (before?.reference === found.reference && found.state === "OPEN") await check();
      else {
        setLooked(found);
        fill(found.answers as Answers);
      }
    },
  };
}
