/** Acts on the selected rows, with what became of each. */
import { useState } from "preact/hooks";
import { may, me } from "../api/session.ts";
import { type Bulk, type BulkResult, bulk, type TaskRow } from "../api/tasks.ts";
import { AssignDialog, FollowUpDialog, PriorityDialog } from "../forms/actDialogs.tsx";
import { nameOf } from "../forms/names.ts";
import { taskTexts } from "../forms/taskTexts.ts";
import { common } from "../i18n/common.ts";
import { announce } from "../ui/announce.tsx";
import { Button, Dialog, ProblemAlert, useSending } from "../ui/index.ts";
import { inbox } from "./texts.ts";

export interface BulkBarProps {
  readonly rows: readonly TaskRow[];
  readonly onClear: () => void;
  readonly onDone: (failed: ReadonlySet<string>) => void;
}

export function BulkBar({ rows, onClear, onDone }: BulkBarProps) {
  const text = inbox.value;
  const words = taskTexts.value;
  const [open, setOpen] = useState<"" | "assign" | "follow-up" | "priority">("");
  const { busy, problem, send } = useSending();
  const [mixed, setMixed] = useState<{ results: readonly BulkResult[]; rows: readonly TaskRow[] } | null>(null);
  const run = async (act: Bulk): Promise<void> => {
    const { results } = await bulk(act, rows);
    const failed = results.filter((result) => !result.ok);
    if (failed.length) setMixed({ results, rows });
    else announce(text.bulkDone(results.length), "success");
    onDone(new Set(failed.map((result) => result.id)));
  };
  const close = (): void => setOpen("");
  const sites = new Set(rows.map((row) => row.site));
  const site = sites.size === 1 ? ([...sites][0] ?? "") : "";
  return (
    <>
      {rows.length > 0 && (
        <section class="akz-bulk" aria-label={text.bulk}>
          <span class="akz-strong" role="status">
            {text.selected(rows.length)}
          </span>
          <Button small busy={busy} onClick={() => void send(() => run({ action: "claim" }))}>
            {words.claim}
          </Button>
          {(may("task.assign.others") ||
            (may("task.assign") && rows.every((row) => row.assignee === me.value?.person))) && (
            <Button small onClick={() => setOpen("assign")}>
              {words.assign}
            </Button>
          )}
          <Button small onClick={() => setOpen("follow-up")}>
            {words.followUp}
          </Button>
          {may("task.priority") && (
            <Button small onClick={() => setOpen("priority")}>
              {words.priority}
            </Button>
          )}
          <Button small variant="tertiary" onClick={onClear}>
            {text.unselect}
          </Button>
        </section>
      )}
      <ProblemAlert problem={problem} />
      {open === "assign" && (
        <AssignDialog
          site={site}
          onClose={close}
          onAssign={(user) => run({ action: "assign", assignee: user.person })}
        />
      )}
      {open === "follow-up" && (
        <FollowUpDialog onClose={close} onSet={(at, note) => run({ action: "follow-up", at, note })} />
      )}
      {open === "priority" && (
        <PriorityDialog
          priority={50}
          onClose={close}
          onSet={(priority, reason) => run({ action: "priority", priority, reason })}
        />
      )}
      {mixed && <Results {...mixed} onClose={() => setMixed(null)} />}
    </>
  );
}

interface ResultsProps {
  readonly results: readonly BulkResult[];
  readonly rows: readonly TaskRow[];
  readonly onClose: () => void;
}

function Results({ results, rows, onClose }: ResultsProps) {
  const text = inbox.value;
  const failed = results.filter((result) => !result.ok);
  const named = new Map(rows.map((row) => [row.id, `${nameOf(row)}, ${row.businessKey}`]));
  return (
    <Dialog
      title={text.bulkTitle}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          {common.value.close}
        </Button>
      }
    >
      <p>{text.bulkMixed(results.length - failed.length, failed.length)}</p>
      <ul class="akz-results">
        {failed.map((result) => (
          <li key={result.id}>
            <span class="akz-strong">{named.get(result.id) ?? result.id}</span>: {result.problem?.title}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
