/** What every field has in common: its place, label, hint, error, and the way to its form. */
import { FormContext, useSingleLineTemplateEvaluation } from "@bpmn-io/form-js-viewer";
import type { ComponentChildren } from "preact";
import { useContext, useState } from "preact/hooks";
import { ErrorText, LabelText, type Wiring, wiring } from "../../ui/Field.tsx";
import type { FormController } from "../controller.ts";
import { translated } from "../messages.ts";
import { type FieldProps, type FormFieldSchema, isRequired, labelOf, languageOf, said } from "../schema.ts";
import { formTexts } from "../texts.ts";

const CONTROLLER = "akzessController";

export function useService<T>(name: string): T {
  const context = useContext(FormContext) as unknown as { getService(name: string, strict?: boolean): T };
  return context.getService(name, false);
}

export function useController(): FormController {
  return useService<FormController>(CONTROLLER);
}

export function placeOf(props: FieldProps): string {
  return props.fieldInstance?.valuePath.join(".") ?? props.field.key ?? props.field.id;
}

/** Label and hint as written in the form, with its templates filled in. */
export function useWords(field: FormFieldSchema): { label: string; hint: string; hintLanguage: "de" | undefined } {
  const label = useSingleLineTemplateEvaluation(labelOf(field), { debug: true }) as string;
  const hint = useSingleLineTemplateEvaluation(said(field, "description"), { debug: true }) as string;
  return { label, hint, hintLanguage: languageOf(field, "description") };
}

/** The error to show: our own first, then form-js's or the server's. */
export function useError(props: FieldProps): { error: string; setLocal: (message: string) => void } {
  const controller = useController();
  const place = placeOf(props);
  const [, redraw] = useState(0);
  const error = controller.localError(place) || props.errors[0] || "";
  return {
    error: error ? translated(error) : "",
    setLocal: (message) => {
      controller.setLocal(place, message);
      redraw((count) => count + 1);
    },
  };
}

export function Sensitive({ field }: { readonly field: FormFieldSchema }) {
  if (!field.properties?.sensitive) return null;
  return <span class="akz-sensitive">{formTexts.value.sensitive}</span>;
}

interface FrameProps {
  readonly props: FieldProps;
  readonly error: string;
  readonly children: (wiring: Wiring) => ComponentChildren;
}

/** Label, hint, control, error: for fields with one control. */
export function FieldFrame({ props, error, children }: FrameProps) {
  const { field, domId } = props;
  const { label, hint, hintLanguage } = useWords(field);
  const required = isRequired(field);
  return (
    <div class={`kern-form-input akz-field${error ? " kern-form-input--error" : ""}`} data-path={placeOf(props)}>
      <label class="kern-label" for={domId} id={`${domId}-label`}>
        <LabelText label={label} required={required} />
        <Sensitive field={field} />
      </label>
      {hint && (
        <div class="kern-hint" id={`${domId}-hint`} lang={hintLanguage}>
          {hint}
        </div>
      )}
      {children(wiring(domId, { hint, error, required }))}
      {error && <ErrorText id={`${domId}-error`}>{error}</ErrorText>}
    </div>
  );
}

/** Legend, hint, controls, error: for fields with several controls. */
export function GroupFrame({ props, error, children }: FrameProps) {
  const { field, domId } = props;
  const { label, hint, hintLanguage } = useWords(field);
  const required = isRequired(field);
  const wired = wiring(domId, { hint, error, required });
  return (
    <fieldset
      class={`kern-fieldset akz-field${error ? " kern-fieldset--error" : ""}`}
      data-path={placeOf(props)}
      aria-describedby={wired["aria-describedby"]}
    >
      <legend class="kern-label">
        <LabelText label={label} required={required} />
        <Sensitive field={field} />
      </legend>
      {hint && (
        <div class="kern-hint" id={`${domId}-hint`} lang={hintLanguage}>
          {hint}
        </div>
      )}
      {children(wired)}
      {error && <ErrorText id={`${domId}-error`}>{error}</ErrorText>}
    </fieldset>
  );
}
