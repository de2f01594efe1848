/** Security events of all sites: refused logins, foreign files looked for, second signatures by the same person. */
import { usePages } from "../api/usePages.ts";
import { DateText, PagedList, Select, Table } from "../ui/index.ts";
import { actName } from "./actions.ts";
import { events } from "./data.ts";
import { texts } from "./texts.ts";

export function EventsTab({ kind, onKind }: { readonly kind: string; readonly onKind: (kind: string) => void }) {
  const text = texts.value.events;
  const kinds = texts.value.kinds;
  const pages = usePages(`events/${kind}`, (after, signal) => events(kind, after, signal));
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <div class="ovs-ask">
        <Select
          label={text.kind}
          value={kind}
          onValue={onKind}
          options={[
            { value: "", label: text.all },
            ...Object.entries(kinds).map(([value, label]) => ({ value, label })),
          ]}
        />
      </div>
      <PagedList pages={pages} none={text.none}>
        {(items) => (
          <Table
            caption={text.caption}
            columns={[
              {
                key: "at",
                title: text.at,
                cell: (event) => (
                  <span class="akz-nowrap">
                    <DateText value={event.at} time />
                  </span>
                ),
              },
              { key: "kind", title: text.kind, heading: true, cell: (event) => kinds[event.kind] ?? event.kind },
              { key: "person", title: text.person, cell: (event) => event.person ?? text.nobody },
              { key: "address", title: text.address, cell: (event) => event.address ?? "–" },
              { key: "action", title: text.action, cell: (event) => (event.action ? actName(event.action) : "–") },
              {
                key: "case",
                title: text.case,
                cell: (event) =>
                  event.caseId ? <a href={`/app/oversight?tab=case&case=${event.caseId}`}>{text.case}</a> : "–",
              },
            ]}
            rows={items}
            rowKey={(event) => event.id}
          />
        )}
      </PagedList>
    </div>
  );
}
