/** Words of the applicants' appointments, and dates as the reader's language writes them, in the time of the office. */
import { reading, unturned, wordsOf } from "../i18n/applicant.ts";

export const words = wordsOf(import.meta.glob("./words/*.json"));

const ZONE = "Europe/Berlin";

function format(value: string, options: Intl.DateTimeFormatOptions): string {
  // Arabic with the digits that stand on the office's clock and papers.
  const code = reading.value.code === "ar" ? "ar-u-nu-latn" : reading.value.code.split("-", 1)[0];
  const moment = new Date(value.length === 10 ? `${value}T12:00:00Z` : value);
  return unturned(
    new Intl.DateTimeFormat(code === "en" ? "en-GB" : code, { timeZone: ZONE, ...options }).format(moment),
  );
}

/** Donnerstag, 19. November 2026; without the "р." or "г." that would end a sentence twice in Ukrainian and Russian. */
export const longDay = (value: string): string =>
  format(value, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(/\s[рг]\.$/, "");
/** Do., 19.11. */
export const shortDay = (value: string): string =>
  format(value, { weekday: "short", day: "numeric", month: "numeric" });
/** 10:15 */
export const clock = (value: string): string => format(value, { hour: "2-digit", minute: "2-digit", hour12: false });

/** What to say about a refusal. */
export function problem(code: string): string {
  return words.t(words.has(`problem.${code}`) ? `problem.${code}` : "problem.other");
}
