/** Key figures as people read them; a dot stands for what is left out, a dash for what there is not. */
import { language } from "../i18n/index.ts";
import type { KeyFigure } from "./data.ts";
import { texts } from "./texts.ts";

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

/** A key figure with its unit; shares without a base are whole percent. */
export function shown(found: KeyFigure | undefined, unit: string): string {
  if (found?.value === null || found?.value === undefined) return NONE;
  if (unit === "share") return percent(found.value, found.low === null ? 0 : 1);
  if (unit === "days") return texts.value.days(local(found.value, 0));
  if (unit === "minutes") return texts.value.minutes(local(found.value, 0));
  return local(found.value, Number.isInteger(found.value) ? 0 : 2);
}

export function interval(found: KeyFigure | undefined): string {
  if (found?.low === null || found?.low === undefined) return NONE;
  return `${percent(found.low)} – ${percent(found.high)}`;
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
