/** A date as day, month and year (KERN's pattern: no picker to fight with), a time, or both. */
import { Datetime } from "@bpmn-io/form-js-viewer";
import { useEffect, useState } from "preact/hooks";
import { common } from "../../i18n/common.ts";
import { day as berlinDay } from "../../i18n/dates.ts";
import { isoDate, wholeDate } from "../../ui/DateInput.tsx";
import { Button } from "../../ui/index.ts";
import { LOCAL } from "../messages.ts";
import type { FieldProps } from "../schema.ts";
import { formTexts } from "../texts.ts";
import { GroupFrame, useError } from "./shared.tsx";

interface Parts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly time: string;
}

const EMPTY: Parts = { day: "", month: "", year: "", time: "" };

function parts(value: unknown): Parts {
  if (typeof value !== "string" || !value) return EMPTY;
  const found = /^(?:(\d{4})-(\d{2})-(\d{2}))?T?(\d{2}:\d{2})?/.exec(value);
  return { year: found?.[1] ?? "", month: found?.[2] ?? "", day: found?.[3] ?? "", time: found?.[4] ?? "" };
}

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
}

/** The value as form-js writes it, in the zone that the field asks for. */
function serialized(field: FieldProps["field"], now: Parts): { value: string | null; fault: string } {
  const subtype = field.subtype ?? "date";
  const date = subtype === "time" ? "" : isoDate(now);
  if (date === null) return { value: null, fault: LOCAL.date };
  if (subtype === "date") return { value: date || null, fault: "" };
  if (!now.time) return { value: null, fault: subtype === "datetime" && date ? LOCAL.time : "" };
  if (subtype === "datetime" && !date) return { value: null, fault: LOCAL.date };
  const moment = new Date(`${date || berlinDay(new Date())}T${now.time}:00`);
  const format = field.timeSerializingFormat ?? "utc_offset";
  if (format === "utc_normalized") {
    const utc = moment.toISOString();
    return { value: subtype === "time" ? `${utc.slice(11, 16)}Z` : `${utc.slice(0, 16)}Z`, fault: "" };
  }
  const tail = format === "no_timezone" ? "" : zone(moment);
  return { value: `${subtype === "time" ? "" : `${date}T`}${now.time}${tail}`, fault: "" };
}

export function DateField(props: FieldProps) {
  const { error, setLocal } = useError(props);
  const [now, setNow] = useState<Parts>(() => parts(props.value));
  const text = common.value;
  const subtype = props.field.subtype ?? "date";
  // Only a value from elsewhere replaces what is being typed
  useEffect(() => {
    if (props.value && serialized(props.field, now).value !== props.value) setNow(parts(props.value));
  }, [props.value]);
  const enter = (change: Partial<Parts>): void => {
    const next = { ...now, ...change };
    setNow(next);
    const { value, fault } = serialized(props.field, next);
    // While somebody is still typing the year, half a date is no fault; leaving the field judges it.
    setLocal(fault && error ? fault : "");
    props.onChange({ value });
  };
  const leave = (event: FocusEvent): void => {
    if (
      event.currentTarget instanceof Node &&
      event.relatedTarget instanceof Node &&
      event.currentTarget.contains(event.relatedTarget)
    )
      return;
    setLocal(serialized(props.field, now).fault);
    props.onBlur();
  };
  const locked = props.readonly || props.disabled;
  return (
    <GroupFrame props={props} error={error}>
      {(wired) => {
        const box = (name: "day" | "month" | "year", label: string, size: number) => (
          <div class="akz-date-part">
            <label for={name === "day" ? props.domId : `${props.domId}-${name}`} class="akz-date-label">
              {label}
            </label>
            <input
              id={name === "day" ? props.domId : `${props.domId}-${name}`}
              class={`kern-form-input__input akz-date-${name}${error ? " kern-form-input__input--error" : ""}`}
              inputMode="numeric"
              autocomplete="off"
              maxLength={name === "day" ? 10 : size}
              value={now[name]}
              readOnly={props.readonly}
              disabled={props.disabled}
              aria-invalid={wired["aria-invalid"]}
              onInput={(event) => {
                const typed = event.currentTarget.value;
                enter((name === "day" && wholeDate(typed)) || { [name]: typed.trim() });
              }}
            />
          </div>
        );
        return (
          <div class="akz-date" onFocusOut={leave} onFocusIn={props.onFocus}>
            {subtype !== "time" && (
              <>
                {box("day", text.day, 2)}
                {box("month", text.month, 2)}
                {box("year", text.year, 4)}
              </>
            )}
            {subtype !== "date" && (
              <div class="akz-date-part">
                <label for={subtype === "time" ? props.domId : `${props.domId}-time`} class="akz-date-label">
                  {props.field.timeLabel || text.details}
                </label>
                <input
                  id={subtype === "time" ? props.domId : `${props.domId}-time`}
                  type="time"
                  class="kern-form-input__input akz-date-time"
                  value={now.time}
                  readOnly={props.readonly}
                  disabled={props.disabled}
                  onInput={(event) => enter({ time: event.currentTarget.value })}
                />
              </div>
            )}
            {subtype === "date" && !locked && (
              <Button small variant="tertiary" onClick={() => enter({ ...parts(berlinDay(new Date())) })}>
                {formTexts.value.today}
              </Button>
            )}
          </div>
        );
      }}
    </GroupFrame>
  );
}
DateField.config = Datetime.config;
