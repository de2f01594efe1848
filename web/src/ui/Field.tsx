/** KERN's form fields: label, hint, error and control joined by ids; used by pages and by the task forms. */
import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { common } from "../i18n/common.ts";
import { Icon } from "./Icon.tsx";
import { useUid } from "./uid.ts";

export interface Described {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: ComponentChildren;
  readonly required?: boolean;
  /** Says "freiwillig" at the label; forms where most is required use it. */
  readonly showOptional?: boolean;
  readonly id?: string;
}

export interface Wiring {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
  readonly "aria-required": "true" | undefined;
}

/** The attributes that join a control to its hint and its error. */
export function wiring(id: string, { hint, error, required }: Pick<Described, "hint" | "error" | "required">): Wiring {
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return {
    id,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? "true" : undefined,
    "aria-required": required ? "true" : undefined,
  };
}

export function ErrorText({ id, children }: { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <p class="kern-error" id={id}>
      <Icon name="danger" />
      <span class="kern-body">{children}</span>
    </p>
  );
}

export function LabelText({ label, required, showOptional }: Pick<Described, "label" | "required" | "showOptional">) {
  return (
    <>
      {label}
      {required && (
        <span class="akz-required" aria-hidden="true">
          {" *"}
        </span>
      )}
      {!required && showOptional && <span class="kern-label__optional"> – {common.value.optional}</span>}
    </>
  );
}

interface FieldProps extends Described {
  readonly children: (wiring: Wiring) => ComponentChildren;
}

/** Label, hint and error around any control. */
export function Field({ children, ...field }: FieldProps) {
  const made = useUid();
  const id = field.id ?? made;
  return (
    <div class={`kern-form-input${field.error ? " kern-form-input--error" : ""}`}>
      <label class="kern-label" for={id}>
        <LabelText {...field} />
      </label>
      {field.hint && (
        <div class="kern-hint" id={`${id}-hint`}>
          {field.hint}
        </div>
      )}
      {children(wiring(id, field))}
      {field.error && <ErrorText id={`${id}-error`}>{field.error}</ErrorText>}
    </div>
  );
}

function split<P extends Described>(props: P): [Described, Omit<P, keyof Described>] {
  const { label, hint, error, required, showOptional, id, ...rest } = props;
  return [{ label, hint, error, required, showOptional, id }, rest];
}

type Own<A> = Omit<A, "label" | "value" | "required" | "id" | "size">;

export interface TextInputProps extends Described, Own<InputHTMLAttributes<HTMLInputElement>> {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

export function TextInput(props: TextInputProps) {
  const [field, { value, onValue, ...rest }] = split(props);
  return (
    <Field {...field}>
      {(joined) => (
        <input
          type="text"
          {...rest}
          {...joined}
          class={`kern-form-input__input${field.error ? " kern-form-input__input--error" : ""}`}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface TextAreaProps extends Described, Own<TextareaHTMLAttributes<HTMLTextAreaElement>> {
  readonly value: string;
  readonly onValue: (value: string) => void;
}

export function TextArea(props: TextAreaProps) {
  const [field, { value, onValue, ...rest }] = split(props);
  return (
    <Field {...field}>
      {(joined) => (
        <textarea
          {...rest}
          {...joined}
          class={`kern-form-input__input akz-textarea${field.error ? " kern-form-input__input--error" : ""}`}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface SelectProps extends Described, Own<SelectHTMLAttributes<HTMLSelectElement>> {
  readonly value: string;
  readonly options: readonly Option[];
  readonly onValue: (value: string) => void;
}

export function Select(props: SelectProps) {
  const [field, { value, options, onValue, ...rest }] = split(props);
  return (
    <Field {...field}>
      {(joined) => (
        <div class="kern-form-input__select-wrapper">
          <select
            {...rest}
            {...joined}
            class={`kern-form-input__select${field.error ? " kern-form-input__select--error" : ""}`}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value)}
          >
            {options.map((option) => (
              <option
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                selected={option.value === value}
              >
                {option.label}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}

export interface CheckboxProps extends Described {
  readonly checked: boolean;
  readonly onValue: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly name?: string;
}

export function Checkbox({ checked, onValue, disabled, name, ...field }: CheckboxProps) {
  const made = useUid();
  const id = field.id ?? made;
  const wired = wiring(id, field);
  return (
    <div class={`akz-check${field.error ? " kern-form-check--error" : ""}`}>
      <div class="kern-form-check">
        <input
          {...wired}
          type="checkbox"
          name={name}
          class={`kern-form-check__checkbox${field.error ? " kern-form-check__checkbox--error" : ""}`}
          checked={checked}
          disabled={disabled}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
        <label class="kern-label" for={id}>
          <LabelText {...field} />
        </label>
      </div>
      {field.hint && (
        <div class="kern-hint" id={`${id}-hint`}>
          {field.hint}
        </div>
      )}
      {field.error && <ErrorText id={`${id}-error`}>{field.error}</ErrorText>}
    </div>
  );
}
