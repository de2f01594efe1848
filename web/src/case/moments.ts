/** Deadlines as people speak of them: a period that ends at midnight ends with the day before. */
import { clockTime, day } from "../i18n/dates.ts";

const DAY = 86_400_000;

/** The last day in time of an instant or day, as 2026-11-19. */
export function lastDay(value: string): string {
  if (value.length === 10) return value;
  const midnight = /^0?0:00|^24:00|^12:00\s?am/i.test(clockTime(value));
  return day(midnight ? new Date(new Date(value).getTime() - DAY / 2) : value);
}

/** Whole days between an instant and now. */
export function daysSince(value: string): number {
  return Math.max(0, Math.round((Date.parse(day(new Date())) - Date.parse(day(value))) / DAY));
}
