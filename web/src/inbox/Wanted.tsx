/** Which language the applicant of a task wants, and who speaks it; asked for the rows that are seen, all at once. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";
import type { TaskRow } from "../api/tasks.ts";
import { catalogue, language } from "../i18n/index.ts";
import { Badge } from "../ui/index.ts";

type Told = components["schemas"]["TaskLanguage"];

const texts = catalogue(
  {
    title: "Sprache",
    spoken: {
      mine: "sprechen Sie",
      others: "spricht jemand im Team",
      nobody: "spricht gerade niemand im Team",
    },
  },
  {
    title: "Language",
    spoken: {
      mine: "you speak it",
      others: "somebody of the team speaks it",
      nobody: "nobody of the team speaks it now",
    },
  },
);

const known = signal<ReadonlyMap<string, Told | null>>(new Map());
const waiting = new Set<string>();
const MOST = 50;
const SOON_MS = 30;

/** The title of the column. */
export function wantedTitle(): string {
  return texts.value.title;
}

function ask(): void {
  const ids = [...waiting].slice(0, MOST);
  for (const id of ids) waiting.delete(id);
  if (!ids.length) return;
  raw<{ items: readonly Told[] }>("GET", `/staff/task-languages?ids=${ids.map(encodeURIComponent).join(",")}`)
    .then(({ items }) => {
      const found = new Map(items.map((one) => [one.taskId, one]));
      known.value = new Map([...known.value, ...ids.map((id) => [id, found.get(id) ?? null] as const)]);
    })
    .catch(() => undefined); // a hint that does not come is no reason to say anything
  if (waiting.size) setTimeout(ask, SOON_MS);
}

export function Wanted({ row }: { readonly row: TaskRow }) {
  const told = known.value.get(row.id);
  useEffect(() => {
    if (told !== undefined) return;
    if (!waiting.size) setTimeout(ask, SOON_MS);
    waiting.add(row.id);
  }, [row.id, told]);
  if (!told) return null;
  const name = new Intl.DisplayNames([language.value], { type: "language" }).of(told.language) ?? told.language;
  const said = texts.value.spoken[told.spoken as keyof typeof texts.value.spoken] ?? "";
  return (
    <span>
      {name} <Badge tone={told.spoken === "nobody" ? "warning" : "info"}>{said}</Badge>
    </span>
  );
}
