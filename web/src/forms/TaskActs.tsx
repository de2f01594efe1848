/** The rarer acts on one task: follow-up, assign, priority. */
import { useState } from "preact/hooks";
import { may, me } from "../api/session.ts";
import { assignTask, followUp, prioritise, type TaskDetail, type TaskRow } from "../api/tasks.ts";
import { shortDate } from "../i18n/dates.ts";
import { announce } from "../ui/announce.tsx";
import { Button } from "../ui/index.ts";
import { AssignDialog, FollowUpDialog, PriorityDialog } from "./actDialogs.tsx";
import { taskTexts } from "./taskTexts.ts";

export function TaskActs({
  task,
  onChange,
}: {
  readonly task: TaskDetail;
  readonly onChange: (row: Partial<TaskRow>) => void;
}) {
  const text = taskTexts.value;
  const [open, setOpen] = useState<"" | "assign" | "follow-up" | "priority">("");
  const close = (): void => setOpen("");
  return (
    <>
      <Button small variant="tertiary" icon="calendar-today" onClick={() => setOpen("follow-up")}>
        {text.followUp}
      </Button>
      {(may("task.assign.others") || (may("task.assign") && task.assignee === me.value?.person)) && (
        <Button small variant="tertiary" icon="account-circle" onClick={() => setOpen("assign")}>
          {text.assign}
        </Button>
      )}
      {may("task.priority") && (
        <Button small variant="tertiary" onClick={() => setOpen("priority")}>
          {text.priority}
        </Button>
      )}
      {open === "assign" && (
        <AssignDialog
          site={task.site}
          onClose={close}
          onAssign={async (user) => {
            const done = await assignTask(task, user.person);
            onChange(done.task ?? { assignee: user.person, assigneeName: user.name });
            announce(text.assignDone(user.name), "success");
          }}
        />
      )}
      {open === "follow-up" && (
        <FollowUpDialog
          at={task.followUpAt}
          note={task.followUpNote}
          onClose={close}
          onSet={async (at, note) => {
            await followUp(task.id, at, note);
            onChange({ followUpAt: at, followUpNote: note });
            announce(at ? text.followUpDone(shortDate(at)) : text.followUpCleared, "success");
          }}
        />
      )}
      {open === "priority" && (
        <PriorityDialog
          priority={task.priority}
          onClose={close}
          onSet={async (priority, reason) => {
            await prioritise(task, priority, reason);
            onChange({ priority });
            announce(text.priorityDone, "success");
          }}
        />
      )}
    </>
  );
}
