/** Fields of a form page by page: plain controls of the browser, which phones, screen readers and password managers know. */
import { useMemo } from "preact/hooks";
import { at } from "./answers.ts";
import type { Answers, Fault, Field } from "./api.ts";
import { DateField } from "./DateField.tsx";
import { t } from "./words.ts";

export interface FormState {
  readonly answers: Answers;
  readonly visible: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
  /** The faults that are shown by now, by path. */
  readonly faults: ReadonlyMap<string, Fault>;
  readonly states: readonly (readonly [string, string])[];
  readonly change: (path: string, value: unknown) => void;
  readonly left: (path: string) => void;
}

export const idOf = (path: string): string => `f-${path.replaceAll(".", "-")}`;

/** `base` is where the fields of a list's item lie. */
export function FormFields({
  fields,
  base = "",
  form,
}: {
  readonly fields: readonly Field[];
  readonly base?: string;
  readonly form: FormState;
}) {
  return (
    <>
      {fields.map((field) => (
        <One key={`${base}${field.path}`} field={field} path={`${base}${field.path}`} form={form} />
      ))}
    </>
  );
}

interface OneProps {
  readonly field: Field;
  readonly path: string;
  readonly form: FormState;
}

function One({ field, path, form }: OneProps) {
  if (field.type === "text") {
    return form.notes.has(field.path) ? (
      <p class="st-notice st-notice--late">{field.text.replace(/^⚠\s*/, "")}</p>
    ) : null;
  }
  if (field.type === "group") return <Group field={field} form={form} />;
  if (!form.visible.has(path)) return null;
  if (field.type === "dynamiclist") return <Repeated field={field} path={path} form={form} />;
  return <Control field={field} path={path} form={form} />;
}

function anyVisible(fields: readonly Field[], form: FormState): boolean {
  return fields.some((one) =>
    one.type === "group" ? anyVisible(one.fields, form) : one.type !== "text" && form.visible.has(one.path),
  );
}

function Group({ field, form }: { readonly field: Field; readonly form: FormState }) {
  if (!anyVisible(field.fields, form)) return null;
  return (
    <fieldset class="po-group">
      <legend>{field.label}</legend>
      <FormFields fields={field.fields} form={form} />
    </fieldset>
  );
}

function Repeated({ field, path, form }: OneProps) {
  const value = at(form.answers, path);
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset class="po-group">
      <legend>{field.label}</legend>
      {items.map((_, index) => (
        <fieldset class="po-item" key={`${path}.${index}`}>
          <legend>{t("list.item", { name: field.label, number: index + 1 })}</legend>
          <FormFields fields={field.fields} base={`${path}.${index}.`} form={form} />
          <button
            type="button"
            class="kern-btn kern-btn--tertiary"
            onClick={() =>
              form.change(
                path,
                items.filter((__, place) => place !== index),
              )
            }
          >
            <span class="kern-label">{t("list.remove", { name: field.label, number: index + 1 })}</span>
          </button>
        </fieldset>
      ))}
      <button type="button" class="kern-btn kern-btn--secondary" onClick={() => form.change(path, [...items, {}])}>
        <span class="kern-label">{t("list.add", { name: field.label })}</span>
      </button>
    </fieldset>
  );
}

/** What a browser may fill in by itself (WCAG 1.3.5). */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  "applicant.familyName": "family-name",
  "applicant.givenNames": "given-name",
  "applicant.email": "email",
  "applicant.phone": "tel",
  "applicant.address.street": "address-line1",
  "applicant.address.plz": "postal-code",
  "applicant.address.city": "address-level2",
  "employer.name": "organization",
  "employer.email": "email",
  "employer.phone": "tel",
  "employer.address.plz": "postal-code",
  "employer.address.city": "address-level2",
};

function Control({ field, path, form }: OneProps) {
  const id = idOf(path);
  const fault = form.faults.get(path);
  const value = at(form.answers, path);
  const described = [field.hint && `${id}-hint`, fault && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const set = (next: unknown): void => form.change(path, next);
  const shared = {
    id,
    "aria-required": field.required ? ("true" as const) : undefined,
    "aria-invalid": fault ? ("true" as const) : undefined,
    "aria-describedby": described,
    onBlur: () => form.left(path),
  };
  const error = fault && (
    <p class="kern-error" id={`${id}-error`}>
      <span class="kern-body">{fault.text}</span>
    </p>
  );
  const hint = field.hint && (
    <div class="kern-hint" id={`${id}-hint`}>
      {field.hint}
    </div>
  );
  const wrong = fault ? " po-field--error" : "";

  if (field.type === "checkbox") {
    return (
      <div class={`po-field po-check${wrong}`}>
        <input type="checkbox" {...shared} checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />
        <label for={id}>
          {field.label}
          <Mark field={field} />
        </label>
        {hint}
        {error}
      </div>
    );
  }
  if (field.type === "datetime") {
    return (
      <DateField
        id={id}
        label={<Label field={field} />}
        value={value}
        fault={fault?.text}
        required={field.required}
        onChange={set}
        onLeft={shared.onBlur}
      />
    );
  }
  if (field.type === "radio" || (field.type === "select" && field.options.length > 0 && field.options.length <= 4)) {
    return (
      <fieldset class={`po-field po-radios${wrong}`} aria-describedby={described} id={id} tabIndex={-1}>
        <legend>
          <Label field={field} />
        </legend>
        {hint}
        {error}
        {field.options.map((option) => (
          <div class="po-check" key={String(option.value)}>
            <input
              type="radio"
              id={`${id}-${option.value}`}
              name={id}
              checked={value === option.value}
              aria-describedby={fault ? `${id}-error` : undefined}
              onChange={() => {
                set(option.value);
                form.left(path);
              }}
            />
            <label for={`${id}-${option.value}`}>{option.label}</label>
          </div>
        ))}
      </fieldset>
    );
  }
  if (field.type === "taglist") return <Tags field={field} path={path} form={form} />;
  const options = field.states ? form.states : field.options.map((one) => [String(one.value), one.label] as const);
  return (
    <div class={`po-field${wrong}`}>
      <label class="kern-label" for={id}>
        <Label field={field} />
      </label>
      {hint}
      {field.type === "select" ? (
        <select
          {...shared}
          class="po-input"
          value={typeof value === "string" ? value : ""}
          onChange={(e) => set(e.currentTarget.value || null)}
        >
          <option value="">{t("choose")}</option>
          {options.map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      ) : field.type === "textarea" ? (
        <textarea
          {...shared}
          class="po-input"
          rows={4}
          dir="auto"
          maxLength={field.maxLength ?? undefined}
          value={text(value)}
          onInput={(e) => set(e.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          class="po-input"
          type={field.input === "email" ? "email" : field.input === "tel" ? "tel" : "text"}
          inputMode={field.input === "digits" ? "numeric" : field.input === "decimal" ? "decimal" : undefined}
          dir={field.type === "number" || field.input !== "text" ? "ltr" : "auto"}
          autocomplete={(AUTOCOMPLETE[path] ?? "off") as "off"}
          maxLength={field.maxLength ?? undefined}
          value={text(value)}
          onInput={(e) => set(field.type === "number" ? number(e.currentTarget.value) : e.currentTarget.value)}
        />
      )}
      {error}
    </div>
  );
}

/** Up to a few states, one after the other. */
function Tags({ field, path, form }: OneProps) {
  const id = idOf(path);
  const value = at(form.answers, path);
  const chosen: readonly string[] = Array.isArray(value) ? value.map(String) : [];
  const fault = form.faults.get(path);
  const names = useMemo(() => new Map(form.states), [form.states]);
  return (
    <div class={`po-field${fault ? " po-field--error" : ""}`}>
      <label class="kern-label" for={id}>
        <Label field={field} />
      </label>
      {chosen.length > 0 && (
        <ul class="po-tags">
          {chosen.map((key) => (
            <li key={key}>
              <span>{names.get(key) ?? key}</span>
              <button
                type="button"
                aria-label={t("country.remove", { name: names.get(key) ?? key })}
                onClick={() =>
                  form.change(
                    path,
                    chosen.filter((one) => one !== key),
                  )
                }
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <select
        id={id}
        class="po-input"
        value=""
        aria-required={field.required ? "true" : undefined}
        aria-invalid={fault ? "true" : undefined}
        aria-describedby={fault ? `${id}-error` : undefined}
        onBlur={() => form.left(path)}
        onChange={(e) => {
          const key = e.currentTarget.value;
          e.currentTarget.value = "";
          if (key && !chosen.includes(key)) form.change(path, [...chosen, key]);
        }}
      >
        <option value="">{chosen.length > 0 ? t("country.add") : t("choose")}</option>
        {form.states
          .filter(([key]) => !chosen.includes(key))
          .map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
      </select>
      {fault && (
        <p class="kern-error" id={`${id}-error`}>
          <span class="kern-body">{fault.text}</span>
        </p>
      )}
    </div>
  );
}

function Label({ field }: { readonly field: Field }) {
  return (
    <>
      {field.label}
      <Mark field={field} />
    </>
  );
}

function Mark({ field }: { readonly field: Field }) {
  return field.required ? (
    <span class="po-required" aria-hidden="true">
      {" *"}
    </span>
  ) : null;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A number as people write it; what is none stays as it is typed, and the server says so. */
function number(typed: string): unknown {
  const plain = typed.trim().replace(/\s/g, "").replace(",", ".");
  if (!plain) return null;
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : typed;
}
