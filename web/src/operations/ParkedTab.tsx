/** Messages that nobody took: give one once more, or set it aside, with a reason. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { usePages } from "../api/usePages.ts";
import { announce, Button, DateText, ReasonDialog, Table } from "../ui/index.ts";
import { list, type Parked, settle } from "./data.ts";
import { Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

const ACTS = ["again", "aside"] as const;
type Act = (typeof ACTS)[number];

export function ParkedTab() {
  const text = texts.value.parked;
  const pages = usePages<Parked>("parked", (after, signal) => list("/messages/parked", { after }, signal));
  const [asking, setAsking] = useState<{ act: Act; row: Parked; key: string } | null>(null);
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
              {
                key: "acts",
                title: texts.value.acts,
                cell: (row) => (
                  <span class="akz-actions akz-no-print">
                    {ACTS.map((act) => (
                      <Button
                        key={act}
                        small
                        variant={act === "again" ? "secondary" : "tertiary"}
                        aria-label={`${text.acts[act].confirm}: ${row.name} ${row.key}`}
                        onClick={() => setAsking({ act, row, key: intention() })}
                      >
                        {text.acts[act].confirm}
                      </Button>
                    ))}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Listed>
      {asking && (
        <ReasonDialog
          title={text.acts[asking.act].title}
          confirm={text.acts[asking.act].confirm}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            await settle(asking.row, asking.act, reason, asking.key);
            announce(text.acts[asking.act].done, "success");
            pages.reload();
          }}
        >
          <p>{text.acts[asking.act].text}</p>
        </ReasonDialog>
      )}
    </div>
  );
}
