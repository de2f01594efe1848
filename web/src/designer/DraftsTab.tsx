/** The drafts with a way to begin and to delete one. */

import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import {
  announce,
  Button,
  DateText,
  EmptyState,
  Loading,
  ProblemAlert,
  Select,
  SendDialog,
  Table,
  TextInput,
} from "../ui/index.ts";
import { type DraftRow, drafts, dropDraft, newDraft } from "./data.ts";
import { texts } from "./texts.ts";

export function DraftsTab() {
  const text = texts.value.drafts;
  const loaded = useLoad("drafts", drafts);
  const [asking, setAsking] = useState<"add" | DraftRow | null>(null);
  return (
    <div class="akz-stack">
      <p>
        <Button variant="primary" icon="add" onClick={() => setAsking("add")}>
          {text.add}
        </Button>
      </p>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!loaded.data && !loaded.problem && <Loading />}
      {loaded.data?.length === 0 && (
        <EmptyState title={text.none}>
          <p>{text.noneText}</p>
        </EmptyState>
      )}
      {loaded.data && loaded.data.length > 0 && (
        <Table
          caption={text.title}
          rows={loaded.data}
          rowKey={({ id }) => id}
          columns={[
            {
              key: "name",
              title: text.name,
              heading: true,
              cell: ({ id, name }) => <a href={`/app/designer/drafts/${encodeURIComponent(id)}`}>{name}</a>,
            },
            { key: "at", title: text.changed, cell: ({ updatedAt }) => <DateText value={updatedAt} time /> },
            { key: "by", title: text.by, cell: ({ updatedBy, updatedByName }) => updatedByName ?? updatedBy },
            {
              key: "acts",
              title: common.value.actions,
              cell: (row) => (
                <Button
                  small
                  icon="delete"
                  aria-label={`${common.value.remove}: ${row.name}`}
                  onClick={() => setAsking(row)}
                >
                  {common.value.remove}
                </Button>
              ),
            },
          ]}
        />
      )}
      {asking === "add" && <AddDialog onClose={() => setAsking(null)} />}
      {asking && asking !== "add" && (
        <DropDialog
          row={asking}
          onClose={() => setAsking(null)}
          onDone={() => {
            announce(text.dropped, "success");
            loaded.reload();
          }}
        />
      )}
    </div>
  );
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const text = texts.value.drafts;
  const { route } = useLocation();
  const [name, setName] = useState("");
  const [base, setBase] = useState("newest");
  const [tried, setTried] = useState(false);
  const add = async (): Promise<void> => {
    setTried(true);
    if (!name.trim()) return;
    const made = await newDraft(name.trim(), null, base === "empty");
    route(`/app/designer/drafts/${encodeURIComponent(made.id)}`);
  };
  return (
    <SendDialog title={text.add} onSend={add} onClose={onClose}>
      <TextInput
        label={text.name}
        hint={text.nameHint}
        required
        value={name}
        error={tried && !name.trim() ? text.missing : undefined}
        onValue={setName}
      />
      <Select
        label={text.base}
        value={base}
        onValue={setBase}
        options={[
          { value: "newest", label: text.newest },
          { value: "empty", label: text.empty },
        ]}
      />
    </SendDialog>
  );
}

function DropDialog({ row, onClose, onDone }: { row: DraftRow; onClose: () => void; onDone: () => void }) {
  const text = texts.value.drafts;
  const drop = async (): Promise<void> => {
    await dropDraft(row.id);
    onDone();
    onClose();
  };
  return (
    <SendDialog title={text.drop} onSend={drop} onClose={onClose}>
      <p>{text.dropText(row.name)}</p>
    </SendDialog>
  );
}
