/** Playing a case of the draft: who does what next, what the clock does, what agencies do, and one step back. */
import { useEffect, useRef, useState } from "preact/hooks";
import { dateTime } from "../i18n/dates.ts";
import { Alert, announce, Button, DateInput, ProblemAlert, Select, TextInput, useSending } from "../ui/index.ts";
import type { BpmnEditor } from "./bpmn/modeler.ts";
import { type DraftFile, readFile } from "./data.ts";
import { KeepScenario } from "./KeepScenario.tsx";
import { PlayState } from "./PlayState.tsx";
import { PlayTask } from "./PlayTask.tsx";
import { tried } from "./textsTried.ts";
import { endPlay, type Play, type Step, startPlay, step } from "./tried.ts";

export interface PlayPanelProps {
  readonly draft: string;
  readonly files: readonly DraftFile[];
  readonly editor: BpmnEditor | null;
  readonly onGo: (element: string) => void;
  readonly onKept: () => void;
}

const MAIN = "akzess-main";

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export default function PlayPanel({ draft, files, editor, onGo, onKept }: PlayPanelProps) {
  const text = tried.value.play;
  const processes = files.filter(({ kind }) => kind === "bpmn").map(({ path }) => path.replace(/\.bpmn$/, ""));
  const [process, setProcess] = useState(processes.includes(MAIN) ? MAIN : (processes[0] ?? ""));
  const [applications, setApplications] = useState<readonly string[]>([]);
  const [application, setApplication] = useState<string | null>(null);
  const [day, setDay] = useState(today());
  const [days, setDays] = useState("14");
  const [play, setPlay] = useState<Play | null>(null);
  const { busy, problem, send } = useSending();
  const [keeping, setKeeping] = useState(false);
  const running = useRef<string | null>(null);
  const hasApplications = files.some(({ path }) => path === "scenarios/applications.yaml");
  useEffect(() => {
    if (!hasApplications) return;
    let gone = false;
    void Promise.all([import("yaml"), readFile(draft, "scenarios/applications.yaml")])
      .then(([{ parse }, { text: content }]) => {
        const found = (parse(content) as { applications?: Record<string, unknown> } | null)?.applications ?? {};
        if (!gone) setApplications(Object.keys(found));
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [draft, hasApplications]);
  useEffect(
    () => () => {
      if (running.current) void endPlay(running.current).catch(() => undefined);
    },
    [],
  );
  useEffect(() => {
    if (!editor) return;
    const tokens = (play?.tokens ?? []).map((element) => ({
      element,
      marker: "akz-mark-token",
      flag: "●",
      tone: "token",
    }));
    const way = (play?.path ?? []).flatMap(({ elementId, flowIds }) =>
      [elementId, ...flowIds].map((element) => ({ element, marker: "akz-mark-way" })),
    );
    editor.marks.show("tokens", [...way, ...tokens]);
    return () => editor.marks.show("tokens", []);
  }, [editor, play]);
  const run = (act: () => Promise<Play>): Promise<boolean> =>
    send(async () => {
      const next = await act();
      running.current = next.id;
      setPlay(next);
      announce(text.stepped(dateTime(next.now), next.tasks.length));
    });
  const go = (what: Step): Promise<boolean> => (play ? run(() => step(play.id, what)) : Promise.resolve(false));
  const chosen = application ?? (applications.includes("engineer") ? "engineer" : (applications[0] ?? ""));
  return (
    <div class="akz-stack">
      <p class="akz-small akz-muted">{text.intro}</p>
      <div class="wks-row">
        <Select
          label={text.process}
          value={process}
          onValue={setProcess}
          options={processes.map((each) => ({ value: each, label: each }))}
        />
        <Select
          label={text.application}
          value={chosen}
          onValue={setApplication}
          options={[
            { value: "", label: text.noApplication },
            ...applications.map((each) => ({ value: each, label: each })),
          ]}
        />
        <DateInput label={text.day} value={day} onValue={setDay} />
        <Button
          variant={play ? "secondary" : "primary"}
          busy={busy}
          disabled={!day || !process}
          onClick={() => void run(() => startPlay(draft, process, `${day}T09:00:00+01:00`, chosen || null))}
        >
          {play ? text.again : text.start}
        </Button>
      </div>
      <ProblemAlert problem={problem} />
      {play && (
        <>
          <div class="wks-row" role="toolbar" aria-label={text.clock}>
            <p>
              <span class="akz-muted">{text.now}:</span> <strong>{dateTime(play.now)}</strong>
            </p>
            <Button small disabled={busy || play.ended} onClick={() => void go({ days: 1 })}>
              {text.day1}
            </Button>
            <TextInput label={text.days} value={days} inputMode="numeric" onValue={setDays} />
            <Button
              small
              disabled={busy || play.ended || !/^[1-9]\d{0,3}$/.test(days)}
              onClick={() => void go({ days: Number(days) })}
            >
              {text.go}
            </Button>
            <Button small disabled={busy || play.ended} onClick={() => void go({ next: true })}>
              {text.next}
            </Button>
            <Button small disabled={busy || play.steps === 0} onClick={() => void go({ back: 1 })}>
              {text.back}
            </Button>
            <Button small disabled={busy} onClick={() => setKeeping(true)}>
              {text.keep}
            </Button>
          </div>
          {play.ended && <Alert tone="success" title={text.ended} live />}
          <h3 class="akz-h3">{text.tasks}</h3>
          {play.tasks.length === 0 && <p class="akz-muted">{text.noTasks}</p>}
          {play.tasks.map((task) => (
            <PlayTask
              key={task.id}
              task={task}
              busy={busy}
              onGo={onGo}
              onComplete={(answers) => void go({ complete: { task: task.id, answers } })}
            />
          ))}
          <PlayState play={play} busy={busy} onGo={onGo} onStep={(what) => void go(what)} />
        </>
      )}
      {keeping && play && (
        <KeepScenario
          play={play.id}
          onClose={() => setKeeping(false)}
          onKept={(path) => {
            announce(text.kept(path), "success");
            onKept();
          }}
        />
      )}
    </div>
  );
}
