/** Earlier states of a file: who saved it when. */
import { useLoad } from "../api/use.ts";
import { DateText, EmptyState, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { versions } from "./data.ts";
import { texts } from "./texts.ts";

export function VersionsPanel({ draft, path }: { readonly draft: string; readonly path: string }) {
  const text = texts.value;
  const loaded = useLoad(`versions/${draft}/${path}`, (signal) => versions(draft, path, signal));
  if (!loaded.data)
    return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  if (loaded.data.length === 0) return <EmptyState title={text.versions.none} />;
  return (
    <Table
      caption={text.versions.title}
      rows={loaded.data}
      rowKey={(row) => String(row.version)}
      columns={[
        { key: "version", title: text.versions.version, cell: (row) => row.version, heading: true },
        { key: "at", title: text.drafts.changed, cell: (row) => <DateText value={row.savedAt} time /> },
        { key: "by", title: text.drafts.by, cell: (row) => row.savedBy },
      ]}
    />
  );
}
