/** What is going to be erased at the sites of the person, the longest waiting first. */
import { useLoad } from "../api/use.ts";
import { DateText, EmptyState, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { waiting } from "./data.ts";
import { texts } from "./texts.ts";

export function ErasuresTab() {
  const text = texts.value.erasures;
  const bases = texts.value.bases;
  const { data, problem, reload } = useLoad("erasures", waiting);
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <ProblemAlert problem={problem} retry={reload} />
      {!data && !problem && <Loading />}
      {data?.items.length === 0 && <EmptyState title={text.none} />}
      {data && data.items.length > 0 && (
        <Table
          caption={text.caption}
          columns={[
            {
              key: "case",
              title: text.case,
              heading: true,
              cell: (row) => <a href={`/app/oversight?tab=case&case=${row.businessKey}`}>{row.businessKey}</a>,
            },
            { key: "basis", title: text.basis, cell: (row) => bases[row.basis ?? ""] ?? row.basis ?? "–" },
            { key: "reference", title: text.reference, cell: (row) => row.reference ?? "–" },
            { key: "proposed", title: text.proposed, cell: (row) => <DateText value={row.proposedAt} /> },
            { key: "notBefore", title: text.notBefore, cell: (row) => <DateText value={row.notBefore} /> },
          ]}
          rows={data.items}
          rowKey={(row) => row.caseId}
        />
      )}
    </div>
  );
}
