/** A form with the editor of bpmn.io, and beside it the preview in the fields that clerks will see. */
import "./editors.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { FormView } from "../forms/FormView.tsx";
import { language } from "../i18n/index.ts";
import { Alert, Loading, ProblemAlert, Tabs } from "../ui/index.ts";
import { CodePane } from "./CodePane.tsx";
import type { FormDesigner } from "./forms/editor.ts";
import { editors } from "./textsEditors.ts";
import type { EditedFile } from "./useFile.ts";

export interface FormPaneProps {
  readonly path: string;
  readonly file: EditedFile;
}

type Tab = "editor" | "preview" | "source";
const TABS: readonly Tab[] = ["editor", "preview", "source"];

function schemaOf(text: string): object | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null ? found : null;
  } catch {
    return null;
  }
}

export function FormPane({ path, file }: FormPaneProps) {
  const text = editors.value.form;
  const [tab, setTab] = useState<Tab>("editor");
  if (file.first === null) return file.problem ? <ProblemAlert problem={file.problem} /> : <Loading />;
  const schema = tab === "preview" ? schemaOf(file.text()) : null;
  return (
    <Tabs
      label={text.tabsLabel}
      tabs={TABS.map((key) => ({ key, label: text.tabs[key] }))}
      open={tab}
      onOpen={(key) => setTab(key as Tab)}
    >
      {tab === "editor" && <Editor key={`${path}/${file.round}`} path={path} file={file} />}
      {tab === "source" && <CodePane path={path} file={file} />}
      {tab === "preview" &&
        (schema ? (
          <div class="akz-stack">
            <p class="akz-small akz-muted">{text.previewHint}</p>
            <FormView
              formKey={file.text()}
              schema={schema}
              variables={{}}
              answers={null}
              readonly={false}
              label={text.preview(path)}
              onReady={() => undefined}
            />
          </div>
        ) : (
          <Alert tone="danger" title={text.broken} />
        ))}
    </Tabs>
  );
}

function Editor({ path, file }: FormPaneProps) {
  const text = editors.value.form;
  const spoken = language.value;
  const box = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [ready, setReady] = useState(false);
  const latest = useRef(file);
  latest.current = file;
  useEffect(() => {
    let gone = false;
    let made: FormDesigner | null = null;
    import("./forms/editor.ts")
      .then(async (island) => {
        if (gone || !box.current) return;
        const now = latest.current.text();
        const indent = /^\s*\{\n(\s+)"/.exec(now)?.[1] ?? "  ";
        const end = now.endsWith("\n") ? "\n" : "";
        made = new island.FormDesigner(box.current, (schema) =>
          latest.current.edit(JSON.stringify(schema, null, indent) + end),
        );
        await made.open(JSON.parse(now) as object);
        setReady(true);
      })
      .catch((error: unknown) => {
        if (!gone) setProblem(asProblem(error));
      });
    return () => {
      gone = true;
      made?.destroy();
      box.current?.replaceChildren();
    };
  }, [path, spoken]);
  return (
    <>
      <ProblemAlert problem={problem} />
      {!ready && !problem && <Loading label={text.loading} />}
      <div class="wks-form-editor" ref={box} data-island="" data-ready={ready ? "true" : undefined} />
    </>
  );
}
