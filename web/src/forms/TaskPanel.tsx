/** A whole task: who and when, the form, the draft, completing; beside the inbox and beside the case. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { me } from "../api/session.ts";
import { dropDraft, type TaskDetail, type TaskRow } from "../api/tasks.ts";
import { common } from "../i18n/common.ts";
import { dateTime, shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { SITES, shell } from "../shell/texts.ts";
import { Alert, Badge, Button, DateText, Facts, Loading, ProblemAlert } from "../ui/index.ts";
import { DraftNote } from "./DraftNote.tsx";
import { DueText } from "./due.tsx";
import { ErrorSummary, FormView } from "./FormView.tsx";
import { nameOf } from "./names.ts";
import { TaskActs } from "./TaskActs.tsx";
import { taskTexts } from "./taskTexts.ts";
import { type OpenTask, useTask } from "./useTask.ts";

export interface TaskPanelProps {
  readonly taskId: string;
  /** The filters of the list it was opened from, so that the server knows which task is next. */
  readonly list?: string;
  readonly onDone: (next: TaskRow | null, done: TaskRow) => void;
  /** The row of the list follows what happens here. */
  readonly onChange?: (row: TaskRow) => void;
  readonly onClose?: () => void;
  /** On the case page the case needs no link to itself. */
  readonly withoutCase?: boolean;
  /** Take the focus when the task is there (opened by keyboard or as the next one). */
  readonly takeFocus?: boolean;
}

export function TaskPanel(props: TaskPanelProps) {
  const [round, setRound] = useState(0);
  return <Panel key={`${props.taskId}/${round}`} {...props} onAnew={() => setRound(round + 1)} />;
}

function Panel(props: TaskPanelProps & { readonly onAnew: () => void }) {
  const { taskId, list = "", onDone, onChange, onClose, takeFocus, onAnew } = props;
  const open = useTask(taskId, list, onDone);
  const { task } = open;
  const title = useRef<HTMLHeadingElement>(null);
  const told = useRef<TaskDetail | null>(null);
  useEffect(() => {
    if (!task) return;
    if (!told.current && takeFocus) title.current?.focus({ preventScroll: true });
    if (told.current && told.current !== task) onChange?.(task);
    told.current = task;
  }, [task, takeFocus, onChange]);
  if (open.loading) return <ProblemAlert problem={open.loading} retry={open.reload} />;
  if (!task) return <Loading />;
  const text = taskTexts.value;
  const own = task.assignee === me.value?.person;
  const over = task.state !== "OPEN" || open.lost !== null;
  const locked = over || (task.assignee !== null && task.assignee !== undefined && !own);
  return (
    <article
      class="akz-task"
      aria-labelledby="akz-task-title"
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !locked) {
          event.preventDefault();
          void open.complete();
        }
      }}
    >
      <div class="akz-task-body">
        <header class="akz-task-head">
          <div class="akz-task-title">
            <h2 id="akz-task-title" class="akz-h2" tabIndex={-1} ref={title}>
              {nameOf(task)}
            </h2>
            {onClose && (
              <Button small variant="tertiary" icon="close" iconOnly onClick={onClose}>
                {common.value.close}
              </Button>
            )}
          </div>
          <p class="akz-task-who">
            {task.applicant && <span class="akz-strong">{task.applicant}</span>}
            {props.withoutCase ? (
              <span>{task.businessKey}</span>
            ) : (
              <a href={`/app/cases/${task.caseId}`}>{task.businessKey}</a>
            )}
            {task.employer && <span>{task.employer}</span>}
          </p>
          <div class="akz-task-line">
            <DueText task={task} full />
            {task.followUpAt && <Badge tone="info">{text.followUpOn(shortDate(task.followUpAt))}</Badge>}
          </div>
        </header>
        <Notes open={open} task={task} />
        <details class="akz-task-facts">
          <summary>{text.facts}</summary>
          <TaskFacts task={task} />
        </details>
        {!over && (
          <div class="akz-actions akz-task-acts">
            {!task.assignee && (
              <Button
                small
                icon="check"
                busy={open.busy === "claim"}
                onClick={() => void open.claim()}
                data-act="claim"
              >
                {text.claim}
              </Button>
            )}
            {own && (
              <Button small busy={open.busy === "claim"} onClick={() => void open.unclaim()}>
                {text.unclaim}
              </Button>
            )}
            <TaskActs task={task} onChange={open.changed} />
          </div>
        )}
        <ErrorSummary faults={over ? [] : open.faults} onGo={(path) => open.controller?.focus(path)} />
        {task.form ? (
          <FormView
            formKey={task.id}
            schema={task.form}
            variables={task.variables}
            answers={task.draft?.answers ?? task.answers ?? null}
            readonly={locked}
            label={text.form(nameOf(task))}
            caseId={task.caseId}
            onReady={open.ready}
          />
        ) : (
          !over && <p class="akz-muted">{text.noForm}</p>
        )}
      </div>
      {!locked && (
        <footer class="akz-task-foot">
          <Button
            variant="primary"
            busy={open.busy === "complete"}
            onClick={() => void open.complete()}
            aria-keyshortcuts="Control+Enter"
          >
            {text.complete}
          </Button>
          <span class="akz-muted akz-small akz-task-hint" aria-hidden="true">
            {text.completeHint}
          </span>
          <DraftNote
            keeper={open.keeper}
            onDrop={async () => {
              await dropDraft(task.id);
              open.keeper?.settled();
              onAnew();
            }}
          />
        </footer>
      )}
    </article>
  );
}

function Notes({ open, task }: { readonly open: OpenTask; readonly task: TaskDetail }) {
  const text = taskTexts.value;
  const winner =
    open.lost ?? (task.completedBy ? { name: task.completedBy.name ?? "", at: task.completedBy.at ?? "" } : null);
  const own = task.assignee === me.value?.person;
  const self = open.problem?.code === "four-eyes";
  return (
    <>
      {winner && (
        <Alert
          tone="warning"
          live
          title={winner.name ? text.doneBy(winner.name, dateTime(winner.at)) : text.doneByUnknown}
        >
          {(open.lost || task.draft || open.keeper?.state.value.kind === "saved") && <p>{text.textKept}</p>}
        </Alert>
      )}
      {!winner && task.state === "COMPLETED" && <Alert tone="info" live title={text.doneByUnknown} />}
      {task.state === "CANCELLED" && <Alert tone="info" live title={text.withdrawn} />}
      {task.state === "OPEN" && !winner && task.assignee && !own && (
        <Alert tone="info" title={text.withOther(task.assigneeName ?? task.assignee)}>
          <p>{text.withOtherText}</p>
        </Alert>
      )}
      {task.fourEyes && task.state === "OPEN" && !self && (
        <p class="akz-four-eyes">
          <Badge tone="info">{text.fourEyes}</Badge>{" "}
          {task.fourEyes.lastBy ? text.fourEyesText(task.fourEyes.lastBy) : text.fourEyesGeneral}
        </p>
      )}
      {self ? (
        <Alert tone="warning" live title={open.problem?.title}>
          <p>{text.fourEyesSelf}</p>
        </Alert>
      ) : (
        <ProblemAlert problem={open.problem} />
      )}
      {open.note && <Alert tone="info" live title={open.note} />}
    </>
  );
}

function TaskFacts({ task }: { readonly task: TaskDetail }) {
  const text = taskTexts.value;
  const items: [string, ComponentChildren][] = [
    [text.assignee, task.assignee ? (task.assigneeName ?? task.assignee) : text.nobody],
    [text.group, task.groups.map(shell.value.role).join(", ")],
    [text.site, SITES[task.site] ?? task.site],
    [text.priority, String(task.priority)],
    [text.createdAt, <DateText key="at" value={task.createdAt} time />],
  ];
  if (task.azrNumber) items.push([text.azr, task.azrNumber]);
  if (task.followUpNote) items.push([text.followUp, task.followUpNote]);
  if (task.legalBasis) items.push([text.legalBasis, task.legalBasis]);
  const help = pick(task.help);
  return (
    <>
      <Facts items={items} />
      {help && (
        <p class="akz-task-help">
          <span class="akz-strong">{text.help}: </span>
          {help}
        </p>
      )}
    </>
  );
}
