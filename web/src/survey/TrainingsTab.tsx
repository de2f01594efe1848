/** Trainings: one's own, for leads those of their site, for the coordination numbers only. */
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { hasRole } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import { pick } from "../i18n/index.ts";
import {
  announce,
  Button,
  DateInput,
  DateText,
  EmptyState,
  Loading,
  ProblemAlert,
  Select,
  SendDialog,
  Table,
  TextInput,
} from "../ui/index.ts";
import { attended, type Trainings, trainings } from "./data.ts";
import { texts } from "./texts.ts";

export function TrainingsTab() {
  const text = texts.value;
  const overview = hasRole("smi-coord");
  const loaded = useLoad(`trainings ${overview}`, (signal) => trainings(overview, signal));
  const [asking, setAsking] = useState(false);
  const found = loaded.data;
  if (!found) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  const name = (id: string): string => pick(found.courses.find((one) => one.id === id)?.name) || id;
  return (
    <div class="akz-stack">
      <p>{text.register}</p>
      {found.mayWrite && (
        <p>
          <Button onClick={() => setAsking(true)}>{text.record}</Button>
        </p>
      )}
      {overview ? (
        <Table
          caption={text.tabs.trainings}
          rows={found.courses}
          rowKey={(row) => row.id}
          columns={[
            { key: "course", title: text.course, heading: true, cell: (row) => pick(row.name) },
            { key: "area", title: text.area, cell: (row) => text.areas[row.area] ?? row.area },
            { key: "hours", title: text.hours, numeric: true, cell: (row) => row.hours },
            { key: "people", title: text.people, numeric: true, cell: (row) => row.people ?? text.few },
          ]}
        />
      ) : found.items.length === 0 ? (
        <EmptyState title={text.noTrainings} />
      ) : (
        <Table
          caption={text.tabs.trainings}
          rows={found.items}
          rowKey={(row) => row.id}
          columns={[
            { key: "person", title: text.person, heading: true, cell: (row) => row.personName },
            { key: "course", title: text.course, cell: (row) => name(row.course) },
            { key: "on", title: text.on, cell: (row) => <DateText value={row.completedOn} /> },
            { key: "site", title: text.site, cell: (row) => row.site },
          ]}
        />
      )}
      {asking && (
        <RecordDialog
          known={found}
          onClose={() => setAsking(false)}
          onDone={() => {
            announce(text.done, "success");
            loaded.reload();
          }}
        />
      )}
    </div>
  );
}

interface RecordDialogProps {
  readonly known: Trainings;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function RecordDialog({ known, onClose, onDone }: RecordDialogProps) {
  const text = texts.value;
  const [person, setPerson] = useState("");
  const [course, setCourse] = useState(known.courses[0]?.id ?? "");
  const [day, setDay] = useState("");
  const [tried, setTried] = useState(false);
  const key = useMemo(intention, []);
  const error = (value: string): string | undefined => (tried && !value.trim() ? common.value.required : undefined);
  const go = async (): Promise<void> => {
    setTried(true);
    if (!person.trim() || !day) return;
    await attended({ person: person.trim(), course, completedOn: day }, key);
    onDone();
    onClose();
  };
  return (
    <SendDialog title={text.record} confirm={common.value.save} onSend={go} onClose={onClose}>
      <TextInput label={text.account} required value={person} error={error(person)} onValue={setPerson} />
      <Select
        label={text.course}
        value={course}
        options={known.courses.map((one) => ({ value: one.id, label: pick(one.name) }))}
        onValue={setCourse}
      />
      <DateInput label={text.on} required value={day} error={error(day)} onValue={setDay} />
    </SendDialog>
  );
}
