/** Proposing a draft with its reason, and the proposals that wait for somebody's agreement. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import {
  Alert,
  announce,
  Button,
  DateText,
  EmptyState,
  Loading,
  ProblemAlert,
  ReasonDialog,
  useSending,
} from "../ui/index.ts";
import { DifferenceDialog } from "./DifferenceDialog.tsx";
import { approve, type Proposal, proposals, propose, proposedDifference, withdraw } from "./released.ts";
import { released } from "./textsReleased.ts";

export function ReleasePanel({ draft, onReleased }: { readonly draft: string; readonly onReleased: () => void }) {
  const text = released.value.release;
  const [key, setKey] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <p>
        <Button variant="primary" onClick={() => setKey(intention())}>
          {text.propose}
        </Button>
      </p>
      <ProposalList draft={draft} key={round} onReleased={onReleased} />
      {key && (
        <ReasonDialog
          title={text.proposeTitle}
          confirm={text.propose}
          hint={text.reasonHint}
          onClose={() => setKey(null)}
          onConfirm={async (reason) => {
            await propose(draft, reason, key);
            announce(text.proposed, "success");
            setRound((count) => count + 1);
          }}
        />
      )}
    </div>
  );
}

/** The open proposals, of one draft or of all. */
export function ProposalList({
  draft,
  onReleased,
}: {
  readonly draft: string | null;
  readonly onReleased: () => void;
}) {
  const text = released.value.release;
  const loaded = useLoad("proposals", proposals);
  const { busy, problem, send } = useSending();
  const [seen, setSeen] = useState<Proposal | null>(null);
  const run = async (act: () => Promise<Proposal>, done: (after: Proposal) => string): Promise<void> => {
    await send(async () => {
      announce(done(await act()), "success");
      loaded.reload();
      onReleased();
    });
  };
  const open = (loaded.data ?? []).filter(({ state, draftId }) => state === "open" && (!draft || draftId === draft));
  return (
    <section class="akz-stack" aria-labelledby="wks-proposals">
      <h2 class="akz-h3" id="wks-proposals">
        {text.open}
      </h2>
      <ProblemAlert problem={problem ?? loaded.problem} />
      {!loaded.data && !loaded.problem && <Loading />}
      {loaded.data && open.length === 0 && <EmptyState title={text.none} />}
      <ul class="wks-findings">
        {open.map((row) => (
          <li key={row.id} class="wks-finding">
            <p>
              <strong>{row.draftName}</strong>: {row.reason}
            </p>
            <p class="akz-small akz-muted">
              {text.by(row.proposedByName)}, <DateText value={row.proposedAt} time />
            </p>
            {row.withRelease.length > 0 && <Alert tone="info" title={text.withRelease(row.withRelease.join(", "))} />}
            {!row.mayApprove && row.twoPersons && <p class="akz-small">{text.second}</p>}
            <p class="akz-actions">
              <Button small aria-label={`${text.changes}: ${row.reason}`} onClick={() => setSeen(row)}>
                {text.changes}
              </Button>
              {row.mayApprove && (
                <Button
                  small
                  variant="primary"
                  busy={busy}
                  onClick={() =>
                    void run(
                      () => approve(row.id, intention()),
                      (after) => text.approved(after.deploymentId ?? 0),
                    )
                  }
                >
                  {text.approve}
                </Button>
              )}
              <Button
                small
                busy={busy}
                onClick={() =>
                  void run(
                    () => withdraw(row.id),
                    () => text.withdrawn,
                  )
                }
              >
                {text.withdraw}
              </Button>
            </p>
          </li>
        ))}
      </ul>
      {seen && (
        <DifferenceDialog
          title={text.changesOf(seen.draftName)}
          of={`proposed/${seen.id}`}
          load={(signal) => proposedDifference(seen.id, signal)}
          onClose={() => setSeen(null)}
        />
      )}
    </section>
  );
}
