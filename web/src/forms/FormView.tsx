/** A form-js form with our fields: mounted once per task, so that nothing typed is drawn anew by its surroundings. */
import { useEffect, useRef, useState } from "preact/hooks";
import { common } from "../i18n/common.ts";
import { Alert } from "../ui/index.ts";
import { type Answers, type Fault, FormController } from "./controller.ts";
import { formTexts } from "./texts.ts";
import "./forms.css";

export interface FormViewProps {
  /** Changes when another form is to be shown. */
  readonly formKey: string;
  readonly schema: object;
  readonly variables: Answers;
  readonly answers: Answers | null;
  readonly readonly: boolean;
  readonly label: string;
  /** The case whose documents can be chosen by name. */
  readonly caseId?: string;
  readonly onReady: (controller: FormController) => void;
}

export function FormView({ formKey, schema, variables, answers, readonly, label, caseId, onReady }: FormViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const controller = useRef<FormController | null>(null);
  const [broken, setBroken] = useState(false);
  // Only another task opens the form anew
  useEffect(() => {
    if (!container.current) return;
    const made = new FormController(container.current, label, caseId);
    controller.current = made;
    setBroken(false);
    made.open(schema, variables, answers, readonly).then(
      () => onReady(made),
      () => setBroken(true),
    );
    return () => {
      controller.current = null;
      made.close();
    };
  }, [formKey]);
  useEffect(() => controller.current?.setReadonly(readonly), [readonly]);
  return (
    <>
      {broken && <Alert tone="danger" title={formTexts.value.formBroken} live />}
      <div class="akz-form" ref={container} />
    </>
  );
}

/** What is wrong, at the top, each line a way to its field; takes the focus when it appears. */
export function ErrorSummary({
  faults,
  onGo,
}: {
  readonly faults: readonly Fault[];
  readonly onGo: (path: string) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) frame.current?.focus();
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div ref={frame} tabIndex={-1} class="akz-error-summary" role="alert">
      <Alert tone="danger" title={common.value.errorSummary(faults.length)}>
        <ul class="akz-error-list">
          {faults.map((fault) => (
            <li key={fault.path}>
              <button type="button" class="akz-link" onClick={() => onGo(fault.path)}>
                {fault.label}: {fault.message}
              </button>
            </li>
          ))}
        </ul>
      </Alert>
    </div>
  );
}
