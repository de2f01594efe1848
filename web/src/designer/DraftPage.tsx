/** One draft: its files at the left, the editor of the open one, and below it what checks, tries and deploys the draft. */
import "./designer.css";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { lazy, useLocation } from "preact-iso";
import { useLoad } from "../api/use.ts";
import { Loading, PageTitle, ProblemAlert, Tabs } from "../ui/index.ts";
import type { BpmnEditor, ListedElement } from "./bpmn/modeler.ts";
import { CommentsPanel } from "./CommentsPanel.tsx";
import { DifferencePanel } from "./DifferencePanel.tsx";
import { comments, type Finding, draft as readDraft } from "./data.ts";
import { ElementList } from "./ElementList.tsx";
import { Files, TEXTS_TABLE } from "./Files.tsx";
import { FindingsPanel } from "./FindingsPanel.tsx";
import { counted, marksOf } from "./findings.ts";
import { OpenFile } from "./OpenFile.tsx";
import { ReleasePanel } from "./ReleasePanel.tsx";
import { texts } from "./texts.ts";
import { useChecks } from "./useChecks.ts";
import { useChoices } from "./useChoices.ts";
import type { Kept } from "./useKept.ts";
import { VersionsPanel } from "./VersionsPanel.tsx";

const PlayPanel = lazy(() => import("./PlayPanel.tsx"));
const ScenariosPanel = lazy(() => import("./ScenariosPanel.tsx"));
const ReplayPanel = lazy(() => import("./ReplayPanel.tsx"));
const TextsPane = lazy(() => import("./TextsPane.tsx"));

const TABS = [
  "findings",
  "elements",
  "play",
  "scenarios",
  "difference",
  "replay",
  "release",
  "comments",
  "versions",
] as const;
type Tab = (typeof TABS)[number];

export default function DraftPage({ draft: id }: { readonly draft: string }) {
  const { query, route } = useLocation();
  const text = texts.value.draft;
  const loaded = useLoad(`draft/${id}`, (signal) => readDraft(id, signal));
  const open = query.file ?? loaded.data?.files.find(({ kind }) => kind === "bpmn")?.path ?? null;
  const tab: Tab = TABS.find((each) => each === query.tab) ?? "findings";
  const go = useCallback(
    (values: Record<string, string | null>): void => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(values)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      route(`/app/designer/drafts/${encodeURIComponent(id)}?${next}`, true);
    },
    [id, route],
  );
  if (!loaded.data)
    return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  return (
    <>
      <p class="akz-small">
        <a href="/app/designer">{text.back}</a>
      </p>
      <PageTitle title={loaded.data.name}>{loaded.data.name}</PageTitle>
      <Bench
        id={id}
        files={loaded.data.files}
        base={loaded.data.baseDeploymentId ?? null}
        open={open}
        tab={tab}
        onOpen={(path) => go({ file: path })}
        onTab={(next) => go({ tab: next })}
        onFiles={(path) => {
          loaded.reload();
          if (path !== open) go({ file: path });
        }}
      />
    </>
  );
}

interface BenchProps {
  readonly id: string;
  readonly files: Parameters<typeof Files>[0]["files"];
  readonly base: number | null;
  readonly open: string | null;
  readonly tab: Tab;
  readonly onOpen: (path: string) => void;
  readonly onTab: (tab: string) => void;
  readonly onFiles: (open: string | null) => void;
}

function Bench({ id, files, base, open, tab, onOpen, onTab, onFiles }: BenchProps) {
  const text = texts.value.draft;
  const [editor, setEditor] = useState<BpmnEditor | null>(null);
  const [elements, setElements] = useState<readonly ListedElement[]>([]);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const said = useLoad(`comments/${id}`, (signal) => comments(id, signal));
  const checks = useChecks(id, open);
  const choices = useChoices(id, files);
  const [saves, setSaves] = useState(0);
  const kept = useRef<Kept>(new Map());
  /** Counts the times a file was put back to an earlier state: the editor then begins anew. */
  const [opened, setOpened] = useState(0);
  /** An element to go to once its file has been opened. */
  const wanted = useRef<string | null>(null);
  const { saved } = checks;
  const written = useCallback(() => {
    setSaves((count) => count + 1);
    editor?.saved();
    saved();
  }, [saved, editor]);
  const goTo = useCallback(
    (resource: string, element: string | null): void => {
      if (resource === open && element) editor?.goTo(element);
      else {
        wanted.current = element;
        onOpen(resource);
      }
    },
    [open, editor, onOpen],
  );
  useEffect(() => {
    if (editor && wanted.current) {
      editor.goTo(wanted.current);
      wanted.current = null;
    }
  }, [editor]);
  useEffect(() => {
    if (editor && open)
      editor.marks.show(
        "findings",
        marksOf(checks.findings, open, (element) => editor.goTo(element)),
      );
  }, [editor, open, checks.findings]);
  useEffect(() => {
    if (!editor || !open) return;
    const own = (said.data ?? []).filter(({ path, elementId }) => path === open && elementId);
    editor.marks.show(
      "comments",
      own.map((each) => ({ element: each.elementId ?? "", flag: "💬", tone: "comment", title: each.text })),
    );
  }, [editor, open, said.data]);
  // The way of one finding is shown as long as the findings are read.
  useEffect(() => {
    if (tab !== "findings") editor?.marks.show("way", []);
  }, [editor, tab]);
  const close = useCallback((next: BpmnEditor | null) => {
    setEditor(next);
    if (!next) {
      setElements([]);
      setSelected([]);
    }
  }, []);
  const showWay = (finding: Finding): void => {
    editor?.marks.show(
      "way",
      (finding.path ?? []).map((element) => ({ element, marker: "akz-mark-way" })),
    );
    const first = finding.path?.[0];
    if (first) goTo(finding.resource, first);
  };
  const shown = useMemo(() => [...checks.findings], [checks.findings]);
  const names = useMemo(() => new Map(elements.map(({ id: element, name }) => [element, name])), [elements]);
  const errors = counted(shown, "error");
  const tabs = TABS.filter((each) => each !== "elements" || open?.endsWith(".bpmn"));
  return (
    <div class="wks-bench">
      <Files draft={id} files={files} open={open} findings={shown} onOpen={onOpen} onChanged={onFiles} />
      <div class="wks-main">
        {open === null ? (
          <p>{text.choose}</p>
        ) : open === TEXTS_TABLE ? (
          <TextsPane draft={id} files={files} onSaved={written} />
        ) : (
          <OpenFile
            key={`${open} ${opened}`}
            id={id}
            path={open}
            choices={choices}
            onEditor={close}
            onElements={setElements}
            onSelect={setSelected}
            onModel={checks.model}
            wanted={wanted.current}
            onSaved={written}
          />
        )}
        <Tabs
          label={text.tabsLabel}
          tabs={tabs.map((key) => ({
            key,
            label: text.tabs[key],
            count: key === "findings" ? shown.length : key === "elements" ? elements.length || undefined : undefined,
          }))}
          open={tab}
          onOpen={onTab}
        >
          {tab === "findings" && (
            <FindingsPanel
              findings={shown}
              names={names}
              busy={checks.busy}
              checkedAt={checks.checkedAt}
              onAll={checks.all}
              onGo={(each) => goTo(each.resource, each.elementId ?? null)}
              onWay={showWay}
            />
          )}
          {tab === "elements" && (
            <ElementList
              elements={elements}
              findings={shown.filter(({ resource }) => resource === open)}
              selected={selected}
              onGo={(element) => editor?.goTo(element)}
              onAct={(action) => editor?.trigger(action)}
            />
          )}
          {tab === "play" && (
            <PlayPanel
              draft={id}
              files={files}
              editor={editor}
              onGo={(element) => editor?.goTo(element)}
              onKept={() => onFiles(open)}
            />
          )}
          {tab === "scenarios" && (
            <ScenariosPanel
              draft={id}
              editor={editor}
              elements={elements}
              saves={saves}
              onGo={(element) => editor?.goTo(element)}
              onOpen={onOpen}
            />
          )}
          {tab === "difference" && (
            <DifferencePanel draft={id} base={base} path={open} editor={editor} saves={saves} onGo={goTo} />
          )}
          {tab === "replay" && <ReplayPanel draft={id} saves={saves} kept={kept.current} />}
          {tab === "release" && <ReleasePanel draft={id} onReleased={() => setSaves((count) => count + 1)} />}
          {tab === "comments" && open && (
            <CommentsPanel
              draft={id}
              path={open}
              selected={selected.length === 1 ? (selected[0] ?? null) : null}
              loaded={said}
              onGo={(element) => editor?.goTo(element)}
            />
          )}
          {tab === "versions" && open && open !== TEXTS_TABLE && (
            <VersionsPanel draft={id} path={open} onRestored={() => setOpened((count) => count + 1)} />
          )}
        </Tabs>
        <p class="kern-sr-only" role="status">
          {checks.checkedAt && texts.value.findings.counts(errors, counted(shown, "warning"))}
        </p>
      </div>
    </div>
  );
}
