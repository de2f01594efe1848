/** The process as a diagram with token and path, and beside it the list of steps that says the same. */
import "./diagram.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import { pick } from "../i18n/index.ts";
import { Alert, Badge, Button, DateText, Loading, ProblemAlert, Select, type Tone } from "../ui/index.ts";
import { type DiagramStep, diagram, diagramXml, type ProcessState } from "./data.ts";
import { caseTexts, named } from "./texts.ts";
import type { Shown, View } from "./viewer.ts";

const TONES: Readonly<Record<string, Tone>> = { active: "info", incident: "danger", completed: "success" };

export function DiagramTab({ id, round }: { readonly id: string; readonly round: number }) {
  const text = caseTexts.value.diagram;
  const loaded = useLoad(`diagram/${id}`, (signal) => diagram(id, null, signal));
  const [chosen, setChosen] = useState<string | null>(null);
  const [more, setMore] = useState<{ steps: DiagramStep[]; next: string | null } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const sheet = useRef<Shown | null>(null);
  const { data, reload } = loaded;
  const seen = useRef(round);
  useEffect(() => {
    if (seen.current !== round) reload();
    seen.current = round;
  }, [round, reload]);
  useEffect(() => setMore(null), [data]);
  if (!data) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  const shown = data.processes.find(({ key }) => key === chosen) ?? data.processes[0];
  if (!shown) return null;
  const steps = [...data.steps, ...(more?.steps ?? [])];
  const next = more ? more.next : (data.next ?? null);
  const called = (element: string): ProcessState | undefined =>
    data.processes.find(({ callers }) =>
      callers.some(({ elementId, key }) => elementId === element && key === shown.key),
    );
  const load = async (): Promise<void> => {
    try {
      const page = await diagram(id, next);
      setMore({ steps: [...(more?.steps ?? []), ...page.steps], next: page.next ?? null });
      setProblem(null);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <div class="akz-stack">
      <div class="akz-case-tab-head">
        <div>
          <h2 class="akz-h2">{text.title}</h2>
          <p class="akz-muted akz-small">{text.hint}</p>
        </div>
        {data.processes.length > 1 && (
          <div class="akz-no-print">
            <Select
              label={text.choose}
              value={shown.key}
              onValue={setChosen}
              options={data.processes.map((process) => ({
                value: process.key,
                label: `${pick(process.title)}${process.active.length ? ` – ${text.active}` : ""}`,
              }))}
            />
          </div>
        )}
      </div>
      {data.cut && <Alert title={text.cut} />}
      <ProblemAlert problem={problem ?? loaded.problem} retry={loaded.reload} />
      <div class="akz-diagram-grid">
        <Sheet
          key={shown.key}
          state={shown}
          called={called}
          onOpen={(element) => {
            const target = called(element);
            if (target) setChosen(target.key);
          }}
          sheet={sheet}
        />
        <section class="akz-steps-frame" aria-labelledby="akz-steps">
          <h3 id="akz-steps" class="akz-h3">
            {text.steps}
          </h3>
          <ol class="akz-steps">
            {steps.map((step, index) => (
              <Step
                key={`${step.elementId}/${step.enteredAt}/${index}`}
                step={step}
                here={step.processId === shown.key}
                onFind={() => {
                  if (step.processId !== shown.key) setChosen(step.processId);
                  else sheet.current?.goTo(step.elementId);
                }}
              />
            ))}
          </ol>
          {next && (
            <Button small onClick={() => void load()}>
              {common.value.more}
            </Button>
          )}
        </section>
      </div>
    </div>
  );
}

function Step({ step, here, onFind }: { step: DiagramStep; here: boolean; onFind: () => void }) {
  const text = caseTexts.value.diagram;
  return (
    <li class={`akz-step akz-step-${step.state}`}>
      <button type="button" class="akz-link" onClick={onFind} aria-label={pick(step.name)}>
        {pick(step.name)}
        {!here && <span aria-hidden="true"> ↗</span>}
      </button>
      {step.way && <span class="akz-step-way">→ {step.way}</span>}
      <span class="akz-small akz-muted">
        <Badge tone={TONES[step.state] ?? "neutral"}>{named(text.states, step.state)}</Badge>{" "}
        <DateText value={step.leftAt ?? step.enteredAt} time />
        {step.by && `, ${text.by(step.by)}`}
      </span>
    </li>
  );
}

interface SheetProps {
  readonly state: ProcessState;
  readonly called: (element: string) => ProcessState | undefined;
  readonly onOpen: (element: string) => void;
  readonly sheet: { current: Shown | null };
}

function Sheet({ state, called, onOpen, sheet }: SheetProps) {
  const text = caseTexts.value.diagram;
  const box = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [ready, setReady] = useState(false);
  const sight = useRef<View | null>(null);
  const latest = useRef({ called, onOpen });
  latest.current = { called, onOpen };
  const { resource } = state;
  const words = text;
  useEffect(() => {
    const stop = new AbortController();
    let drawn: Shown | null = null;
    setReady(false);
    Promise.all([import("./viewer.ts"), diagramXml(resource, stop.signal)])
      .then(async ([viewer, xml]) => {
        if (stop.signal.aborted || !box.current) return;
        box.current.replaceChildren();
        drawn = await viewer.show(
          box.current,
          xml,
          state,
          {
            active: words.active,
            incident: words.incident,
            into: (element) => {
              const target = latest.current.called(element);
              return target ? words.into(pick(target.title)) : null;
            },
          },
          (element) => latest.current.onOpen(element),
          sight.current,
        );
        if (stop.signal.aborted) drawn.destroy();
        else {
          sheet.current = drawn;
          setReady(true);
        }
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setProblem(asProblem(error));
      });
    return () => {
      stop.abort();
      sight.current = drawn?.view() ?? sight.current;
      sheet.current = null;
      drawn?.destroy();
    };
  }, [resource, state, words, sheet]);
  return (
    <section class="akz-sheet" aria-label={text.label(pick(state.title))}>
      <div class="akz-sheet-tools akz-no-print">
        <Button small disabled={!ready} onClick={() => sheet.current?.goTo()}>
          {text.here}
        </Button>
        <Button small disabled={!ready} onClick={() => sheet.current?.fit()}>
          {text.fit}
        </Button>
        <Button small icon="add" iconOnly disabled={!ready} onClick={() => sheet.current?.zoom(1.25)}>
          {text.zoomIn}
        </Button>
        <Button small disabled={!ready} aria-label={text.zoomOut} onClick={() => sheet.current?.zoom(0.8)}>
          −
        </Button>
        <ul class="akz-sheet-legend">
          <li class="akz-legend-active">{text.active}</li>
          <li class="akz-legend-done">{text.done}</li>
          {state.incidents.length > 0 && <li class="akz-legend-stuck">{text.incident}</li>}
        </ul>
      </div>
      <ProblemAlert problem={problem} />
      {!ready && !problem && <Loading label={text.loading} />}
      <div class="akz-sheet-box" ref={box} data-ready={ready ? "true" : undefined} />
    </section>
  );
}
