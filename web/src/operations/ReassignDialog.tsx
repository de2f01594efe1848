/** Tasks of one person, chosen and given to another one; what did not work is said row by row. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import type { User } from "../api/tasks.ts";
import { useLoad } from "../api/use.ts";
import { PersonPicker } from "../forms/PersonPicker.tsx";
import { language } from "../i18n/index.ts";
import { Alert, announce, Checkbox, Loading, SendDialog } from "../ui/index.ts";
import { assign, type TaskRow, tasksOf } from "./data.ts";
import { texts } from "./texts.ts";

interface Props {
  readonly person: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function ReassignDialog({ person, name, onClose }: Props) {
  const text = texts.value.workload;
  const { data, problem } = useLoad(`tasks-of/${person}`, (signal) => tasksOf(person, signal));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [to, setTo] = useState<User | null>(null);
  const [asked, setAsked] = useState(false);
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [key, setKey] = useState(intention);
  const tasks = data?.items ?? [];
  const chosen = tasks.filter((task) => !left.has(task.id));
  const title = (task: TaskRow): string => (language.value === "en" && task.nameEn ? task.nameEn : task.name);
  const toggle = (id: string, on: boolean): void => {
    const next = new Set(left);
    if (on) next.delete(id);
    else next.add(id);
    setLeft(next);
    setKey(intention());
  };

  const go = async (): Promise<void> => {
    setAsked(true);
    if (!to || chosen.length === 0) return;
    const { results } = await assign(chosen, to.person, key);
    const bad = results.filter((row) => !row.ok);
    const good = results.length - bad.length;
    if (good) announce(text.done(good), "success");
    if (bad.length === 0) return onClose();
    setFailed(
      bad.map(
        (row) => `${tasks.find((task) => task.id === row.id)?.businessKey ?? row.id}: ${row.problem?.title ?? ""}`,
      ),
    );
  };

  return (
    <SendDialog
      wide
      title={text.reassignTitle(name)}
      confirm={text.confirm(chosen.length)}
      problem={problem}
      onSend={go}
      onClose={onClose}
    >
      {failed.length > 0 && (
        <Alert tone="warning" title={text.failed(failed.length)} live>
          <ul>
            {failed.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Alert>
      )}
      <p>{text.reassignText}</p>
      <PersonPicker
        site={tasks[0]?.site ?? ""}
        chosen={to}
        onChoose={(user) => {
          setTo(user);
          setKey(intention());
        }}
        error={asked && !to ? text.nobody : undefined}
      />
      {data === null && !problem ? (
        <Loading />
      ) : (
        <fieldset class="ops-choice">
          <legend class="akz-strong">{text.choose}</legend>
          {data?.next && <p class="akz-small akz-muted">{text.first(tasks.length)}</p>}
          {asked && chosen.length === 0 && <Alert tone="danger" title={text.nothing} live />}
          {tasks.map((task) => (
            <Checkbox
              key={task.id}
              label={`${task.businessKey} – ${title(task)}`}
              checked={!left.has(task.id)}
              onValue={(on) => toggle(task.id, on)}
            />
          ))}
        </fieldset>
      )}
    </SendDialog>
  );
}
