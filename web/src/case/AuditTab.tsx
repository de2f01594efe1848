/** Who changed the case, who read it, who opened its sealed folders. */
import { useState } from "preact/hooks";
import { usePages } from "../api/usePages.ts";
import { common } from "../i18n/common.ts";
import { pick } from "../i18n/index.ts";
import { Button, DateText, PagedList, Table } from "../ui/index.ts";
import { type AuditEntry, type AuditOf, audit } from "./data.ts";
import { caseTexts } from "./texts.ts";

const OF: readonly AuditOf[] = ["changes", "reads", "seals"];

export function AuditTab({ id, round }: { readonly id: string; readonly round: number }) {
  const text = caseTexts.value.audit;
  const [of, setOf] = useState<AuditOf>("changes");
  const pages = usePages(`audit/${id}/${of}`, (after, signal) => audit(id, of, after, signal), {
    round,
    id: (entry) => `${entry.seq ?? ""}${entry.at}${entry.person}${entry.purpose ?? ""}`,
  });
  const who = (entry: AuditEntry): string =>
    `${entry.name ?? entry.person}${entry.onBehalfOf ? ` ${common.value.onBehalf} ${entry.onBehalfOf}` : ""}`;
  return (
    <div class="akz-stack">
      <div class="akz-case-tab-head">
        <h2 class="akz-h2">{text.title}</h2>
        <div class="akz-actions akz-no-print">
          {OF.map((key) => (
            <Button
              key={key}
              small
              variant={of === key ? "primary" : "secondary"}
              aria-pressed={of === key}
              onClick={() => setOf(key)}
            >
              {text.of[key]}
            </Button>
          ))}
        </div>
      </div>
      <PagedList pages={pages} none={text.none}>
        {(items) => (
          <Table
            caption={`${text.title}: ${text.of[of]}`}
            columns={[
              {
                key: "when",
                title: text.when,
                cell: (entry) => (
                  <span class="akz-nowrap">
                    <DateText value={entry.at} time />
                  </span>
                ),
              },
              { key: "who", title: text.who, heading: true, cell: who },
              { key: "what", title: text.what, cell: (entry) => pick(entry.detail) || entry.action },
              ...(of === "changes"
                ? [
                    {
                      key: "line",
                      title: text.line,
                      numeric: true,
                      cell: (entry: AuditEntry) => <span title={`${text.hash} ${entry.hash ?? ""}`}>{entry.seq}</span>,
                    },
                  ]
                : []),
            ]}
            rows={items}
            rowKey={(entry) => `${entry.seq ?? ""}${entry.at}${entry.person}${entry.purpose ?? ""}`}
          />
        )}
      </PagedList>
    </div>
  );
}
