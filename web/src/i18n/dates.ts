/** Dates, times and numbers as people in the office read them; always in the time of the authority. */
import { language } from "./index.ts";

const ZONE = "Europe/Berlin";

function format(options: Intl.DateTimeFormatOptions): (value: string | Date) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (value) => {
    const locale = language.value === "en" ? "en-GB" : "de-DE";
    let formatter = made.get(locale);
    if (!formatter) {
      formatter = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
      made.set(locale, formatter);
    }
    const instant = typeof value === "string" ? new Date(value.length === 10 ? `${value}T12:00:00Z` : value) : value;
    return Number.isNaN(instant.getTime()) ? "" : formatter.format(instant);
  };
}

/** 19.11.2026 */
export const shortDate = format({ day: "2-digit", month: "2-digit", year: "numeric" });
/** 19.11. — for lists, where the year is clear. */
export const dayMonth = format({ day: "2-digit", month: "2-digit" });
/** Donnerstag, 19. November 2026 */
export const longDate = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
/** 10:42 */
export const clockTime = format({ hour: "2-digit", minute: "2-digit" });
/** 19.11.2026, 10:42 */
export const dateTime = format({
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

const berlinDay = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The day in Germany, as 2026-11-19. */
export function day(value: string | Date): string {
  return berlinDay.format(typeof value === "string" ? new Date(value) : value);
}

/** Days from today to that day, in Germany; negative when it is over. */
export function daysUntil(value: string): number {
  const target = value.length === 10 ? value : day(value);
  return Math.round((Date.parse(`${target}T00:00:00Z`) - Date.parse(`${day(new Date())}T00:00:00Z`)) / 86_400_000);
}

export function wholeNumber(value: number): string {
  return new Intl.NumberFormat(language.value === "en" ? "en-GB" : "de-DE").format(value);
}

/** The last day of a period: one that ends at midnight ends with the day before (BGB § 188), as 2026-11-19. */
export function lastDay(value: string): string {
  return value.length === 10 ? value : day(new Date(Date.parse(value) - 1));
}

/** The instant of an hour ("07:00") on a day in Germany, whatever the clock of the device says. */
export function instant(date: string, time: string): string {
  for (const offset of ["+02:00", "+01:00"]) {
    const found = new Date(`${date}T${time}:00${offset}`);
    if (day(found) === date && clockTime(found) === time) return found.toISOString();
  }
  return new Date(`${date}T${time}:00+01:00`).toISOString();
}

/** The end of a day in Germany, which is the first instant of the next. */
export function endOfDay(date: string): string {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return instant(next, "00:00");
}
