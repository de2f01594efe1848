/** What a task is called in the language of the page. */
import type { TaskRow } from "../api/tasks.ts";
import { language } from "../i18n/index.ts";

export function nameOf(task: Pick<TaskRow, "name" | "nameEn">): string {
  return (language.value === "en" && task.nameEn) || task.name;
}
