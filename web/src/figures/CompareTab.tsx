/** A year beside a baseline, and versions of the procedure beside each other. */
import { useState } from "preact/hooks";
import { raw } from "../api/client.ts";
import { hasRole } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import {
  announce,
  Button,
  EmptyState,
  Loading,
  ProblemAlert,
  Select,
  Table,
  TextInput,
  useSending,
} from "../ui/index.ts";
import { ask, type Comparison, type Figures, type Snapshots, type Versions } from "./data.ts";
import { shown } from "./numbers.ts";
import { texts } from "./texts.ts";

interface Known {
  readonly figures: Figures;
  readonly year: string;
}

const nameOf = (figures: Figures, key: string): string =>
  pick(figures.names.find((name) => name.key === key)?.name) || key;
const unitOf = (figures: Figures, key: string): string => figures.names.find((name) => name.key === key)?.unit ?? "";

function Beside({ figures, year, baseline }: Known & { readonly baseline: string }) {
  const text = texts.value.compare;
  const found = useLoad(`figures/comparison/${baseline}/${year}`, (signal) =>
    ask<Comparison>("/figures/comparison", { baseline, year }, signal),
  );
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  const told = (key: string, value: number | null | undefined): string => shown({ value }, unitOf(figures, key));
  return (
    <Table
      caption={`${data.before} – ${data.after}`}
      showCaption
      rows={data.figures.filter((row) => row.before !== null || row.after !== null)}
      rowKey={({ key }) => key}
      columns={[
        { key: "figure", title: texts.value.figure, heading: true, cell: (row) => nameOf(figures, row.key) },
        {
          key: "before",
          title: data.before,
          numeric: true,
          cell: (row) => told(row.key, row.before),
        },
        {
          key: "after",
          title: data.after,
          numeric: true,
          cell: (row) => told(row.key, row.after),
        },
        {
          key: "differs",
          title: text.differs,
          cell: (row) =>
            text.differsOf[row.differs === null || row.differs === undefined ? "" : row.differs ? "yes" : "no"],
        },
      ]}
    />
  );
}

function Keep({ year, onKept }: { readonly year: string; readonly onKept: () => void }) {
  const text = texts.value.compare;
  const last = String(Math.min(Number(year), new Date().getFullYear() - 1));
  const [name, setName] = useState("");
  const [since, setSince] = useState(last);
  const [until, setUntil] = useState(last);
  const { busy, problem, send } = useSending();
  const keep = (event: Event): void => {
    event.preventDefault();
    void send(async () => {
      await raw("POST", "/figures/baselines", {
        body: JSON.stringify({ name, since: Number(since), until: Number(until) }),
        headers: { "Content-Type": "application/json" },
      });
      announce(text.kept);
      onKept();
    });
  };
  return (
    <form class="fig-form akz-no-print" onSubmit={keep}>
      <TextInput label={text.name} value={name} onValue={setName} required />
      <TextInput label={text.from} value={since} onValue={setSince} inputMode="numeric" required />
      <TextInput label={text.to} value={until} onValue={setUntil} inputMode="numeric" required />
      <Button type="submit" busy={busy}>
        {text.keep}
      </Button>
      <ProblemAlert problem={problem} />
    </form>
  );
}

function VersionsPart({ figures, year }: Known) {
  const text = texts.value.compare;
  const found = useLoad(`figures/versions/${year}`, (signal) => ask<Versions>("/figures/versions", { year }, signal));
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  if (data.items.length === 0) return null;
  const rows = figures.names.filter((name) =>
    data.items.some((item) => item.figures.some((one) => one.key === name.key && one.value !== null)),
  );
  return (
    <>
      <h2 class="kern-title">{text.versions}</h2>
      <Table
        caption={text.versions}
        rows={rows}
        rowKey={({ key }) => key}
        columns={[
          { key: "figure", title: texts.value.figure, heading: true, cell: (row) => pick(row.name) },
          ...data.items.map((item) => ({
            key: String(item.version),
            title: text.version(item.version),
            numeric: true,
            cell: (row: Figures["names"][number]) =>
              item.figures.length === 0
                ? text.few
                : shown(
                    item.figures.find((one) => one.key === row.key),
                    row.unit,
                  ),
          })),
        ]}
      />
    </>
  );
}

export function CompareTab({ year, figures }: Known) {
  const text = texts.value.compare;
  const kept = useLoad("figures/baselines", (signal) =>
    ask<Snapshots>("/figures/snapshots", { kind: "baseline" }, signal),
  );
  const names = [...new Set((kept.data?.items ?? []).map((one) => one.name))];
  const [chosen, setChosen] = useState("");
  const baseline = names.includes(chosen) ? chosen : (names[0] ?? "");
  if (!kept.data) return kept.problem ? <ProblemAlert problem={kept.problem} retry={kept.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      {names.length === 0 ? (
        <EmptyState title={text.none}>{text.noneText}</EmptyState>
      ) : (
        <>
          <div class="fig-head">
            <Select
              label={text.baseline}
              value={baseline}
              options={names.map((name) => ({ value: name, label: name }))}
              onValue={setChosen}
            />
          </div>
          <Beside figures={figures} year={year} baseline={baseline} />
        </>
      )}
      {hasRole("abh-head") && <Keep year={year} onKept={kept.reload} />}
      <VersionsPart figures={figures} year={year} />
    </div>
  );
}
