/** What if: recorded cases played again on the draft, and which of them would have gone otherwise. */
import { useState } from "preact/hooks";
import {
  Alert,
  Button,
  Checkbox,
  DateText,
  EmptyState,
  Facts,
  ProblemAlert,
  Table,
  TextInput,
  useSending,
} from "../ui/index.ts";
import { tried } from "./textsTried.ts";
import { type CaseDifference, type Replay, replay, startReplay } from "./tried.ts";
import { type Kept, useKept } from "./useKept.ts";
import { usePoll } from "./usePoll.ts";

const FINISHED = new Set(["done", "failed"]);

interface ReplayPanelProps {
  readonly draft: string;
  readonly saves: number;
  readonly kept: Kept;
}

export default function ReplayPanel({ draft, saves, kept }: ReplayPanelProps) {
  const text = tried.value.replay;
  const [limit, setLimit] = useState("500");
  const [closed, setClosed] = useState(true);
  const [running, setRunning] = useState(true);
  const [id, setId] = useKept<string | null>(kept, `replay/${saves}`, null);
  const { busy: asking, problem, send } = useSending();
  const { data, problem: unread } = usePoll(
    id,
    (signal) => replay(id ?? "", signal),
    ({ state }) => !FINISHED.has(state),
  );
  const number = Number(limit);
  const fits = Number.isInteger(number) && number >= 1 && number <= 10_000;
  const busy = asking || (id !== null && !problem && !unread && !(data && FINISHED.has(data.state)));
  const start = async (): Promise<void> => {
    setId((await startReplay(draft, { limit: number, closed, running })).id);
  };
  return (
    <div class="akz-stack">
      <p class="akz-small akz-muted">{text.intro}</p>
      <div class="wks-row">
        <TextInput
          label={text.limit}
          value={limit}
          inputMode="numeric"
          error={fits ? undefined : text.limitWrong}
          onValue={setLimit}
        />
        <Checkbox label={text.closed} checked={closed} onValue={setClosed} />
        <Checkbox label={text.running} checked={running} onValue={setRunning} />
        <Button
          variant="primary"
          busy={busy}
          disabled={!fits || (!closed && !running)}
          onClick={() => void send(start)}
        >
          {text.start}
        </Button>
      </div>
      <ProblemAlert problem={problem ?? unread} />
      {data && <Outcome found={data} />}
    </div>
  );
}

function Outcome({ found }: { readonly found: Replay }) {
  const text = tried.value.replay;
  const roles = Object.entries(found.summary.tasks).filter(([, delta]) => delta !== 0);
  return (
    <>
      <p role="status" class="akz-actions">
        <progress value={found.done} max={Math.max(1, found.total)} aria-label={text.start} />
        {text.progress(found.done, found.total)}
      </p>
      {found.state === "failed" && <Alert tone="danger" title={text.failed} />}
      <Facts
        items={[
          [text.same, found.same],
          [text.different, found.different],
          [text.skipped, found.skipped],
          [text.outcomes, found.summary.outcomes],
          [text.missedMore, found.summary.missedMore],
          [text.missedFewer, found.summary.missedFewer],
          [text.tasks, roles.map(([role, delta]) => `${role} ${delta > 0 ? "+" : ""}${delta}`).join(", ") || "±0"],
        ]}
      />
      {found.state === "done" && found.differences.length === 0 && <EmptyState title={text.none} />}
      {found.differences.length > 0 && (
        <Table
          caption={text.different}
          rows={found.differences}
          rowKey={({ caseKey }) => caseKey}
          columns={[
            { key: "case", title: text.case, heading: true, cell: ({ caseKey }) => caseKey },
            { key: "what", title: text.what, cell: (row) => <Lines row={row} /> },
          ]}
        />
      )}
    </>
  );
}

function Lines({ row }: { readonly row: CaseDifference }) {
  const text = tried.value.replay;
  const roles = new Set([...Object.keys(row.tasksBefore), ...Object.keys(row.tasksAfter)]);
  const tasks = [...roles].filter((role) => row.tasksBefore[role] !== row.tasksAfter[role]);
  const missed = row.missedBefore.join(", ") !== row.missedAfter.join(", ");
  return (
    <ul class="wks-elements">
      {row.problem && <li>{row.problem}</li>}
      {row.outcomeBefore !== row.outcomeAfter && (
        <li>
          {text.outcome}: {row.outcomeBefore ?? "–"} → {row.outcomeAfter ?? "–"}
        </li>
      )}
      {row.endedBefore !== row.endedAfter && (
        <li>
          {text.ended}: <DateText value={row.endedBefore} /> → <DateText value={row.endedAfter} />
        </li>
      )}
      {missed && (
        <li>
          {text.missed}: {row.missedBefore.join(", ") || "–"} → {row.missedAfter.join(", ") || "–"}
        </li>
      )}
      {tasks.map((role) => (
        <li key={role}>
          {role}: {row.tasksBefore[role] ?? 0} → {row.tasksAfter[role] ?? 0}
        </li>
      ))}
    </ul>
  );
}
