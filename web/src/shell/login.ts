/** Asking who is logged in, logging in and out; preferences travel with the account. */
import { intention, raw } from "../api/client.ts";
import { problemOf } from "../api/problems.ts";
import { actFor, type Deputyship, loggedIn, type Me, me } from "../api/session.ts";
import { type Language, language } from "../i18n/index.ts";
import { shortcuts } from "../ui/keyboard.ts";
import { type Theme, theme } from "./theme.ts";

export interface LoginMethods {
  readonly local: boolean;
  readonly oidc: { readonly name: string } | null;
  readonly demo:
    | readonly {
        readonly account: string;
        readonly name: string;
        readonly role: string;
        readonly sites: readonly string[];
      }[]
    | null;
}

/** The language chosen by hand before the login, for as long as this window lasts; the account's own stays as it is. */
const CHOSEN = "akzess.login.language";

export function chooseBeforeLogin(wanted: Language): void {
  sessionStorage.setItem(CHOSEN, wanted);
  language.value = wanted;
}

const channel = new BroadcastChannel("akzess.session");

function complete(found: Partial<Me>): Me {
  return {
    person: found.person ?? "",
    account: found.account ?? "",
    name: found.name ?? found.account ?? "",
    groups: found.groups ?? [],
    sites: found.sites ?? [],
    csrf: found.csrf ?? "",
    deputyFor: (found.deputyFor ?? []) as readonly Deputyship[],
    permissions: found.permissions ?? {},
    preferences: { shortcuts: true, theme: "auto", language: language.peek(), ...found.preferences },
  };
}

/** Ask the server who we are. The answer 401 is not an error here: the login page opens. */
export async function loadMe(): Promise<boolean> {
  const answer = await fetch("/me", { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    if (me.peek() === undefined) me.value = null;
    return false;
  }
  const who = complete((await answer.json()) as Partial<Me>);
  theme.value = who.preferences.theme;
  const chosen = sessionStorage.getItem(CHOSEN);
  language.value = chosen === "de" || chosen === "en" ? chosen : who.preferences.language;
  shortcuts.value = who.preferences.shortcuts;
  loggedIn(who);
  return true;
}

export async function methods(): Promise<LoginMethods> {
  const answer = await fetch("/login/methods");
  return answer.ok ? ((await answer.json()) as LoginMethods) : { local: true, oidc: null, demo: null };
}

/** Errors: Problem (401 wrong, 429 too many attempts). */
export async function logIn(account: string, password: string): Promise<void> {
  const answer = await fetch("/login", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language.peek(), "Idempotency-Key": intention() },
    body: JSON.stringify({ account, password }),
  });
  if (!answer.ok) throw problemOf(answer.status, await answer.json().catch(() => null));
  await loadMe();
  channel.postMessage("in");
}

/** The login of the authority in a window of its own, so that nothing typed on this page is lost. */
export function logInElsewhere(): void {
  const back = `/login/oidc?return=${encodeURIComponent("/app/login/done")}`;
  if (me.peek()) window.open(back, "akzess-login", "popup,width=520,height=720");
  else location.assign(`/login/oidc?return=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Called by the little window after the login: tells the pages that wait. */
export function loginDone(): void {
  channel.postMessage("in");
  window.close();
}

export async function logOut(): Promise<void> {
  await raw("POST", "/logout");
  sessionStorage.removeItem(CHOSEN);
  channel.postMessage("out");
  actFor(null);
  location.assign("/app/");
}

export async function keepPreferences(change: {
  theme?: Theme;
  language?: Language;
  shortcuts?: boolean;
}): Promise<void> {
  const now = me.peek();
  if (!now) return;
  if (change.language) sessionStorage.removeItem(CHOSEN);
  const preferences = { ...now.preferences, ...change };
  me.value = { ...now, preferences };
  await raw("PUT", "/me/preferences", {
    body: JSON.stringify(preferences),
    headers: { "Content-Type": "application/json" },
  });
}

channel.addEventListener("message", (event) => {
  if (event.data === "in") void loadMe();
  if (event.data === "out") location.assign("/app/");
});
