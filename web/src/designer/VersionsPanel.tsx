/** Earlier states of a file: who saved it when, and the way back to one of them. */
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import { announce, Button, DateText, EmptyState, Loading, ProblemAlert, Table, useSending } from "../ui/index.ts";
import { readFile, versions, writeFile } from "./data.ts";
import { texts } from "./texts.ts";

export interface VersionsPanelProps {
  readonly draft: string;
  readonly path: string;
  /** The file on the server is another one than the editor shows. */
  readonly onRestored: () => void;
}

export function VersionsPanel({ draft, path, onRestored }: VersionsPanelProps) {
  const text = texts.value;
  const loaded = useLoad(`versions/${draft}/${path}`, (signal) => versions(draft, path, signal));
  const { busy, problem, send } = useSending();
  const restore = async (version: number): Promise<void> => {
    const [then, now] = await Promise.all([readFile(draft, path, undefined, version), readFile(draft, path)]);
    await writeFile(draft, path, then.text, now.version);
    announce(text.versions.restored, "success");
    loaded.reload();
    onRestored();
  };
  if (!loaded.data)
    return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  if (loaded.data.length === 0) return <EmptyState title={text.versions.none} />;
  const newest = loaded.data[0]?.version;
  return (
    <div class="akz-stack">
      <ProblemAlert problem={problem} />
      <Table
        caption={text.versions.title}
        rows={loaded.data}
        rowKey={(row) => String(row.version)}
        columns={[
          { key: "version", title: text.versions.version, cell: (row) => row.version, heading: true },
          { key: "at", title: text.drafts.changed, cell: (row) => <DateText value={row.savedAt} time /> },
          { key: "by", title: text.drafts.by, cell: (row) => row.savedBy },
          {
            key: "acts",
            title: common.value.actions,
            cell: ({ version }) =>
              version !== newest && (
                <Button
                  small
                  busy={busy}
                  aria-label={`${text.versions.restore}: ${version}`}
                  onClick={() => void send(() => restore(version))}
                >
                  {text.versions.restore}
                </Button>
              ),
          },
        ]}
      />
    </div>
  );
}
