/** Fields of a form page by page, with their groups and lists. */
import { at } from "./answers.ts";
import type { Field } from "./api.ts";
import { Control } from "./Control.tsx";
import type { FieldProps, FormState } from "./formState.ts";
import { t } from "./words.ts";

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

function One({ field, path, form }: FieldProps) {
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
      {/* What the heading has just said is not said again, but to whoever hears one field after the other. */}
      <legend class={field.label === form.heading ? "kern-sr-only" : undefined}>{field.label}</legend>
      <FormFields fields={field.fields} form={form} />
    </fieldset>
  );
}

function Repeated({ field, path, form }: FieldProps) {
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
