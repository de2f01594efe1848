/** Who has how much, and giving a colleague's tasks to somebody else at once. */
import { useState } from "preact/hooks";
import { useEvents } from "../api/events.ts";
import { usePages } from "../api/usePages.ts";
import { shell } from "../shell/texts.ts";
import { Button, Select, Table } from "../ui/index.ts";
import { type Load, list } from "./data.ts";
import { capped, Listed } from "./parts.tsx";
import { ReassignDialog } from "./ReassignDialog.tsx";
import { texts } from "./texts.ts";

export function WorkloadTab({ by, onBy }: { readonly by: "person" | "group"; readonly onBy: (by: string) => void }) {
  const text = texts.value.workload;
  const pages = usePages<Load>(`workload/${by}`, (after, signal) => list("/workload", { by, after }, signal));
  const [from, setFrom] = useState<{ person: string; name: string } | null>(null);
  useEvents(["tasks"], pages.reload);
  const rows = (items: readonly Load[]): readonly Load[] => items.filter((row) => row.open.value > 0);
  return (
    <div class="akz-stack">
      <div class="ops-filters akz-no-print">
        <Select
          label={text.by}
          value={by}
          options={[
            { value: "person", label: text.person },
            { value: "group", label: text.group },
          ]}
          onValue={onBy}
        />
      </div>
      <Listed pages={pages} none={text.empty} hint={text.emptyText}>
        {(items) => (
          <Table
            caption={texts.value.tabs.workload}
            rows={rows(items)}
            rowKey={(row) => `${row.person ?? row.group}/${row.site ?? ""}`}
            columns={[
              {
                key: "name",
                title: by === "person" ? text.person : text.group,
                heading: true,
                cell: (row) => row.name ?? `${shell.value.role(row.group ?? "")} ${row.site ?? ""}`,
              },
              { key: "cases", title: text.cases, numeric: true, cell: (row) => capped(row.cases) },
              { key: "open", title: text.open, numeric: true, cell: (row) => capped(row.open) },
              {
                key: "overdue",
                title: text.overdue,
                numeric: true,
                cell: (row) => (row.overdue.value ? <strong>{capped(row.overdue)}</strong> : "0"),
              },
              ...(by === "person"
                ? [
                    {
                      key: "acts",
                      title: texts.value.acts,
                      cell: (row: Load) => (
                        <Button
                          small
                          aria-label={`${text.reassign}: ${row.name ?? ""}`}
                          onClick={() => setFrom({ person: row.person ?? "", name: row.name ?? "" })}
                        >
                          {text.reassign}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Listed>
      {from && (
        <ReassignDialog
          person={from.person}
          name={from.name}
          onClose={() => {
            setFrom(null);
            pages.reload();
          }}
        />
      )}
    </div>
  );
}
