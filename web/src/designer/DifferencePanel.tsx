/** What a draft changes: as marks on the open diagram, beside the earlier diagram on demand, and as a list of all files. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { Badge, Checkbox, EmptyState, Loading, ProblemAlert, Select, type Tone } from "../ui/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import type { BpmnEditor } from "./bpmn/modeler.ts";
import { DiagramView } from "./DiagramView.tsx";
import { said } from "./differenceWords.ts";
import { type Deployment, deployedFile, deployments, difference, type FileDifference, type State } from "./released.ts";
import { released } from "./textsReleased.ts";

const TONES: Readonly<Record<State, Tone>> = { added: "success", removed: "danger", changed: "warning", moved: "info" };

/** Marks for one side: the earlier one shows what has gone, the later one what has come. */
export function differenceMarks(
  file: FileDifference | undefined,
  side: "before" | "after",
  words: Record<string, string>,
): readonly Mark[] {
  const hidden: State = side === "before" ? "added" : "removed";
  return (file?.elements ?? [])
    .filter(({ state }) => state !== hidden)
    .map(({ id, state, changes }) => ({
      element: id,
      marker: `akz-mark-${state}`,
      flag: words[state] ?? state,
      tone: state,
      title: changes
        .map(
          ({ what, before, after }) =>
            `${what ? said(what) : released.value.difference.type}: ${before ?? "–"} → ${after ?? "–"}`,
        )
        .join(" · "),
    }));
}

export interface DifferencePanelProps {
  readonly draft: string;
  readonly base: number | null;
  readonly path: string | null;
  readonly editor: BpmnEditor | null;
  /** Counts the saves of the draft: each may change what differs. */
  readonly saves: number;
  readonly onGo: (resource: string, element: string | null) => void;
}

export function DifferencePanel({ draft, base, path, editor, saves, onGo }: DifferencePanelProps) {
  const text = released.value;
  const [against, setAgainst] = useState("");
  const [beside, setBeside] = useState(false);
  const known = useLoad("deployments", deployments);
  const number = against ? Number(against) : null;
  const loaded = useLoad(`difference/${draft}/${against}/${saves}`, (signal) => difference(draft, number, signal));
  const own = loaded.data?.files.find((file) => file.path === path);
  const { states } = text;
  useEffect(() => {
    editor?.marks.show("difference", differenceMarks(own, "after", states));
    return () => editor?.marks.show("difference", []);
  }, [editor, own, states]);
  const earlier = known.data?.find(({ id }) => id === (number ?? base)) ?? null;
  return (
    <div class="akz-stack">
      <Select
        label={text.difference.against}
        value={against}
        onValue={setAgainst}
        options={[
          { value: "", label: text.difference.base },
          ...(known.data ?? []).map(({ id }) => ({ value: String(id), label: text.difference.number(id) })),
        ]}
      />
      {path?.endsWith(".bpmn") && earlier && (
        <Checkbox label={text.difference.showBefore} checked={beside} onValue={setBeside} />
      )}
      {beside && path && earlier && <Before of={earlier} path={path} file={own} />}
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!loaded.data && !loaded.problem && <Loading />}
      {loaded.data && <DifferenceList files={loaded.data.files} onGo={onGo} />}
    </div>
  );
}

function Before({ of, path, file }: { of: Deployment; path: string; file: FileDifference | undefined }) {
  const text = released.value;
  const loaded = useLoad(`deployed/${of.id}/${path}`, (signal) => deployedFile(of, path, signal));
  const { states } = text;
  const marks = useMemo(() => differenceMarks(file, "before", states), [file, states]);
  if (loaded.busy && !loaded.data) return <Loading />;
  if (!loaded.data) return <EmptyState title={text.difference.noBefore} />;
  return (
    <DiagramView
      label={`${text.difference.beforeTitle}: ${path} (${text.difference.number(of.id)})`}
      xml={loaded.data}
      layer="difference"
      marks={marks}
    />
  );
}

export interface DifferenceListProps {
  readonly files: readonly FileDifference[];
  readonly onGo?: (resource: string, element: string | null) => void;
}

export function DifferenceList({ files, onGo }: DifferenceListProps) {
  const text = released.value;
  if (files.length === 0) return <EmptyState title={text.difference.none} />;
  return (
    <ul class="wks-findings">
      {files.map((file) => (
        <li key={file.path} class="wks-finding">
          <h3 class="akz-h3">
            {onGo ? (
              <button type="button" class="akz-link" onClick={() => onGo(file.path, null)}>
                {file.path}
              </button>
            ) : (
              file.path
            )}{" "}
            <Badge tone={TONES[file.state]}>{text.states[file.state]}</Badge>
          </h3>
          {file.same && <p class="akz-small akz-muted">{text.difference.same}</p>}
          <ul class="wks-elements">
            {file.elements.map((element) => (
              <li key={`${element.id} ${element.state}`}>
                <Badge tone={TONES[element.state]}>{text.states[element.state]}</Badge>{" "}
                {onGo && element.state !== "removed" ? (
                  <button type="button" class="akz-link" onClick={() => onGo(file.path, element.id)}>
                    {element.name || element.id}
                  </button>
                ) : (
                  element.name || element.id
                )}{" "}
                {element.name && <code class="akz-muted">{element.id}</code>}
                {element.changes.length > 0 && (
                  <dl class="wks-changes">
                    {element.changes.map(({ what, before, after }) => (
                      <div key={what}>
                        <dt title={what || undefined}>{what ? said(what) : text.difference.type}</dt>
                        <dd>
                          <span class="kern-sr-only">{text.difference.before}: </span>
                          <del>{before ?? text.difference.nothing}</del> →{" "}
                          <span class="kern-sr-only">{text.difference.after}: </span>
                          <ins>{after ?? text.difference.nothing}</ins>
                        </dd>
                      </div>
                    ))}
                  </dl>
                )}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
