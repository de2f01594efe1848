/** The words of the portal, and days and states as people of the language write them. */
import { reading, unturned, wordsOf } from "../i18n/applicant.ts";

export const words = wordsOf(import.meta.glob("./words/*.json"));
export const t = words.t;

/** The language of the reader as a browser's Intl knows it. */
function locale(): string {
  return reading.value.code === "en" ? "en-GB" : reading.value.code.split("-", 1)[0] || "de";
}

/** A day, or the day of an instant, in Berlin; with Latin digits, as on letters and cards. */
export function day(iso: string): string {
  const shown = iso.includes("T") ? new Date(iso) : new Date(`${iso}T12:00:00Z`);
  const style = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Europe/Berlin" } as const;
  return unturned(new Intl.DateTimeFormat(`${locale()}-u-nu-latn`, style).format(shown));
}

export function time(at: Date): string {
  return new Intl.DateTimeFormat(`${locale()}-u-nu-latn`, { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The states of the form by name: the browser knows most in every language. */
export function stateNames(
  states: Readonly<Record<string, string>>,
  iso: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  const names = new Intl.DisplayNames([locale(), "en"], { type: "region", fallback: "none" });
  const found = Object.entries(states).map(([key, name]) => {
    const code = iso[key];
    return [key, (code && names.of(code)) || name] as const;
  });
  const order = new Intl.Collator(locale());
  return found.sort((a, b) => order.compare(a[1], b[1]));
}

/** What a refusal says to a person. */
export function problemText(code: string): string {
  return words.has(`problem.${code}`) ? t(`problem.${code}`) : t("problem.other");
}
