/** Decisions of a file: which one is open, and the editor of bpmn.io below. */
import "./editors.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { language } from "../i18n/index.ts";
import { Loading, ProblemAlert, Select } from "../ui/index.ts";
import type { DmnEditor, View } from "./dmn/editor.ts";
import { editors } from "./textsEditors.ts";
import type { EditedFile } from "./useFile.ts";

export interface DmnPaneProps {
  readonly path: string;
  readonly file: EditedFile;
  /** A decision to show, from a finding. */
  readonly wanted: string | null;
}

export function DmnPane({ path, file, wanted }: DmnPaneProps) {
  const text = editors.value.dmn;
  const spoken = language.value;
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<DmnEditor | null>(null);
  const [views, setViews] = useState<readonly View[]>([]);
  const [active, setActive] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const latest = useRef(file);
  latest.current = file;
  const loaded = file.first !== null;
  const { round } = file;
  useEffect(() => {
    if (!loaded || !box.current) return;
    let gone = false;
    import("./dmn/editor.ts")
      .then(async (island) => {
        if (gone || !box.current) return;
        const made: DmnEditor = new island.DmnEditor(
          box.current,
          (xml) => latest.current.edit(xml),
          (next, open) => {
            setViews(next);
            setActive(open);
          },
        );
        editor.current = made;
        await made.open(latest.current.text());
      })
      .catch((error: unknown) => {
        if (!gone) setProblem(asProblem(error));
      });
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
      box.current?.replaceChildren();
    };
  }, [path, round, loaded, spoken]);
  useEffect(() => {
    if (wanted && views.some(({ id }) => id === wanted)) void editor.current?.show(wanted);
  }, [wanted, views]);
  return (
    <section class="akz-stack" aria-label={text.label(path)}>
      <ProblemAlert problem={problem ?? (loaded ? null : file.problem)} />
      {views.length === 0 && !problem && !file.problem && <Loading />}
      {views.length > 0 && (
        <Select
          label={text.view}
          value={active ?? ""}
          onValue={(id) => void editor.current?.show(id)}
          options={views.map(({ id, name, type }) => ({
            value: id,
            label: `${name} (${text.kinds[type as keyof typeof text.kinds] ?? type})`,
          }))}
        />
      )}
      <div class="wks-dmn" ref={box} data-island="" data-ready={views.length > 0 ? "true" : undefined} />
    </section>
  );
}
