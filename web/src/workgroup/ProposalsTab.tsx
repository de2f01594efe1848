/** Proposals for the standard, and the dialog to make one. */

import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { intention } from "../api/client.ts";
import { hasRole } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { drafts } from "../designer/data.ts";
import { common } from "../i18n/common.ts";
import {
  Badge,
  Button,
  DateText,
  EmptyState,
  Loading,
  ProblemAlert,
  Select,
  SendDialog,
  Table,
  TextArea,
  TextInput,
} from "../ui/index.ts";
import { proposals, propose } from "./data.ts";
import { participant } from "./parts.tsx";
import { texts } from "./texts.ts";

export function ProposalsTab() {
  const text = texts.value;
  const { route } = useLocation();
  const loaded = useLoad("standard-proposals", proposals);
  const [asking, setAsking] = useState(false);
  const found = loaded.data;
  if (!found) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      {found.mayWrite && (
        <p>
          <Button onClick={() => setAsking(true)}>{text.propose}</Button>
        </p>
      )}
      {found.items.length === 0 ? (
        <EmptyState title={text.empty}>{text.emptyText}</EmptyState>
      ) : (
        <Table
          caption={text.tabs.proposals}
          rows={found.items}
          rowKey={(row) => row.id}
          columns={[
            {
              key: "title",
              title: text.proposal,
              heading: true,
              cell: (row) => (
                <a href={`/app/working-group/${row.id}`}>
                  {row.number}. {row.title}
                </a>
              ),
            },
            { key: "by", title: text.by, cell: (row) => participant(row.participant) },
            { key: "at", title: text.since, cell: (row) => <DateText value={row.proposedAt} /> },
            { key: "state", title: text.state, cell: (row) => <Badge tone="info">{text.states[row.state]}</Badge> },
            { key: "standard", title: text.standard, cell: (row) => row.standard ?? text.none },
            { key: "from", title: text.validFrom, cell: (row) => <DateText value={row.validFrom} /> },
            { key: "remarks", title: text.remarks, numeric: true, cell: (row) => row.remarks },
          ]}
        />
      )}
      {asking && <ProposeDialog onClose={() => setAsking(false)} onDone={(id) => route(`/app/working-group/${id}`)} />}
    </div>
  );
}

interface ProposeDialogProps {
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

function ProposeDialog({ onClose, onDone }: ProposeDialogProps) {
  const text = texts.value;
  const designs = hasRole("process-designer");
  const known = useLoad(designs ? "standard-proposal drafts" : null, drafts);
  const [title, setTitle] = useState("");
  const [reason, setReason] = useState("");
  const [what, setWhat] = useState("");
  const [draft, setDraft] = useState("");
  const [tried, setTried] = useState(false);
  const key = useMemo(intention, []);
  const error = (value: string): string | undefined => (tried && !value.trim() ? common.value.required : undefined);
  const send = async (): Promise<void> => {
    setTried(true);
    if (![title, reason, what].every((one) => one.trim())) return;
    const made = await propose({ title, reason, text: what, draftId: draft || null }, key);
    onDone(made.id);
  };
  return (
    <SendDialog
      title={text.proposeTitle}
      confirm={text.send}
      onSend={send}
      onClose={onClose}
      problem={known.problem}
      wide
    >
      <TextInput label={text.name} required value={title} error={error(title)} onValue={setTitle} />
      <TextArea label={text.why} required rows={3} value={reason} error={error(reason)} onValue={setReason} />
      <TextArea label={text.what} required rows={3} value={what} error={error(what)} onValue={setWhat} />
      {designs && (
        <Select
          label={text.draftLink}
          hint={text.draftHint}
          value={draft}
          options={[
            { value: "", label: text.none },
            ...(known.data ?? []).map((one) => ({ value: one.id, label: one.name })),
          ]}
          onValue={setDraft}
        />
      )}
    </SendDialog>
  );
}
