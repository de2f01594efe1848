/** One field of a form: a plain control of the browser, which phones, screen readers and password managers know. */
import { useMemo } from "preact/hooks";
import { latinDigits } from "../i18n/applicant.ts";
import { at } from "./answers.ts";
import type { Field } from "./api.ts";
import { DateField } from "./DateField.tsx";
import { type FieldProps, idOf } from "./formState.ts";
import { t } from "./words.ts";

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

/** A control with its label, hint and fault. */
export function Control({ field, path, form }: FieldProps) {
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
      <bdi>{field.hint}</bdi>
    </div>
  );
  const wrong = fault ? " po-field--error" : "";

  if (field.type === "checkbox") {
    return (
      <div class={`po-field po-check${wrong}`}>
        <input type="checkbox" {...shared} checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />
        <label for={id}>
          <Label field={field} />
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
          onInput={(e) => {
            const typed = latinDigits(e.currentTarget.value);
            set(field.type === "number" ? number(typed) : typed);
          }}
        />
      )}
      {error}
    </div>
  );
}

/** Up to a few states, one after the other. */
function Tags({ field, path, form }: FieldProps) {
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
      <bdi>{field.label}</bdi>
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
