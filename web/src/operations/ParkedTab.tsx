/** Messages that nobody took. */
import { usePages } from "../api/usePages.ts";
import { DateText, Table } from "../ui/index.ts";
import { list, type Parked } from "./data.ts";
import { Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

export function ParkedTab() {
  const text = texts.value.parked;
  const pages = usePages<Parked>("parked", (after, signal) => list("/messages/parked", { after }, signal));
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <Listed pages={pages} none={text.empty} hint={text.emptyText}>
        {(rows) => (
          <Table
            caption={texts.value.tabs.parked}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { key: "name", title: text.name, heading: true, cell: (row) => row.name },
              { key: "key", title: text.key, cell: (row) => row.key || texts.value.none },
              { key: "source", title: text.source, cell: (row) => row.source },
              { key: "at", title: text.received, cell: (row) => <DateText value={row.receivedAt} time /> },
            ]}
          />
        )}
      </Listed>
    </div>
  );
}
