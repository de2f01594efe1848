/** Figures as they are read in the language of the page. */
import { language } from "../i18n/index.ts";
import { texts } from "./texts.ts";

export function number(value: number): string {
  return new Intl.NumberFormat(language.value).format(value);
}

/** Days with one decimal, two below one; an en dash where there are too few cases. */
export function days(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const digits = value < 1 ? 2 : 1;
  return new Intl.NumberFormat(language.value, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

export function percent(value: number): string {
  return new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 1 }).format(value);
}

/** A number of cases; words where saying it would tell of fewer than five, or leave so few. */
export function whole(value: number | null | undefined): string {
  return value === null || value === undefined ? texts.value.hidden : number(value);
}
