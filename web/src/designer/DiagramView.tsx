/** A box with a diagram to look at; the viewer is loaded when it is first shown. */
import "./editors.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { Button, Loading, ProblemAlert } from "../ui/index.ts";
import type { Layer, Mark } from "./bpmn/marks.ts";
import type { BpmnView } from "./bpmn/viewer.ts";
import { released } from "./textsReleased.ts";

export interface DiagramViewProps {
  readonly label: string;
  readonly xml: string;
  readonly layer: Layer;
  readonly marks: readonly Mark[];
  readonly goTo?: string | null;
  readonly onNames?: (names: ReadonlyMap<string, string>) => void;
}

export function DiagramView({ label, xml, layer, marks, goTo, onNames }: DiagramViewProps) {
  const text = released.value.view;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<BpmnView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const named = useRef(onNames);
  named.current = onNames;
  useEffect(() => {
    let gone = false;
    let made: BpmnView | null = null;
    import("./bpmn/viewer.ts")
      .then(async (island) => {
        if (gone || !box.current) return;
        made = new island.BpmnView(box.current);
        await made.open(xml);
        if (gone) return;
        setView(made);
        named.current?.(made.names());
      })
      .catch((error: unknown) => {
        if (!gone) setProblem(asProblem(error));
      });
    return () => {
      gone = true;
      setView(null);
      made?.destroy();
    };
  }, [xml]);
  useEffect(() => view?.marks.show(layer, marks), [view, layer, marks]);
  useEffect(() => {
    if (goTo) view?.goTo(goTo);
  }, [view, goTo]);
  return (
    <section aria-label={label} class="akz-stack">
      <ProblemAlert problem={problem} />
      {!view && !problem && <Loading />}
      {view && (
        <div class="akz-actions">
          <Button small onClick={() => view.zoom(1.25)}>
            {text.larger}
          </Button>
          <Button small onClick={() => view.zoom(0.8)}>
            {text.smaller}
          </Button>
          <Button small onClick={() => view.whole()}>
            {text.whole}
          </Button>
        </div>
      )}
      <div class="wks-canvas akz-sheet-box" ref={box} data-island="" data-ready={view ? "true" : undefined} />
    </section>
  );
}
