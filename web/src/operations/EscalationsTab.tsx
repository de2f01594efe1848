/** The ladder E0–E5: how many are on each level, and who has to act. */
import { useState } from "preact/hooks";
import { useEvents } from "../api/events.ts";
import { usePages } from "../api/usePages.ts";
import { pick } from "../i18n/index.ts";
import { Badge, DateText, Table } from "../ui/index.ts";
import { type Escalated, type Escalations, escalations } from "./data.ts";
import { CaseLink, capped, Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

const TONES: Record<string, "danger" | "warning" | "info" | "neutral"> = {
  E5: "danger",
  E4: "danger",
  E3: "warning",
  E2: "warning",
  E1: "info",
};

export function EscalationsTab({
  level,
  onLevel,
}: {
  readonly level: string;
  readonly onLevel: (level: string) => void;
}) {
  const text = texts.value.escalations;
  const [levels, setLevels] = useState<Escalations["levels"]>([]);
  const pages = usePages<Escalated>(`escalations/${level}`, async (after, signal) => {
    const page = await escalations(level, after, signal);
    setLevels(page.levels);
    return page;
  });
  useEvents(["tasks"], pages.reload);
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <fieldset class="ops-levels akz-no-print">
        <legend class="kern-sr-only">{text.level}</legend>
        <button type="button" class="ops-level" aria-pressed={level === ""} onClick={() => onLevel("")}>
          <strong>{text.every}</strong>
        </button>
        {levels.map((one) => (
          <button
            key={one.level}
            type="button"
            class="ops-level"
            aria-pressed={level === one.level}
            onClick={() => onLevel(one.level)}
          >
            <strong>
              {one.level} <span class="akz-count">{capped(one.count)}</span>
            </strong>
            <span class="akz-small">{pick(one.name)}</span>
          </button>
        ))}
      </fieldset>
      <Listed pages={pages} none={text.empty} hint={text.emptyText}>
        {(rows) => (
          <Table
            caption={texts.value.tabs.escalations}
            rows={rows}
            rowKey={(row) => row.taskId}
            columns={[
              {
                key: "level",
                title: text.level,
                cell: (row) => <Badge tone={TONES[row.level] ?? "neutral"}>{row.level}</Badge>,
              },
              {
                key: "case",
                title: texts.value.caseRef,
                heading: true,
                cell: (row) => <CaseLink id={row.caseId} reference={row.businessKey} />,
              },
              { key: "task", title: text.task, cell: (row) => pick(row.name) },
              { key: "since", title: texts.value.since, cell: (row) => <DateText value={row.since} /> },
              {
                key: "due",
                title: text.due,
                cell: (row) => (row.dueAt ? <DateText value={row.dueAt} /> : texts.value.none),
              },
              { key: "with", title: text.with, cell: (row) => row.assigneeName ?? text.nobody },
            ]}
          />
        )}
      </Listed>
    </div>
  );
}
