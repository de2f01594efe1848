/** Moving running cases: the mapping on both diagrams, a verdict per case without effect, the move, the way back. */
import { useMemo, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { language } from "../i18n/index.ts";
import {
  Badge,
  Button,
  EmptyState,
  Loading,
  ProblemAlert,
  ReasonDialog,
  Select,
  Table,
  useSending,
} from "../ui/index.ts";
import { MappingPart } from "./MappingPart.tsx";
import {
  begin,
  dryRun,
  type Mapping,
  type Migration,
  type Progress,
  type Remark,
  run,
  undo,
  type Verdict,
} from "./migrations.ts";
import { type Deployment, deployments } from "./released.ts";
import { released } from "./textsReleased.ts";

/** Those that cannot move come first; more rows than anybody reads are counted, not shown. */
const SHOWN = 200;

export default function MigrateTab() {
  const text = released.value.migrate;
  const known = useLoad("deployments", deployments);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [migration, setMigration] = useState<Migration | null>(null);
  const [changes, setChanges] = useState<Mapping>({});
  const [verdicts, setVerdicts] = useState<readonly Verdict[] | null>(null);
  const [outcomes, setOutcomes] = useState<Progress | null>(null);
  const [asking, setAsking] = useState<"run" | "undo" | null>(null);
  /** The outcomes are those of the way back. */
  const [back, setBack] = useState(false);
  const { busy, problem, send } = useSending();
  const rows = known.data ?? [];
  // Where most cases still are, and what is in force: that is what one comes here for
  const target = to || String(rows[0]?.id ?? "");
  const source = from || String(fullest(rows, target)?.id ?? "");
  const of = (id: string): Deployment | undefined => rows.find((row) => String(row.id) === id);
  const mapping = useMemo(() => ({ ...accepted(migration), ...changes }), [migration, changes]);
  const able = verdicts?.filter(({ migratable }) => migratable).length ?? 0;
  if (!known.data) return known.problem ? <ProblemAlert problem={known.problem} retry={known.reload} /> : <Loading />;
  const options = rows.map(({ id, newest, running }) => ({
    value: String(id),
    label: [id, ...(newest ? [released.value.releases.newest] : []), text.running(running)].join(" · "),
  }));
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <div class="wks-row">
        <Select label={text.from} value={source} onValue={setFrom} options={options} />
        <Select label={text.to} value={target} onValue={setTo} options={options} />
        <Button
          variant="primary"
          busy={busy}
          disabled={!source || !target || source === target}
          onClick={() =>
            void send(async () => {
              setChanges({});
              setVerdicts(null);
              setOutcomes(null);
              setMigration(await begin(Number(source), Number(target), {}));
            })
          }
        >
          {text.propose}
        </Button>
      </div>
      {!rows.some(({ id, running }) => running > 0 && String(id) !== target) && <p>{text.nobody}</p>}
      <ProblemAlert problem={problem} />
      {migration && (
        <>
          <MappingPart
            migration={migration}
            from={of(migration.id.split("-")[0] ?? "")}
            to={of(migration.id.split("-")[1] ?? "")}
            mapping={mapping}
            verdicts={verdicts}
            onChange={(key, value) => {
              setChanges({ ...changes, [key]: value });
              setVerdicts(null);
            }}
          />
          <div class="akz-actions">
            <Button busy={busy} onClick={() => void send(() => dryRun(migration.id, mapping, setVerdicts))}>
              {text.dry}
            </Button>
            <Button variant="primary" busy={busy} disabled={able === 0} onClick={() => setAsking("run")}>
              {text.run}
            </Button>
            <Button busy={busy} onClick={() => setAsking("undo")}>
              {text.undo}
            </Button>
          </div>
        </>
      )}
      {outcomes && <OutcomeTable found={outcomes} said={back ? text.back : text.moved} />}
      {!outcomes && verdicts && <VerdictTable rows={verdicts} />}
      {asking && migration && (
        <ReasonDialog
          title={asking === "run" ? text.runTitle : text.undo}
          confirm={asking === "run" ? text.run : text.undo}
          onClose={() => setAsking(null)}
          onConfirm={(reason) => {
            setBack(asking === "undo");
            return asking === "run"
              ? run(migration.id, mapping, reason, setOutcomes)
              : undo(migration.id, reason, setOutcomes);
          }}
        >
          {asking === "run" && <p>{text.runText(able)}</p>}
        </ReasonDialog>
      )}
    </div>
  );
}

/** The version other than the target that most running cases are on; of equal ones, and of empty ones, the newest. */
function fullest(rows: readonly Deployment[], target: string): Deployment | undefined {
  return rows
    .filter(({ id }) => String(id) !== target)
    .reduce<Deployment | undefined>((best, row) => (best && best.running >= row.running ? best : row), undefined);
}

/** What the server proposes, with its guesses taken: the person sees them and may change them. */
function accepted(migration: Migration | null): Mapping {
  return Object.fromEntries(
    (migration?.pairs ?? [])
      .filter(({ target, suggestion }) => !target && suggestion)
      .map(({ processId, elementId, suggestion }) => [`${processId}/${elementId}`, suggestion ?? ""]),
  );
}

function Remarks({ rows }: { readonly rows: readonly Remark[] }) {
  return (
    <ul class="wks-elements">
      {rows.map((row, index) => (
        <li key={`${row.code} ${index}`}>
          {row.elementId && <code>{row.elementId}</code>}{" "}
          {language.value === "en" ? row.messageEn || row.message : row.message}
        </li>
      ))}
    </ul>
  );
}

function VerdictTable({ rows }: { readonly rows: readonly Verdict[] }) {
  const text = released.value.migrate;
  if (rows.length === 0) return <EmptyState title={text.none} />;
  const able = rows.filter(({ migratable }) => migratable).length;
  return (
    <>
      <p role="status">{text.progress(able, rows.length)}</p>
      <Table
        caption={text.verdicts}
        rows={[...rows].sort((a, b) => Number(a.migratable) - Number(b.migratable)).slice(0, SHOWN)}
        rowKey={({ caseId }) => caseId}
        columns={[
          { key: "case", title: text.case, heading: true, cell: ({ businessKey }) => businessKey },
          {
            key: "verdict",
            title: text.verdict,
            cell: ({ migratable }) => (
              <Badge tone={migratable ? "success" : "danger"}>{migratable ? text.can : text.cannot}</Badge>
            ),
          },
          { key: "at", title: text.waits, cell: ({ at }) => <code>{at.join(", ")}</code> },
          { key: "why", title: text.why, cell: ({ obstacles, notes }) => <Remarks rows={[...obstacles, ...notes]} /> },
        ]}
      />
    </>
  );
}

interface OutcomeTableProps {
  readonly found: Progress;
  readonly said: (done: number, all: number) => string;
}

function OutcomeTable({ found, said }: OutcomeTableProps) {
  const text = released.value.migrate;
  return (
    <>
      <p role="status">{said(found.moved, found.moved + found.stayed.length)}</p>
      {found.stayed.length > 0 && (
        <Table
          caption={text.verdicts}
          rows={found.stayed.slice(0, SHOWN)}
          rowKey={({ caseId }) => caseId}
          columns={[
            { key: "case", title: text.case, heading: true, cell: ({ businessKey }) => businessKey },
            { key: "verdict", title: text.verdict, cell: () => <Badge tone="warning">{text.cannot}</Badge> },
            { key: "why", title: text.why, cell: ({ obstacles }) => <Remarks rows={obstacles} /> },
          ]}
        />
      )}
    </>
  );
}
