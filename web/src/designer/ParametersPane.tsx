/** Thresholds, fees and periods with the days on which they hold; a new value is added with its first day. */
import { useState } from "preact/hooks";
import { common } from "../i18n/common.ts";
import { Alert, Button, DateInput, Dialog, Loading, ProblemAlert, Table, Tabs, TextInput } from "../ui/index.ts";
import { CodePane } from "./CodePane.tsx";
import { type Parameter, parametersOf, withValue } from "./parameterFile.ts";
import { editors } from "./textsEditors.ts";
import type { EditedFile } from "./useFile.ts";

const TABS = ["table", "source"] as const;

export default function ParametersPane({ path, file }: { readonly path: string; readonly file: EditedFile }) {
  const text = editors.value.parameters;
  const [tab, setTab] = useState<string>("table");
  const [filter, setFilter] = useState("");
  const [asking, setAsking] = useState<Parameter | null>(null);
  const [, setRound] = useState(0);
  if (file.first === null) return file.problem ? <ProblemAlert problem={file.problem} /> : <Loading />;
  const read = parametersOf(file.text());
  const wanted = filter.trim().toLowerCase();
  const rows = (read?.rows ?? []).filter(({ id, norm }) => !wanted || `${id} ${norm}`.toLowerCase().includes(wanted));
  return (
    <>
      <Alert title={text.releaseTitle}>{text.release}</Alert>
      <Tabs
        label={text.tabsLabel}
        tabs={TABS.map((key) => ({ key, label: text.tabs[key] }))}
        open={tab}
        onOpen={setTab}
      >
        {tab === "source" && <CodePane path={path} file={file} />}
        {tab === "table" && !read && <Alert tone="danger" title={text.broken} />}
        {tab === "table" && read && (
          <div class="akz-stack">
            <p class="akz-small akz-muted">{text.hint}</p>
            <TextInput label={text.filter} type="search" value={filter} onValue={setFilter} />
            <Table
              caption={text.title}
              rows={rows}
              rowKey={({ id }) => id}
              columns={[
                { key: "id", title: text.id, heading: true, cell: ({ id }) => <code>{id}</code> },
                {
                  key: "values",
                  title: text.value,
                  cell: ({ values, unit }) => (
                    <ul class="wks-elements">
                      {values.map(({ value, from, to }) => (
                        <li key={from}>
                          <strong class="wks-anywhere">{value}</strong> {unit}, {text.from} {from}
                          {to ? `, ${text.to} ${to}` : ""}
                        </li>
                      ))}
                    </ul>
                  ),
                },
                {
                  key: "norm",
                  title: text.norm,
                  cell: ({ norm, source }) => (
                    <>
                      {norm}
                      <div class="akz-small akz-muted wks-anywhere">{source}</div>
                    </>
                  ),
                },
                {
                  key: "add",
                  title: common.value.actions,
                  cell: (row) => (
                    <Button small icon="add" aria-label={`${text.addValue}: ${row.id}`} onClick={() => setAsking(row)}>
                      {text.addValue}
                    </Button>
                  ),
                },
              ]}
            />
          </div>
        )}
        {asking && (
          <AddValue
            row={asking}
            onClose={() => setAsking(null)}
            onAdd={(value, from) => {
              const next = withValue(file.text(), asking.id, value, from);
              if (next === null) return false;
              file.edit(next);
              setRound((count) => count + 1);
              return true;
            }}
          />
        )}
      </Tabs>
    </>
  );
}

interface AddValueProps {
  readonly row: Parameter;
  readonly onClose: () => void;
  /** Whether it could be added. */
  readonly onAdd: (value: string, from: string) => boolean;
}

function AddValue({ row, onClose, onAdd }: AddValueProps) {
  const text = editors.value.parameters;
  const [value, setValue] = useState("");
  const [from, setFrom] = useState("");
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState(false);
  const add = (): void => {
    setTried(true);
    if (!value.trim() || !from) return;
    if (onAdd(value.trim(), from)) onClose();
    else setRefused(true);
  };
  return (
    <Dialog
      title={text.add(row.id)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" onClick={add}>
            {text.addValue}
          </Button>
        </>
      }
    >
      {refused && <Alert tone="warning" title={text.overlap} live />}
      <TextInput
        label={`${text.value} (${row.unit})`}
        required
        value={value}
        error={tried && !value.trim() ? text.wrongValue : undefined}
        onValue={setValue}
      />
      <DateInput
        label={text.from}
        required
        value={from}
        error={tried && !from ? text.wrongDay : undefined}
        onValue={(next) => setFrom(next ?? "")}
      />
    </Dialog>
  );
}
