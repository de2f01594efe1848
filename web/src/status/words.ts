/** The words of the page come from the server, in the language of the person; German leads. */
import { signal } from "@preact/signals";
import { fill, unturned } from "../i18n/applicant.ts";
import type { Refusal, Texts } from "./api.ts";

export const page = signal<Texts | null>(null);

/** The text of a key without its `page.`, placeholders filled in. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  return fill(page.value?.texts[`page.${key}`] ?? "", values, page.value?.dir === "rtl" ? "rtl" : "ltr");
}

/** What a refusal says to a person. */
export function problemText(refusal: Refusal): string {
  return word(`problem.${refusal.code}`) || word("problem.other");
}

/** A day as people of the language write it, with Latin digits as on letters; in English with its month by name. */
export function day(iso: string): string {
  const shown = iso.includes("T") ? new Date(iso) : new Date(`${iso}T12:00:00Z`);
  const english = page.value?.language === "en";
  const locale = english ? "en-GB" : (page.value?.language ?? "de").split("-", 1)[0];
  const style: Intl.DateTimeFormatOptions = english
    ? { day: "numeric", month: "long" }
    : { day: "2-digit", month: "2-digit" };
  const made = new Intl.DateTimeFormat(`${locale}-u-nu-latn`, { ...style, year: "numeric", timeZone: "Europe/Berlin" });
  return unturned(made.format(shown));
}
