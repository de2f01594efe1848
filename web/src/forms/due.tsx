/** When a task is due: a sign, a word and the reason, never the colour alone. */
import type { TaskRow } from "../api/tasks.ts";
import { daysUntil, lastDay, shortDate } from "../i18n/dates.ts";
import { catalogue, pick } from "../i18n/index.ts";

const texts = catalogue(
  {
    today: "heute",
    tomorrow: "morgen",
    inDays: (days: number) => `in ${days} Tagen`,
    yesterday: "seit gestern überfällig",
    overdue: (days: number) => `${days} Tage überfällig`,
    none: "ohne Frist",
  },
  {
    today: "today",
    tomorrow: "tomorrow",
    inDays: (days) => `in ${days} days`,
    yesterday: "overdue since yesterday",
    overdue: (days) => `${days} days overdue`,
    none: "no due date",
  },
);

/** "in 3 Tagen", "heute", "2 Tage überfällig". */
export function distance(due: string): string {
  const text = texts.value;
  const days = daysUntil(lastDay(due));
  if (days === 0) return text.today;
  if (days === 1) return text.tomorrow;
  if (days > 1) return text.inDays(days);
  return days === -1 ? text.yesterday : text.overdue(-days);
}

type Due = Pick<TaskRow, "dueAt" | "dueLight" | "dueWhy">;

/** For a cell: sign and distance; date and reason on a second line or in the title. */
export function DueText({ task, full }: { readonly task: Due; readonly full?: boolean }) {
  if (!task.dueAt) return <span class="akz-muted">{texts.value.none}</span>;
  const why = pick(task.dueWhy);
  return (
    <span class={`akz-due akz-due-${task.dueLight ?? "none"}`} title={why || undefined}>
      <span class="akz-due-sign" aria-hidden="true" />
      <span class="akz-due-words">
        <span class="akz-nowrap">{distance(task.dueAt)}</span>{" "}
        <time class="akz-due-date" dateTime={task.dueAt}>
          {shortDate(lastDay(task.dueAt))}
        </time>
        {full && why && <span class="akz-due-why">{why}</span>}
      </span>
    </span>
  );
}
