/** A number or a code as somebody types it from paper, on any keyboard. */
import { latinDigits } from "../i18n/applicant.ts";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly autocomplete?: string;
  readonly onValue: (value: string) => void;
}

export function KeyField({ id, label, hint, value, autocomplete = "off", onValue }: Props) {
  return (
    <div class="po-field">
      <label class="kern-label" for={id}>
        {label}
      </label>
      {hint && (
        <div class="kern-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <input
        id={id}
        class="po-input"
        dir="ltr"
        autocomplete={autocomplete}
        autocapitalize="characters"
        spellcheck={false}
        maxLength={60}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value}
        onInput={(event) => onValue(latinDigits(event.currentTarget.value))}
      />
    </div>
  );
}
