/** One case: stages on top, the file in tabs, beside it what is open; tasks are done beside the file. */

import type { ComponentType } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { intention } from "../api/client.ts";
import { useEvents } from "../api/events.ts";
import { useLoad } from "../api/use.ts";
import type { TaskPanelProps } from "../forms/TaskPanel.tsx";
import {
  Badge,
  EmptyState,
  ErrorBoundary,
  Loading,
  PageTitle,
  ProblemAlert,
  ReasonDialog,
  type Tone,
} from "../ui/index.ts";
import { Acts } from "./Acts.tsx";
import { CaseTabs, TABS, type TabKey } from "./CaseTabs.tsx";
import { Conflict } from "./Conflict.tsx";
import { openSeal, overview } from "./data.ts";
import { SideCards, SummaryLine } from "./SideCards.tsx";
import { Stages } from "./Stages.tsx";
import { caseTexts, named } from "./texts.ts";
import "../forms/forms.css";
import "./case.css";
import "./side.css";

const STATUS: Readonly<Record<string, Tone>> = {
  RUNNING: "info",
  INCIDENT: "danger",
  SUSPENDED: "warning",
  COMPLETED: "success",
  CANCELLED: "neutral",
};

export default function CasePage({ case: id }: { readonly case: string }) {
  const text = caseTexts.value;
  const { path, query, route } = useLocation();
  const { data, problem, reload } = useLoad(`overview/${id}`, (signal) => overview(id, signal));
  const [round, setRound] = useState(0);
  const [seal, setSeal] = useState<{ folder: string; key: string } | null>(null);
  const tab = (TABS.find((key) => key === query.tab) ?? "timeline") as TabKey;
  const task = query.task ?? null;
  const go = (next: { tab?: TabKey; task?: string | null }): void => {
    const search = new URLSearchParams();
    const shown = next.tab ?? tab;
    const opened = next.task === undefined ? task : next.task;
    if (shown !== "timeline") search.set("tab", shown);
    if (opened) search.set("task", opened);
    const asked = search.toString();
    route(asked ? `${path}?${asked}` : path, true);
  };
  const again = useCallback(() => {
    reload();
    setRound((count) => count + 1);
  }, [reload]);
  const caseId = data?.case.id;
  useEvents(caseId ? [`case:${caseId}`] : [], again);
  if (!data && problem?.code === "conflict-statement") return <Conflict id={id} onStated={reload} />;
  if (!data && problem?.status === 404) return <Unknown id={id} />;
  if (!data) return problem ? <ProblemAlert problem={problem} retry={reload} /> : <Loading />;
  const name = data.case.applicant ?? data.case.businessKey;
  return (
    <div class="akz-case">
      <p class="akz-no-print akz-small">
        <a href="/app/cases">← {text.back}</a>
      </p>
      <PageTitle
        title={`${data.case.businessKey} ${data.case.applicant ?? ""}`.trim()}
        actions={<Acts overview={data} onDone={again} />}
      >
        <span class="akz-case-title">
          <span>{name}</span>
          <span class="akz-case-number">{data.case.businessKey}</span>
          <Badge tone={STATUS[data.case.status] ?? "neutral"}>{named(text.statuses, data.case.status)}</Badge>
          {data.outcome && <Badge>{named(text.outcomes, data.outcome)}</Badge>}
          {data.escalation && (
            <Badge tone={data.escalation.level === "E0" || data.escalation.level === "E1" ? "warning" : "danger"}>
              {text.escalation.label} {data.escalation.level}
            </Badge>
          )}
        </span>
      </PageTitle>
      <SummaryLine overview={data} />
      <ProblemAlert problem={problem} retry={reload} />
      <Stages stages={data.stages} />
      <div class={task ? "akz-case-grid akz-case-split" : "akz-case-grid"}>
        <div class="akz-case-main">
          <ErrorBoundary>
            <CaseTabs overview={data} round={round} open={tab} onOpen={(key) => go({ tab: key })} onChange={again} />
          </ErrorBoundary>
        </div>
        {task && (
          <section class="akz-case-task-panel akz-no-print" aria-label={text.tasks.panel}>
            <ErrorBoundary>
              <LazyTaskPanel
                taskId={task}
                withoutCase
                takeFocus
                onChange={again}
                onClose={() => go({ task: null })}
                onDone={() => {
                  go({ task: null });
                  again();
                }}
              />
            </ErrorBoundary>
          </section>
        )}
        <SideCards
          overview={data}
          openTask={task}
          onTask={(open) => go({ task: open })}
          onSeal={(folder) => setSeal({ folder, key: intention() })}
        />
      </div>
      {seal && (
        <ReasonDialog
          title={text.seals.dialog}
          confirm={text.seals.open}
          hint={text.seals.hint}
          onClose={() => setSeal(null)}
          onConfirm={async (reason) => {
            await openSeal(data.case.id, seal.folder, reason, seal.key);
            again();
          }}
        >
          <p>{named(text.seals.folders, seal.folder)}</p>
        </ReasonDialog>
      )}
    </div>
  );
}

/** Trying again would not help: a number that was mistyped, or a file of an office that is not one's own. */
function Unknown({ id }: { readonly id: string }) {
  const text = caseTexts.value.unknown;
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <EmptyState title={text.of(id)}>
        <p>{text.why}</p>
        <p>
          <a href="/app/cases">{text.back}</a>
        </p>
      </EmptyState>
    </>
  );
}

/** The forms are the largest part of the desk's code: loaded when the first task is opened. */
function LazyTaskPanel(props: TaskPanelProps) {
  const [Panel, setPanel] = useState<ComponentType<TaskPanelProps> | null>(null);
  useEffect(() => {
    void import("../forms/TaskPanel.tsx").then((found) => setPanel(() => found.TaskPanel));
  }, []);
  return Panel ? <Panel {...props} /> : <Loading />;
}
