/** The canvas with its tools and the properties panel; the diagram editor itself is loaded when this is first shown. */
import "./editors.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { language } from "../i18n/index.ts";
import { announce, Button, Dialog, Loading, ProblemAlert } from "../ui/index.ts";
import type { BpmnEditor, ListedElement } from "./bpmn/modeler.ts";
import type { Choices } from "./bpmn/panel.tsx";
import { templates, variables } from "./data.ts";
import { diagram } from "./textsDiagram.ts";
import type { EditedFile } from "./useFile.ts";

export interface BpmnPaneProps {
  readonly draft: string;
  readonly path: string;
  readonly file: EditedFile;
  readonly choices: Choices;
  readonly onEditor: (editor: BpmnEditor | null) => void;
  readonly onElements: (elements: readonly ListedElement[]) => void;
  readonly onSelect: (ids: readonly string[]) => void;
  /** The model has changed: the checks of the browser can run. */
  readonly onModel: (editor: BpmnEditor) => void;
}

export function BpmnPane(props: BpmnPaneProps) {
  const { draft, path, file, choices } = props;
  const text = diagram.value.canvas;
  const spoken = language.value;
  const canvas = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<BpmnEditor | null>(null);
  const [history, setHistory] = useState({ undo: false, redo: false });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  const { first, round } = file;
  const loaded = first !== null;
  // The panel's choices are read when the editor is made; they come once per draft.
  // `first` is read once per `round`.
  useEffect(() => {
    if (!loaded || !canvas.current || !panel.current) return;
    let gone = false;
    let made: BpmnEditor | null = null;
    const start = async (): Promise<void> => {
      const [island, known] = await Promise.all([
        import("./bpmn/modeler.ts"),
        templates().catch(() => ({ de: [], en: [] })),
      ]);
      if (gone || !canvas.current || !panel.current) return;
      const opened: BpmnEditor = new island.BpmnEditor({
        canvas: canvas.current,
        panel: panel.current,
        templates: known[spoken],
        choices,
        variables: (element) => variables(draft, path, element),
        onChange: (xml) => {
          latest.current.file.edit(xml);
          latest.current.onElements(opened.elements());
          latest.current.onModel(opened);
        },
        onSelect: (ids) => latest.current.onSelect(ids),
        onHistory: (undo, redo) => setHistory({ undo, redo }),
      });
      made = opened;
      const { laidOut } = await opened.open(latest.current.file.text());
      if (gone) return;
      if (laidOut) announce(diagram.value.canvas.laidOut);
      setEditor(opened);
      latest.current.onEditor(opened);
      latest.current.onElements(opened.elements());
      latest.current.onModel(opened);
    };
    start().catch((error: unknown) => {
      if (!gone) setProblem(asProblem(error));
    });
    return () => {
      gone = true;
      setEditor(null);
      latest.current.onEditor(null);
      made?.destroy();
    };
  }, [draft, path, round, loaded, spoken, choices]);
  const act = (action: Parameters<BpmnEditor["trigger"]>[0]) => (): void => editor?.trigger(action);
  return (
    <section class="wks-bpmn" aria-label={text.label(path)}>
      <div class="akz-actions akz-no-print" role="toolbar" aria-label={text.tools}>
        <Button small disabled={!history.undo} onClick={act("undo")}>
          {text.undo}
        </Button>
        <Button small disabled={!history.redo} onClick={act("redo")}>
          {text.redo}
        </Button>
        <Button small icon="search" disabled={!editor} onClick={act("find")}>
          {text.search}
        </Button>
        <Button small icon="add" disabled={!editor} onClick={act("createElement")}>
          {text.create}
        </Button>
        <Button small disabled={!editor} onClick={() => setAsking(true)}>
          {text.layout}
        </Button>
        <Button small disabled={!editor} onClick={act("toggleTokenSimulation")}>
          {text.simulate}
        </Button>
        <Button small disabled={!editor} onClick={() => editor?.fit()}>
          {text.fit}
        </Button>
        <Button small icon="add" iconOnly disabled={!editor} onClick={() => editor?.zoom(1.25)}>
          {text.zoomIn}
        </Button>
        <Button small disabled={!editor} aria-label={text.zoomOut} onClick={() => editor?.zoom(0.8)}>
          −
        </Button>
      </div>
      <p class="akz-small akz-muted">
        {text.keys} {text.names}
      </p>
      <ProblemAlert problem={problem ?? (loaded ? null : file.problem)} />
      {!editor && !problem && !file.problem && <Loading label={text.loading} />}
      <div class="wks-bpmn-grid">
        <div class="wks-canvas akz-sheet-box" ref={canvas} data-ready={editor ? "true" : undefined} data-island="" />
        <div class="wks-properties" data-island="">
          <div ref={panel} class="wks-properties-box" />
        </div>
      </div>
      {asking && (
        <Dialog
          title={text.layout}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{common.value.cancel}</Button>
              <Button
                variant="primary"
                onClick={() => {
                  setAsking(false);
                  editor?.layOut().catch((error: unknown) => setProblem(asProblem(error)));
                }}
              >
                {text.layout}
              </Button>
            </>
          }
        >
          <p>{text.layoutText}</p>
        </Dialog>
      )}
    </section>
  );
}
