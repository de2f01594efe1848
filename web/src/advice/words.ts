/** The words of the advice pages, and amounts and states as people of the language write them. */
import { reading, unturned, wordsOf } from "../i18n/applicant.ts";

export const words = wordsOf(import.meta.glob("./words/*.json"));
export const t = words.t;

/** The language of the reader as a browser's Intl knows it, with Latin digits, as on letters and cards. */
function locale(): string {
  const code = reading.value.code === "en" ? "en-GB" : reading.value.code.split("-", 1)[0] || "de";
  return `${code}-u-nu-latn`;
}

export function euros(amount: number | string): string {
  return new Intl.NumberFormat(locale(), {
    style: "currency",
    currency: "EUR",
    trailingZeroDisplay: "stripIfInteger",
  }).format(Number(amount));
}

/** A day (ISO 8601) as people of the language write it. */
export function day(iso: string): string {
  const style = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" } as const;
  return unturned(new Intl.DateTimeFormat(locale(), style).format(new Date(`${iso}T12:00:00Z`)));
}

/** The name of a state: the browser's, else that of the list. */
export function stateName(state: { iso?: string | null; de: string; en: string }): string {
  if (state.iso) {
    const found = new Intl.DisplayNames([locale()], { type: "region", fallback: "none" }).of(state.iso);
    if (found) return found;
  }
  return reading.value.code.startsWith("de") ? state.de : state.en;
}

/** Sorted as in a dictionary of the language. */
export function sorted<T>(items: readonly T[], name: (item: T) => string): T[] {
  const order = new Intl.Collator(locale());
  return [...items].sort((a, b) => order.compare(name(a), name(b)));
}
