/** Jobs for agencies by state. */
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { usePages } from "../api/usePages.ts";
import { DateText, Select, Table } from "../ui/index.ts";
import { type Agency, type Job, list } from "./data.ts";
import { CaseLink, Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

type State = "waiting" | "leased" | "incident";

export function JobsTab() {
  const text = texts.value.jobs;
  const [state, setState] = useState<State>("waiting");
  const [agency, setAgency] = useState("");
  const agencies = useLoad("agencies", (signal) => list<Agency>("/agencies", {}, signal));
  const pages = usePages<Job>(`jobs/${state}/${agency}`, (after, signal) =>
    list("/jobs", { state, agency, after }, signal),
  );
  const states = Object.entries(text.states).map(([value, label]) => ({ value, label }));
  const names = (agencies.data?.items ?? []).map((one) => ({ value: one.name, label: one.name }));
  return (
    <div class="akz-stack">
      <div class="ops-filters akz-no-print">
        <Select label={text.state} value={state} options={states} onValue={(value) => setState(value as State)} />
        <Select
          label={text.agency}
          value={agency}
          options={[{ value: "", label: text.every }, ...names]}
          onValue={setAgency}
        />
      </div>
      <Listed pages={pages} none={text.empty} hint={text.emptyText}>
        {(rows) => (
          <Table
            caption={texts.value.tabs.jobs}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { key: "type", title: text.type, heading: true, cell: (row) => row.type },
              {
                key: "case",
                title: texts.value.caseRef,
                cell: (row) => <CaseLink id={row.caseId} reference={row.businessKey} />,
              },
              {
                key: "attempts",
                title: text.attempts,
                numeric: true,
                cell: (row) => `${row.attempts}/${row.maxAttempts}`,
              },
              { key: "due", title: text.due, cell: (row) => <DateText value={row.dueAt} time /> },
              { key: "error", title: text.lastError, cell: (row) => row.lastError ?? texts.value.none },
            ]}
          />
        )}
      </Listed>
    </div>
  );
}
