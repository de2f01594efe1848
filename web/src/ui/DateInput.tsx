/** A date as day, month and year: the same in every browser, whatever language the browser itself speaks. */
import { useEffect, useState } from "preact/hooks";
import { common } from "../i18n/common.ts";
import { type Described, ErrorText, LabelText } from "./Field.tsx";
import { useUid } from "./uid.ts";

export interface DateParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** 2026-11-19 when day, month and year name a day that exists; "" when all are empty; null otherwise. */
export function isoDate({ day, month, year }: DateParts): string | null {
  if (!day && !month && !year) return "";
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(day)) return null;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** A whole date pasted or typed into the first box: 19.11.2026, 19112026 or 2026-11-19. */
export function wholeDate(text: string): DateParts | null {
  const german =
    /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/.exec(text.trim()) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text.trim());
  if (german) return { day: german[1] ?? "", month: german[2] ?? "", year: german[3] ?? "" };
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  return iso ? { day: iso[3] ?? "", month: iso[2] ?? "", year: iso[1] ?? "" } : null;
}

export interface DateInputProps extends Described {
  /** 2026-11-19 or empty. */
  readonly value: string;
  /** Called with a whole date, or with an empty text as long as there is none. */
  readonly onValue: (value: string) => void;
}

export function DateInput({ value, onValue, ...field }: DateInputProps) {
  const made = useUid();
  const id = field.id ?? made;
  const text = common.value;
  const [now, setNow] = useState<DateParts>(() => wholeDate(value) ?? { day: "", month: "", year: "" });
  // A value from elsewhere (filters reset, a saved view) replaces what is shown; half a date is still being typed.
  useEffect(() => {
    setNow((before) => {
      const shown = isoDate(before);
      if (shown === value || (shown === null && !value)) return before;
      return wholeDate(value) ?? { day: "", month: "", year: "" };
    });
  }, [value]);
  const enter = (change: Partial<DateParts>): void => {
    const next = { ...now, ...change };
    setNow(next);
    onValue(isoDate(next) ?? "");
  };
  const described = [field.hint ? `${id}-hint` : "", field.error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const box = (name: keyof DateParts, label: string, size: number) => (
    <div class="akz-date-part">
      <label for={`${id}-${name}`} class="akz-date-label">
        {label}
      </label>
      <input
        id={`${id}-${name}`}
        class={`kern-form-input__input akz-date-${name}${field.error ? " kern-form-input__input--error" : ""}`}
        inputMode="numeric"
        autocomplete="off"
        maxLength={name === "day" ? 10 : size}
        value={now[name]}
        aria-invalid={field.error ? "true" : undefined}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          enter((name === "day" && wholeDate(typed)) || { [name]: typed.trim() });
        }}
      />
    </div>
  );
  return (
    <fieldset
      class={`kern-fieldset${field.error ? " kern-fieldset--error" : ""}`}
      aria-describedby={described || undefined}
    >
      <legend class="kern-label">
        <LabelText {...field} />
      </legend>
      {field.hint && (
        <div class="kern-hint" id={`${id}-hint`}>
          {field.hint}
        </div>
      )}
      <div class="akz-date">
        {box("day", text.day, 2)}
        {box("month", text.month, 2)}
        {box("year", text.year, 4)}
      </div>
      {field.error && <ErrorText id={`${id}-error`}>{field.error}</ErrorText>}
    </fieldset>
  );
}
