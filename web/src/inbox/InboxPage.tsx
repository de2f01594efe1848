/** The clerk's inbox: list and task side by side; on narrow screens one after the other. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { me } from "../api/session.ts";
import { claimTask, type TaskRow } from "../api/tasks.ts";
import { LazyTaskPanel, preloadTaskPanel } from "../forms/LazyTaskPanel.tsx";
import { nameOf } from "../forms/names.ts";
import { taskTexts } from "../forms/taskTexts.ts";
import { announce } from "../ui/announce.tsx";
import { Button, EmptyState, ErrorBoundary, Icon, Loading, PageTitle, ProblemAlert } from "../ui/index.ts";
import { useShortcuts } from "../ui/keyboard.ts";
import { BulkBar } from "./BulkBar.tsx";
import { type Filters, useFilters } from "./filters.ts";
import { TaskList } from "./TaskList.tsx";
import { counted, Toolbar } from "./Toolbar.tsx";
import { inbox } from "./texts.ts";
import { type Tasks, useTasks } from "./useTasks.ts";
import "./inbox.css";

/** The list comes first; then the form engine is fetched, so that it is there when a task is opened. */
const AHEAD_MS = 800;

const NARROW = matchMedia("(max-width: 48rem)");

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const look = (): void => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", look);
    return () => NARROW.removeEventListener("change", look);
  }, []);
  return narrow;
}

function rowLink(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`tr[data-task="${CSS.escape(id)}"] .akz-row-link`);
}

/** The row that holds the focus, or the open one. */
function cursor(open: string): string {
  return document.activeElement?.closest<HTMLElement>("tr[data-task]")?.dataset.task ?? open;
}

function Nothing({ filters, team }: { readonly filters: Filters; readonly team: string }) {
  const text = inbox.value;
  if (filters.count || filters.get("q")) {
    return (
      <EmptyState title={text.emptyFiltered}>
        <Button small onClick={filters.reset}>
          {text.clearFilters}
        </Button>
      </EmptyState>
    );
  }
  const why = { mine: text.emptyMine(team), team: text.emptyTeam, deputies: text.emptyDeputies }[filters.scope];
  return (
    <EmptyState title={text.emptyTitle}>
      <p>{why}</p>
      {filters.scope === "mine" && team !== "0" && (
        <p>
          <a href="/app/tasks?scope=team">{text.toTeam}</a>
        </p>
      )}
    </EmptyState>
  );
}

/** Claims at once on the screen, then on the server; a refusal puts the row back and says why. */
function useClaim(tasks: Tasks, onProblem: (problem: Problem | null) => void): (row: TaskRow) => void {
  const { change } = tasks;
  return useCallback(
    (row: TaskRow) => {
      const who = me.peek();
      if (!who || row.assignee === who.person) return;
      onProblem(null);
      change(row.id, { assignee: who.person, assigneeName: who.name });
      claimTask(row).then(
        (done) => {
          change(row.id, done.task ?? {});
          announce(taskTexts.value.claimed(nameOf(row)), "success");
        },
        (error: unknown) => {
          change(row.id, { assignee: row.assignee, assigneeName: row.assigneeName });
          onProblem(asProblem(error));
        },
      );
    },
    [change, onProblem],
  );
}

export default function InboxPage() {
  const text = inbox.value;
  const filters = useFilters();
  const tasks = useTasks(filters.query);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [focusPanel, setFocusPanel] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const claim = useClaim(tasks, setProblem);
  const narrow = useNarrow();
  useEffect(() => {
    const ahead = setTimeout(() => void preloadTaskPanel(), AHEAD_MS);
    return () => clearTimeout(ahead);
  }, []);
  const { rows } = tasks;
  const { task: openId, open } = filters;

  // Another list: what was selected in the one before must not be acted on by mistake.
  const [list, setList] = useState(filters.query);
  if (list !== filters.query) {
    setList(filters.query);
    setSelected(new Set());
    setProblem(null);
  }

  const show = (row: TaskRow): void => {
    setFocusPanel(true);
    open(row.id, openId !== "");
  };
  const close = (): void => {
    const id = openId;
    open(null);
    requestAnimationFrame(() => rowLink(id)?.focus());
  };
  const move = (by: number): void => {
    const at = rows.findIndex((row) => row.id === cursor(""));
    const from = at === -1 ? rows.findIndex((row) => row.id === openId) : at;
    const to = rows[Math.max(0, Math.min(rows.length - 1, from === -1 ? 0 : from + by))];
    if (to) rowLink(to.id)?.focus();
  };
  const row = (): TaskRow | undefined => rows.find((each) => each.id === cursor(openId));
  useShortcuts([
    { key: "j", label: () => text.keyDown, run: () => move(1) },
    { key: "k", label: () => text.keyUp, run: () => move(-1) },
    {
      key: "Enter",
      label: () => text.keyOpen,
      always: true,
      run: () => {
        const at = row();
        if (at) show(at);
      },
    },
    {
      key: "c",
      label: () => text.keyClaim,
      run: () => {
        const at = row();
        const button = document.querySelector<HTMLElement>(".akz-task [data-act=claim]");
        if (button && (!at || at.id === openId)) button.click();
        else if (at) claim(at);
      },
    },
    {
      key: "x",
      label: () => text.keySelect,
      run: () => {
        const at = row();
        if (!at) return;
        const next = new Set(selected);
        if (!next.delete(at.id)) next.add(at.id);
        setSelected(next);
      },
    },
    {
      key: "n",
      label: () => text.keyNext,
      run: () => {
        const at = rows.findIndex((each) => each.id === cursor(openId));
        const next = rows[at + 1];
        if (next) show(next);
      },
    },
    { key: "f", label: () => text.keyForm, run: () => focusForm() },
    { key: "/", label: () => text.keySearch, run: () => search.current?.focus() },
    {
      key: "Escape",
      label: () => text.keyEscape,
      always: true,
      run: () => {
        if (document.activeElement?.closest(".akz-inbox-task")) rowLink(openId)?.focus();
        else if (openId) close();
      },
    },
  ]);
  // From inside a field, Escape leads back to the list as well; what was typed stays.
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const target = event.target;
      if (
        !(target instanceof HTMLElement) ||
        !target.matches(".akz-inbox-task :is(input, select, textarea), #akz-search")
      )
        return;
      event.preventDefault();
      if (target.id === "akz-search") move(0);
      else rowLink(openId)?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });

  const chosen = rows.filter((each) => selected.has(each.id));
  return (
    <div class={`akz-inbox${openId ? " akz-inbox-split" : ""}`}>
      <section class="akz-inbox-list" aria-labelledby="akz-inbox-title">
        <PageTitle title={text.title}>
          <span id="akz-inbox-title">{text.title}</span>
        </PageTitle>
        <Toolbar filters={filters} counts={tasks.counts} rows={rows} searchRef={search} />
        <ProblemAlert problem={problem ?? tasks.problem} retry={tasks.problem ? tasks.reload : undefined} />
        <BulkBar
          rows={chosen}
          onClear={() => setSelected(new Set())}
          onDone={(failed) => {
            setSelected(failed);
            tasks.reload();
          }}
        />
        {rows.length > 0 && (
          <TaskList
            tasks={tasks}
            compact={openId !== "" || narrow}
            sort={filters.sort}
            onSort={(sort) => filters.change({ sort })}
            openId={openId}
            onOpen={show}
            selected={selected}
            onSelect={setSelected}
          />
        )}
        {rows.length === 0 && tasks.busy && <Loading />}
        {rows.length === 0 && !tasks.busy && !tasks.problem && (
          <Nothing filters={filters} team={counted(tasks.counts?.team)} />
        )}
      </section>
      {openId && (
        <div class="akz-inbox-task">
          <button type="button" class="akz-link akz-back" onClick={close}>
            <Icon name="arrow-back" /> {text.back}
          </button>
          <ErrorBoundary key={openId}>
            <LazyTaskPanel
              taskId={openId}
              list={filters.query}
              takeFocus={focusPanel}
              onClose={close}
              onChange={(now) => tasks.change(now.id, now)}
              onDone={(next, done) => {
                tasks.remove(done.id);
                setFocusPanel(true);
                open(next?.id ?? null, true);
                if (!next) requestAnimationFrame(() => document.getElementById("content")?.focus());
              }}
            />
          </ErrorBoundary>
        </div>
      )}
    </div>
  );
}

function focusForm(): void {
  document
    .querySelector<HTMLElement>(
      ".akz-form :is(input:not([readonly]), select, textarea:not([readonly])):not([disabled])",
    )
    ?.focus();
}
