/** One proposal: why, what, the discussion, the decision, and the deployment that put it into force. */
import "./workgroup.css";
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { hasRole } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import {
  announce,
  Badge,
  Button,
  DateText,
  Facts,
  Loading,
  PageTitle,
  ProblemAlert,
  TextArea,
  useSending,
} from "../ui/index.ts";
import { DecideDialog, LinkDialog } from "./DecideDialog.tsx";
import { proposal as read, remark, type Whole, withdraw } from "./data.ts";
import { Deployed, participant } from "./parts.tsx";
import { texts } from "./texts.ts";

export default function ProposalPage({ proposal: id }: { readonly proposal: string }) {
  const text = texts.value;
  const loaded = useLoad(`standard-proposal ${id}`, (signal) => read(id, signal));
  const row = loaded.data;
  const title = row ? `${row.number}. ${row.title}` : text.proposal;
  return (
    <div class="akz-stack">
      <p>
        <a href="/app/working-group?tab=proposals">{text.back}</a>
      </p>
      <PageTitle title={title}>{title}</PageTitle>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!row && !loaded.problem && <Loading />}
      {row && <Shown row={row} onChange={(changed) => loaded.set(() => changed)} />}
    </div>
  );
}

interface ShownProps {
  readonly row: Whole;
  readonly onChange: (changed: Whole) => void;
}

function Shown({ row, onChange }: ShownProps) {
  const text = texts.value;
  const [asking, setAsking] = useState<"decide" | "link" | null>(null);
  const { busy, problem, send } = useSending();
  const decides = hasRole("smi-coord");
  const done = (changed: Whole): void => {
    onChange(changed);
    announce(text.done, "success");
  };
  return (
    <>
      <p>
        <Badge tone={row.state === "in-force" || row.state === "accepted" ? "success" : "info"}>
          {text.states[row.state]}
        </Badge>
      </p>
      <ProblemAlert problem={problem} />
      <Facts
        items={[
          [text.by, `${row.proposedByName} (${participant(row.participant)})`],
          [text.since, <DateText value={row.proposedAt} />],
          [text.why, <span class="wgr-text">{row.reason}</span>],
          [text.what, <span class="wgr-text">{row.text}</span>],
          ...(row.draftId
            ? [
                [
                  text.draftLink,
                  hasRole("process-designer", "system-admin") ? (
                    <a href={`/app/designer/drafts/${row.draftId}`}>{row.draftName ?? text.draftLink}</a>
                  ) : (
                    (row.draftName ?? text.draftThere)
                  ),
                ] as const,
              ]
            : []),
          ...(row.decision
            ? [
                [text.decision, <span class="wgr-text">{row.decision}</span>] as const,
                [text.standard, row.standard ?? text.none] as const,
                [text.validFrom, <DateText value={row.validFrom} />] as const,
              ]
            : []),
          ...(row.deployment ? [[text.deployment, <Deployed one={row.deployment} />] as const] : []),
        ]}
      />
      <p class="akz-actions">
        {decides && row.state === "open" && (
          <Button variant="primary" onClick={() => setAsking("decide")}>
            {text.decide}
          </Button>
        )}
        {decides && row.state === "accepted" && <Button onClick={() => setAsking("link")}>{text.link}</Button>}
        {row.mine && (row.state === "open" || row.state === "accepted") && (
          <Button variant="tertiary" busy={busy} onClick={() => void send(() => withdraw(row, intention()).then(done))}>
            {text.withdraw}
          </Button>
        )}
      </p>
      <Discussion row={row} onChange={done} />
      {asking === "decide" && <DecideDialog row={row} onClose={() => setAsking(null)} onDone={done} />}
      {asking === "link" && <LinkDialog row={row} onClose={() => setAsking(null)} onDone={done} />}
    </>
  );
}

function Discussion({ row, onChange }: ShownProps) {
  const text = texts.value;
  const [said, setSaid] = useState("");
  const { busy, problem, send } = useSending();
  const key = useMemo(intention, [row.discussion.length]);
  const say = async (): Promise<void> => {
    onChange(await remark(row.id, said.trim(), key));
    setSaid("");
  };
  return (
    <section class="akz-stack" aria-label={text.discussion}>
      <h2 class="akz-h2">{text.discussion}</h2>
      {row.discussion.length === 0 && <p class="akz-muted">{text.noRemarks}</p>}
      <ul class="wgr-talk">
        {row.discussion.map((one) => (
          <li key={one.id} class="akz-card">
            <p class="akz-small akz-muted">
              {one.authorName} ({participant(one.participant)}), <DateText value={one.at} time />
            </p>
            <p class="wgr-text">{one.text}</p>
          </li>
        ))}
      </ul>
      <ProblemAlert problem={problem} />
      {row.state === "open" && (
        <>
          <TextArea label={text.say} rows={3} value={said} onValue={setSaid} />
          <p>
            <Button busy={busy} onClick={() => said.trim() && void send(say)}>
              {text.saySend}
            </Button>
          </p>
        </>
      )}
    </section>
  );
}
