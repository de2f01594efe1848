/** One open task of a play, with the form that a clerk would fill in. */
import { useRef, useState } from "preact/hooks";
import type { Answers, FormController } from "../forms/controller.ts";
import { FormView } from "../forms/FormView.tsx";
import { Button, DateText } from "../ui/index.ts";
import { tried } from "./textsTried.ts";
import type { PlayedTask } from "./tried.ts";

export interface PlayTaskProps {
  readonly task: PlayedTask;
  readonly busy: boolean;
  readonly onGo: (element: string) => void;
  readonly onComplete: (answers: Answers) => void;
}

export function PlayTask({ task, busy, onGo, onComplete }: PlayTaskProps) {
  const text = tried.value.play;
  const [open, setOpen] = useState(false);
  const form = useRef<FormController | null>(null);
  const complete = (): void => {
    if (!task.form) {
      onComplete({});
      return;
    }
    const { faults, answers } = submitted(form.current);
    if (faults === 0) onComplete(answers);
  };
  return (
    <section class="akz-card wks-task" aria-label={task.name}>
      <div class="wks-file-head">
        <p>
          <button type="button" class="akz-link" onClick={() => onGo(task.elementId)}>
            {task.name || task.elementId}
          </button>{" "}
          <span class="akz-small akz-muted">
            {text.completeAs(task.groups.join(", "))} · {text.due} <DateText value={task.dueAt} />
          </span>
        </p>
        {(open || !task.form) && (
          <Button small variant="primary" busy={busy} onClick={complete}>
            {text.complete}
          </Button>
        )}
      </div>
      {task.form ? (
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{text.form}</summary>
          {open && (
            <FormView
              formKey={task.id}
              schema={task.form}
              variables={task.variables}
              answers={null}
              readonly={busy}
              label={task.name}
              onReady={(made) => {
                form.current = made;
              }}
            />
          )}
        </details>
      ) : (
        <p class="akz-small akz-muted">{text.noForm}</p>
      )}
    </section>
  );
}

function submitted(form: FormController | null): { readonly faults: number; readonly answers: Answers } {
  if (!form) return { faults: 1, answers: {} };
  return { faults: form.check().length, answers: form.answers() };
}
