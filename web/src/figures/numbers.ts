/** Key figures as people read them; a dot stands for what is left out, a dash for what there is not. */
import { language } from "../i18n/index.ts";
import { texts } from "./texts.ts";

/** A value with the bounds of its interval, where it has one. */
interface Told {
  readonly value?: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

export const HIDDEN = "•";
const NONE = "–";

function local(value: number, digits: number): string {
  return new Intl.NumberFormat(language.value === "en" ? "en-GB" : "de-DE", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

export function percent(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? NONE : `${local(value * 100, digits)} %`;
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? HIDDEN : local(value, 0);
}

export function plain(value: number | string | null | undefined, digits = 2): string {
  return value === null || value === undefined ? NONE : local(Number(value), digits);
}

function rate(value: number, unit: string): string {
  if (unit === "share") return percent(value);
  if (unit === "days") return texts.value.days(local(value, 0));
  if (unit === "minutes") return texts.value.minutes(local(value, 0));
  if (unit.startsWith("per-") && unit !== "per-case" && unit !== "per-fte") return local(value, 1);
  return local(value, Number.isInteger(value) ? 0 : 2);
}

/** A key figure with its unit. */
export function shown(found: Told | undefined, unit: string): string {
  return found?.value === null || found?.value === undefined ? NONE : rate(found.value, unit);
}

export function interval(found: Told | undefined, unit = "share"): string {
  const [low, high] = [found?.low, found?.high];
  if (low === null || low === undefined || high === null || high === undefined) return NONE;
  return `${rate(low, unit)} – ${rate(high, unit)}`;
}

/** "Oktober 2026" for "2026-10". */
export function monthName(month: string, short = false): string {
  const [year, number] = month.split("-").map(Number);
  return new Intl.DateTimeFormat(language.value === "en" ? "en-GB" : "de-DE", {
    month: short ? "short" : "long",
    ...(short ? {} : { year: "numeric" }),
    timeZone: "UTC",
  }).format(new Date(Date.UTC(year ?? 2026, (number ?? 1) - 1, 1)));
}
