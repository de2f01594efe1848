/** The words of the page come from the server, in the language of the person; German leads. */
import { signal } from "@preact/signals";
import type { Refusal, Texts } from "./api.ts";

export const page = signal<Texts | null>(null);

/** The text of a key without its `page.`, placeholders filled in. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const text = page.value?.texts[`page.${key}`] ?? "";
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => `\u2068${values[name] ?? ""}\u2069`);
}

/** What a refusal says to a person. */
export function problemText(refusal: Refusal): string {
  return word(`problem.${refusal.code}`) || word("problem.other");
}

/** A day as people of the language write it. */
export function day(iso: string): string {
  const [date = ""] = iso.split("T");
  const shown = iso.includes("T") ? new Date(iso) : new Date(`${date}T12:00:00Z`);
  const locale = page.value?.language === "en" ? "en-GB" : "de-DE";
  const month = page.value?.language === "en" ? "long" : "2-digit";
  const digits = page.value?.language === "en" ? "numeric" : "2-digit";
  return new Intl.DateTimeFormat(locale, { day: digits, month, year: "numeric", timeZone: "Europe/Berlin" }).format(
    shown,
  );
}
