/** The choices of a field: written in the form, taken from the case's data, or computed. */
import { FormContext, useExpressionEvaluation } from "@bpmn-io/form-js-viewer";
import { useContext, useMemo } from "preact/hooks";
import { language } from "../../i18n/index.ts";
import type { FormFieldSchema, FormOption } from "../schema.ts";

export interface Choice {
  /** Stable text for keys and attributes. */
  readonly key: string;
  readonly label: string;
  readonly value: unknown;
}

function choice(option: unknown): Choice | null {
  if (typeof option === "string" || typeof option === "number" || typeof option === "boolean") {
    return { key: JSON.stringify(option), label: String(option), value: option };
  }
  if (typeof option !== "object" || option === null) return null;
  const found = option as FormOption;
  const value = found.value ?? found.label;
  if (value === undefined || value === null) return null;
  const label = (language.value === "en" && found.label_en) || found.label || String(value);
  return { key: JSON.stringify(value), label, value };
}

export function useChoices(field: FormFieldSchema): readonly Choice[] {
  const context = useContext(FormContext) as unknown as {
    getService(name: string): { _getState(): { initialData: unknown } };
  };
  const computed = useExpressionEvaluation(field.valuesExpression ?? "") as unknown;
  const spoken = language.value;
  // Labels are in the language of the page
  return useMemo(() => {
    const data = context.getService("form")._getState().initialData as Record<string, unknown> | null;
    const source = field.valuesKey !== undefined ? data?.[field.valuesKey] : (field.values ?? computed);
    if (!Array.isArray(source)) return [];
    return source.map(choice).filter((each): each is Choice => each !== null);
  }, [field, computed, spoken, context]);
}

export function keyOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}
