/** Timers that will do something by themselves, earliest first. */
import { useMemo, useState } from "preact/hooks";
import { usePages } from "../api/usePages.ts";
import { pick } from "../i18n/index.ts";
import { Badge, DateText, Select, Table } from "../ui/index.ts";
import { list, type Timer } from "./data.ts";
import { CaseLink, Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

const DAYS: Record<string, number> = { day: 2, week: 8 };

export function TimersTab() {
  const text = texts.value.timers;
  const [until, setUntil] = useState("week");
  const dueBefore = useMemo(() => {
    const days = DAYS[until];
    return days ? new Date(Date.now() + days * 86_400_000).toISOString() : null;
  }, [until]);
  const pages = usePages<Timer>(`timers/${until}`, (after, signal) => list("/timers", { dueBefore, after }, signal));
  const choices = Object.entries(text.untilChoices).map(([value, label]) => ({ value, label }));
  return (
    <div class="akz-stack">
      <div class="ops-filters akz-no-print">
        <Select label={text.until} value={until} options={choices} onValue={setUntil} />
      </div>
      <Listed pages={pages} none={text.empty} hint={text.emptyText}>
        {(rows) => (
          <Table
            caption={texts.value.tabs.timers}
            rows={rows}
            rowKey={(row) => `${row.caseId}.${row.activation}.${row.elementId}`}
            columns={[
              { key: "name", title: text.name, heading: true, cell: (row) => pick(row.name) },
              {
                key: "case",
                title: texts.value.caseRef,
                cell: (row) => <CaseLink id={row.caseId} reference={row.businessKey} />,
              },
              { key: "site", title: texts.value.site, cell: (row) => row.site },
              {
                key: "at",
                title: text.at,
                cell: (row) => (
                  <>
                    <DateText value={row.fireAt} time />{" "}
                    {row.suspended ? (
                      <Badge tone="neutral">{text.suspended}</Badge>
                    ) : (
                      row.overdue && <Badge tone="danger">{text.overdue}</Badge>
                    )}
                  </>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </div>
  );
}
