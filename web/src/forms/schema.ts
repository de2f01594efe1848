/** The parts of a form-js schema that our fields read, in the language of the page. */
import { language } from "../i18n/index.ts";

export interface FormOption {
  readonly label?: string;
  readonly label_en?: string;
  readonly value: unknown;
}

export interface FormFieldSchema {
  readonly id: string;
  readonly type: string;
  readonly key?: string;
  readonly path?: string;
  readonly label?: string;
  readonly description?: string;
  readonly text?: string;
  readonly content?: string;
  readonly source?: string;
  readonly alt?: string;
  readonly url?: string;
  readonly dateLabel?: string;
  readonly timeLabel?: string;
  readonly subtype?: "date" | "time" | "datetime";
  readonly timeSerializingFormat?: string;
  readonly decimalDigits?: number;
  readonly serializeToString?: boolean;
  readonly appearance?: { readonly prefixAdorner?: string; readonly suffixAdorner?: string };
  readonly values?: readonly FormOption[];
  readonly valuesKey?: string;
  readonly valuesExpression?: string;
  readonly dataSource?: string;
  readonly columns?: readonly { readonly label?: string; readonly key: string }[];
  readonly columnsExpression?: string;
  readonly components?: readonly FormFieldSchema[];
  readonly allowAddRemove?: boolean;
  readonly isRepeating?: boolean;
  readonly showOutline?: boolean;
  readonly properties?: Readonly<Record<string, string>>;
  readonly validate?: Readonly<Record<string, unknown>>;
}

/** What form-js hands to a field. */
export interface FieldProps {
  readonly field: FormFieldSchema;
  readonly domId: string;
  readonly value: unknown;
  readonly errors: readonly string[];
  readonly disabled: boolean;
  readonly readonly: boolean;
  readonly indexes?: Readonly<Record<string, number>>;
  readonly fieldInstance: FieldInstance | null;
  readonly onChange: (update: { value: unknown }) => void;
  readonly onBlur: () => void;
  readonly onFocus: () => void;
}

export interface FieldInstance {
  readonly id: string;
  readonly valuePath: readonly (string | number)[];
  readonly indexes?: Readonly<Record<string, number>>;
}

/** One text of a field; English when the page is English and the form has it, German otherwise. */
export function said(field: FormFieldSchema, name: "label" | "description" | "text" | "title"): string {
  const english = language.value === "en" ? field.properties?.[`${name}_en`] : undefined;
  const own = name === "title" ? field.properties?.title : field[name];
  return english || own || "";
}

/** The language of that text, when it is not the page's: forms may lack an English hint. */
export function languageOf(field: FormFieldSchema, name: "label" | "description" | "text"): "de" | undefined {
  return language.value === "en" && !field.properties?.[`${name}_en`] ? "de" : undefined;
}

/** The label of a field; date fields have theirs elsewhere. */
export function labelOf(field: FormFieldSchema): string {
  return said(field, "label") || field.dateLabel || field.timeLabel || field.key || "";
}

export function isRequired(field: FormFieldSchema): boolean {
  return field.validate?.required === true;
}
