/** The mutation score: which planted faults no scenario notices, as a list and at their elements. */
import { useEffect, useState } from "preact/hooks";
import { pick } from "../i18n/index.ts";
import { Alert, Button, ProblemAlert, useSending } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import type { BpmnEditor } from "./bpmn/modeler.ts";
import { tried } from "./textsTried.ts";
import { type Mutants, plant, planted } from "./tried.ts";
import { usePoll } from "./usePoll.ts";

export interface MutantsPartProps {
  readonly draft: string;
  readonly editor: BpmnEditor | null;
  readonly onGo: (element: string) => void;
}

export function MutantsPart({ draft, editor, onGo }: MutantsPartProps) {
  const text = tried.value.mutants;
  const [round, setRound] = useState(0);
  const { busy, problem, send } = useSending();
  const { data, problem: unread } = usePoll(
    `${draft}/${round}`,
    (signal) => planted(draft, signal),
    ({ state }) => state === "running",
  );
  useEffect(() => {
    editor?.marks.show("mutants", data ? marksOf(data) : []);
    return () => editor?.marks.show("mutants", []);
  }, [editor, data]);
  const start = async (): Promise<void> => {
    await plant(draft);
    setRound((count) => count + 1);
  };
  return (
    <section class="akz-stack" aria-labelledby="wks-mutants">
      <h3 class="akz-h3" id="wks-mutants">
        {text.title}
      </h3>
      <p class="akz-small akz-muted">{text.intro}</p>
      <div class="akz-actions">
        <Button small busy={busy || data?.state === "running"} onClick={() => void send(start)}>
          {text.start}
        </Button>
        {data?.state === "running" && (
          <span class="akz-actions">
            <progress value={data.done} max={Math.max(1, data.total)} aria-label={text.title} />
            {text.progress(data.done, data.total)}
          </span>
        )}
      </div>
      <ProblemAlert problem={problem ?? unread} />
      {data?.state === "failed" && <Alert tone="danger" title={text.failed} />}
      {data?.state === "done" && typeof data.score === "number" && (
        <p role="status">
          <strong>{text.score(data.score.toFixed(1))}</strong>
        </p>
      )}
      {data && data.survivors.length > 0 && (
        <>
          <h4 class="akz-h3">
            {text.survivors} ({data.survivors.length})
          </h4>
          <ul class="wks-elements">
            {data.survivors.map((each) => (
              <li key={each.id}>
                <button type="button" class="akz-link" onClick={() => onGo(each.elementId)}>
                  {each.elementId}
                </button>{" "}
                {pick(each.text)} <span class="akz-muted">({each.processId})</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** One mark for each element, with all that stays unnoticed there. */
function marksOf({ survivors }: Mutants): readonly Mark[] {
  const texts = new Map<string, string[]>();
  for (const { elementId, text } of survivors) texts.set(elementId, [...(texts.get(elementId) ?? []), pick(text)]);
  return [...texts].map(([element, said]) => ({
    element,
    marker: "akz-mark-warning",
    flag: `? ${said.length}`,
    tone: "warning",
    title: `${tried.value.mutants.survivors}: ${said.join(" · ")}`,
  }));
}
