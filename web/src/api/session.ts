/** Who is logged in, for whom they act, and the wait for a new login when a session has ended in the middle of work. */
import { computed, signal } from "@preact/signals";

export interface Deputyship {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly until?: string | null;
}

export interface Me {
  readonly person: string;
  readonly account: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly sites: readonly string[];
  readonly csrf: string;
  readonly deputyFor: readonly Deputyship[];
  readonly permissions: Readonly<Record<string, boolean>>;
  readonly preferences: {
    readonly shortcuts: boolean;
    readonly theme: "auto" | "light" | "dark";
    readonly language: "de" | "en";
  };
}

/** undefined: not asked yet; null: nobody is logged in. */
export const me = signal<Me | null | undefined>(undefined);
/** Set while a page waits for its reader to log in again. */
export const loginNeeded = signal(false);
export const csrf = computed(() => me.value?.csrf ?? "");

const KEPT = "akzess.onBehalfOf";

/** The colleague the person acts for at the moment. */
export const onBehalfOf = signal<Deputyship | null>(null);

export function actFor(deputyship: Deputyship | null): void {
  onBehalfOf.value = deputyship;
  if (deputyship) sessionStorage.setItem(KEPT, deputyship.id);
  else sessionStorage.removeItem(KEPT);
}

let waiting: PromiseWithResolvers | null = null;

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Resolves when the person has logged in again; all requests that wait share one login. */
export function loggedInAgain(): Promise<void> {
  if (!waiting) {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    waiting = { promise, resolve };
    loginNeeded.value = true;
  }
  return waiting.promise;
}

/** Called with the new session: pages that wait go on. */
export function loggedIn(who: Me): void {
  // Somebody else at the same screen must not finish what the first person began.
  const other = me.value && me.value.person !== who.person;
  me.value = who;
  const kept = sessionStorage.getItem(KEPT);
  actFor(who.deputyFor.find((each) => each.id === kept) ?? null);
  if (other) {
    location.assign("/app/");
    return;
  }
  loginNeeded.value = false;
  waiting?.resolve();
  waiting = null;
}

export function may(action: string): boolean {
  return me.value?.permissions[action] ?? false;
}

export function hasRole(...groups: readonly string[]): boolean {
  return groups.some((group) => me.value?.groups.includes(group));
}
