/** A date as three short fields: nobody has to scroll through forty years, and every keyboard can do it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { latinDigits } from "../i18n/applicant.ts";
import { t } from "./words.ts";

interface Props {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly required: boolean;
  readonly onChange: (value: unknown) => void;
  readonly onLeft: () => void;
}

type Parts = readonly [string, string, string];
const NAMES = ["day", "month", "year"] as const;

function parts(value: unknown): Parts {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typeof value === "string" ? value : "");
  return found ? [String(Number(found[3])), String(Number(found[2])), found[1] ?? ""] : ["", "", ""];
}

/** The ISO day; half a date is told as it is, so that the server's rules refuse it; nothing is null. */
function joined([day, month, year]: Parts): string | null {
  if (!day && !month && !year) return null;
  return `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

export function DateField({ id, label, value, fault, required, onChange, onLeft }: Props) {
  const [typed, setTyped] = useState<Parts>(parts(value));
  const told = useRef<unknown>(value);
  useEffect(() => {
    if (value !== told.current) setTyped(parts(value));
    told.current = value;
  }, [value]);

  function set(place: number, text: string): void {
    const next = typed.map((part, index) =>
      index === place ? latinDigits(text).replace(/\D/g, "") : part,
    ) as unknown as Parts;
    setTyped(next);
    told.current = joined(next);
    onChange(told.current);
  }

  return (
    <fieldset
      class={`po-field po-date${fault ? " po-field--error" : ""}`}
      id={id}
      tabIndex={-1}
      aria-describedby={fault ? `${id}-error` : undefined}
    >
      <legend>{label}</legend>
      {fault && (
        <p class="kern-error" id={`${id}-error`}>
          <span class="kern-body">{fault}</span>
        </p>
      )}
      <div
        class="po-date-parts"
        onFocusOut={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) onLeft();
        }}
      >
        {NAMES.map((name, index) => (
          <div key={name}>
            <label for={`${id}-${name}`}>{t(`date.${name}`)}</label>
            <input
              id={`${id}-${name}`}
              class={`po-input po-${name}`}
              type="text"
              inputMode="numeric"
              dir="ltr"
              autocomplete="off"
              maxLength={name === "year" ? 4 : 2}
              aria-required={required ? "true" : undefined}
              aria-invalid={fault ? "true" : undefined}
              aria-describedby={fault ? `${id}-error` : undefined}
              value={typed[index]}
              onInput={(event) => set(index, event.currentTarget.value)}
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}
