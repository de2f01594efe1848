/** One line, several lines, a number. */
import { Numberfield, Textarea, Textfield } from "@bpmn-io/form-js-viewer";
import { useEffect, useState } from "preact/hooks";
import { language } from "../../i18n/index.ts";
import { LOCAL } from "../messages.ts";
import type { FieldProps } from "../schema.ts";
import { asksForDocument, DocumentField } from "./document.tsx";
import { FieldFrame, useController, useError } from "./shared.tsx";

function kind(props: FieldProps): "text" | "email" | "tel" {
  const type = props.field.validate?.validationType;
  return type === "email" ? "email" : type === "phone" ? "tel" : "text";
}

/** Clerks enter data of other people, so the browser must not offer the clerk's own unless the form says so. */
function autocomplete(props: FieldProps): string {
  return props.field.properties?.autocomplete ?? "off";
}

export function TextField(props: FieldProps) {
  const { caseId } = useController();
  return asksForDocument(props, caseId) ? <DocumentField {...props} /> : <LineField {...props} />;
}
TextField.config = Textfield.config;

function LineField(props: FieldProps) {
  const { error } = useError(props);
  const longest = Number(props.field.validate?.maxLength ?? 0);
  return (
    <FieldFrame props={props} error={error}>
      {(wired) => (
        <input
          {...wired}
          type={kind(props)}
          class={`kern-form-input__input${longest > 0 && longest <= 20 ? " akz-short" : ""}${error ? " kern-form-input__input--error" : ""}`}
          value={typeof props.value === "string" ? props.value : ""}
          autocomplete={autocomplete(props)}
          readOnly={props.readonly}
          disabled={props.disabled}
          onInput={(event) => props.onChange({ value: event.currentTarget.value })}
          onBlur={props.onBlur}
          onFocus={props.onFocus}
        />
      )}
    </FieldFrame>
  );
}

export function TextAreaField(props: FieldProps) {
  const { error } = useError(props);
  return (
    <FieldFrame props={props} error={error}>
      {(wired) => (
        <textarea
          {...wired}
          rows={3}
          class={`kern-form-input__input akz-textarea${error ? " kern-form-input__input--error" : ""}`}
          value={typeof props.value === "string" ? props.value : ""}
          autocomplete={autocomplete(props)}
          readOnly={props.readonly}
          disabled={props.disabled}
          onInput={(event) => props.onChange({ value: event.currentTarget.value })}
          onBlur={props.onBlur}
          onFocus={props.onFocus}
        />
      )}
    </FieldFrame>
  );
}
TextAreaField.config = Textarea.config;

/** A number as it is written in the language of the page: 46.800,50 in German, 46,800.50 in English. */
export function readNumber(text: string, german: boolean): number | null {
  const [group, point] = german ? [".", ","] : [",", "."];
  let clean = text.trim().replaceAll(/[\s {2}]/g, "");
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d*)?$`);
  if (grouped.test(clean)) clean = clean.replaceAll(group, "");
  clean = clean.replace(",", ".");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(clean)) return null;
  return Number(clean);
}

function written(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value);
  return language.peek() === "en" ? text : text.replace(".", ",");
}

export function NumberInput(props: FieldProps) {
  const { error, setLocal } = useError(props);
  const [text, setText] = useState(() => written(props.value));
  const { prefixAdorner, suffixAdorner } = props.field.appearance ?? {};
  // A value that came from elsewhere (a computed one, a new draft) replaces what is shown.
  useEffect(() => {
    setText((now) =>
      readNumber(now, language.peek() === "de") === Number(props.value ?? Number.NaN) ? now : written(props.value),
    );
  }, [props.value]);
  const enter = (now: string): void => {
    setText(now);
    const number = now.trim() ? readNumber(now, language.peek() === "de") : null;
    setLocal(now.trim() && number === null ? LOCAL.number : "");
    props.onChange({ value: number === null ? null : props.field.serializeToString ? String(number) : number });
  };
  return (
    <FieldFrame props={props} error={error}>
      {(wired) => (
        <span class="akz-adorned">
          {prefixAdorner && <span class="akz-adorner">{prefixAdorner}</span>}
          <input
            {...wired}
            type="text"
            inputMode={props.field.decimalDigits === 0 ? "numeric" : "decimal"}
            class={`kern-form-input__input akz-number${error ? " kern-form-input__input--error" : ""}`}
            value={text}
            autocomplete="off"
            readOnly={props.readonly}
            disabled={props.disabled}
            onInput={(event) => enter(event.currentTarget.value)}
            onBlur={props.onBlur}
            onFocus={props.onFocus}
          />
          {suffixAdorner && <span class="akz-adorner">{suffixAdorner}</span>}
        </span>
      )}
    </FieldFrame>
  );
}
NumberInput.config = Numberfield.config;
