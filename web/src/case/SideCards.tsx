/** Beside the file: who is waited for, what is to be done, the clock, the family, the office. */

import { me } from "../api/session.ts";
import { DueText } from "../forms/due.tsx";
import { dateTime } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Alert, Badge, Button, DateText } from "../ui/index.ts";
import { ClockCard } from "./ClockCard.tsx";
import type { Overview, Waiting } from "./data.ts";
import { daysSince, lastDay } from "./moments.ts";
import { caseTexts, named } from "./texts.ts";

interface SideProps {
  readonly overview: Overview;
  readonly openTask: string | null;
  readonly onTask: (id: string) => void;
  readonly onSeal: (folder: string) => void;
}

export function SideCards({ overview, openTask, onTask, onSeal }: SideProps) {
  const text = caseTexts.value;
  return (
    <div class="akz-case-side">
      {overview.incidents.length > 0 && (
        <Alert tone="danger" title={text.incidents.title}>
          <p>{text.incidents.text}</p>
          <ul class="akz-case-list">
            {overview.incidents.map((incident) => (
              <li key={incident.elementId}>
                {pick(incident.name)} – {text.incidents.code} <code>{incident.code}</code>,{" "}
                <DateText value={incident.since} time />
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <TasksCard overview={overview} openTask={openTask} onTask={onTask} />
      {overview.clock && <ClockCard clock={overview.clock} deadlines={overview.deadlines} />}
      <WaitingCard overview={overview} />
      {overview.family.length > 0 && (
        <section class="akz-card akz-case-card" aria-labelledby="akz-family">
          <h2 id="akz-family" class="akz-h3">
            {text.family.title}
          </h2>
          <ul class="akz-case-list">
            {overview.family.map((relative) => (
              <li key={relative.caseId}>
                <a href={`/app/cases/${relative.caseId}`}>{relative.businessKey}</a> {relative.name}{" "}
                <span class="akz-muted">
                  {pick(relative.relationName)}, {named(text.statuses, relative.status)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {overview.seals.length > 0 && (
        <section class="akz-card akz-case-card" aria-labelledby="akz-seals">
          <h2 id="akz-seals" class="akz-h3">
            {text.seals.title}
          </h2>
          <ul class="akz-case-list">
            {overview.seals.map((seal) => (
              <li key={seal.folder} class="akz-case-row">
                <span>{named(text.seals.folders, seal.folder)}</span>
                {seal.open ? (
                  <Badge tone="warning">{text.seals.opened}</Badge>
                ) : (
                  <Button small class="akz-no-print" onClick={() => onSeal(seal.folder)}>
                    {text.seals.open}
                    <span class="kern-sr-only"> {named(text.seals.folders, seal.folder)}</span>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {overview.contact && (
        <section class="akz-card akz-case-card" aria-labelledby="akz-contact">
          <h2 id="akz-contact" class="akz-h3">
            {text.contact.title}
          </h2>
          <address class="akz-case-address">
            {[overview.contact.office, overview.contact.address, overview.contact.phone, overview.contact.mail]
              .filter(Boolean)
              .map((line) => (
                <span key={line}>{line}</span>
              ))}
          </address>
        </section>
      )}
    </div>
  );
}

function TasksCard({ overview, openTask, onTask }: Omit<SideProps, "onSeal">) {
  const text = caseTexts.value.tasks;
  return (
    <section class="akz-card akz-case-card" aria-labelledby="akz-open-tasks">
      <h2 id="akz-open-tasks" class="akz-h3">
        {text.title}
      </h2>
      {overview.tasks.length === 0 && <p class="akz-muted">{text.none}</p>}
      <ul class="akz-case-tasks">
        {overview.tasks.map((task) => (
          <li key={task.id} class={task.id === openTask ? "akz-case-task akz-case-task-open" : "akz-case-task"}>
            <button
              type="button"
              class="akz-case-task-button"
              aria-current={task.id === openTask ? "true" : undefined}
              onClick={() => onTask(task.id)}
            >
              <span class="akz-strong">{pick({ de: task.name, en: task.nameEn ?? task.name })}</span>
              <span class="akz-case-task-line">
                <DueText task={task} />
                <span class="akz-muted">
                  {task.assignee
                    ? task.assignee === me.value?.person
                      ? text.mine
                      : text.with(task.assigneeName ?? task.assignee)
                    : whom(overview, task.elementId) || text.free}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whom(overview: Overview, element: string): string {
  return pick(overview.waiting.find((wait) => wait.elementId === element)?.whom);
}

function WaitingCard({ overview }: { readonly overview: Overview }) {
  const text = caseTexts.value.waiting;
  // What stands in the tasks above, with whom, is not said twice.
  const above = new Set(overview.tasks.map((task) => task.elementId));
  const open = overview.waiting.filter((wait) => !above.has(wait.elementId));
  return (
    <section class="akz-card akz-case-card" aria-labelledby="akz-waiting">
      <h2 id="akz-waiting" class="akz-h3">
        {text.title}
      </h2>
      {open.length === 0 && (
        <p class="akz-muted">
          {overview.case.endedAt ? text.ended : overview.tasks.length ? text.tasksOnly : text.nothing}
        </p>
      )}
      <ul class="akz-case-waits">
        {open.map((wait) => (
          <Wait key={`${wait.elementId}${wait.since}`} wait={wait} />
        ))}
      </ul>
    </section>
  );
}

function Wait({ wait }: { readonly wait: Waiting }) {
  const text = caseTexts.value.waiting;
  return (
    <li class={`akz-wait akz-wait-${wait.kind}`}>
      <span class="akz-strong">{pick(wait.whom)}</span>
      <span>{pick(wait.what)}</span>
      <span class="akz-small akz-muted">
        <span title={dateTime(wait.since)}>
          {text.since} <DateText value={wait.since} /> ({text.days(daysSince(wait.since))})
        </span>
        {wait.dueAt && (
          <>
            {" · "}
            {text.until} <DateText value={lastDay(wait.dueAt)} />
          </>
        )}{" "}
        {wait.overdue && <Badge tone="danger">{text.overdue}</Badge>}
      </span>
    </li>
  );
}

/** The line under the title that says the most important things at once. */
export function SummaryLine({ overview }: { readonly overview: Overview }) {
  const text = caseTexts.value;
  const clock = overview.clock;
  const first = overview.waiting[0];
  const parts = [pick(overview.procedure)];
  if (clock) {
    if (clock.state === "stopped") parts.push(text.summary.clockStopped(clock.netDays));
    else if (clock.state === "waiting") parts.push(text.summary.clockWaiting);
    else {
      parts.push(text.summary.net(clock.netDays, clock.limitDays));
      if (clock.state === "paused") parts.push(text.summary.clockPaused);
    }
  }
  return (
    <p class="akz-case-summary">
      {parts.join(" · ")}
      {clock?.targetDate && clock.state !== "stopped" && (
        <>
          {" · "}
          {text.summary.target} <DateText value={clock.targetDate} />
        </>
      )}
      {first && (
        <>
          {" · "}
          {text.summary.waits} {pick(first.whom)}
        </>
      )}
    </p>
  );
}
