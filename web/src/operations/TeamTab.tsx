/** The team: suggestions for sharing, what is noted of people, who is there and which languages are spoken. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import { shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { announce, Button, EmptyState, Loading, ProblemAlert, Select, Table, useSending } from "../ui/index.ts";
import { MemberDialog } from "./MemberDialog.tsx";
import { give, languageName, type Member, type Suggestion, suggestions, type Team, team } from "./team.ts";
import { teamTexts } from "./teamTexts.ts";

export function TeamTab({ site, onSite }: { readonly site: string; readonly onSite: (site: string) => void }) {
  const text = teamTexts.value;
  const known = useLoad(`team/${site}`, (signal) => team(site, signal));
  const [editing, setEditing] = useState<Member | null>(null);
  const { data } = known;
  if (!data) return known.problem ? <ProblemAlert problem={known.problem} retry={known.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      {data.sites.length > 1 && (
        <div class="ops-filters akz-no-print">
          <Select
            label={text.site}
            value={data.site}
            onValue={onSite}
            options={data.sites.map((value) => ({ value, label: value }))}
          />
        </div>
      )}
      <SuggestionList site={data.site} />
      <h2 class="kern-title">{text.team}</h2>
      <Table
        caption={text.team}
        rows={data.people}
        rowKey={({ person }) => person}
        columns={[
          { key: "person", title: text.person, heading: true, cell: (row) => row.name },
          { key: "roles", title: text.roles, cell: (row) => row.roles.map((one) => pick(data.roles[one])).join(", ") },
          {
            key: "languages",
            title: text.languages,
            cell: (row) => row.languages.map(languageName).join(", ") || text.none,
          },
          { key: "weekly", title: text.weekly, numeric: true, cell: (row) => String(row.weeklyMinutes / 60) },
          { key: "absences", title: text.absences, cell: (row) => row.absences.map(days).join(", ") || text.none },
          {
            key: "edit",
            title: text.edit,
            cell: (row) => (
              <Button small aria-label={text.editOf(row.name)} onClick={() => setEditing(row)}>
                {text.edit}
              </Button>
            ),
          },
        ]}
      />
      <Covered known={data} />
      {editing && (
        <MemberDialog
          member={editing}
          onClose={() => {
            setEditing(null);
            known.reload();
          }}
        />
      )}
    </div>
  );
}

function Covered({ known }: { readonly known: Team }) {
  const text = teamTexts.value;
  const languages = Object.keys(known.days[0]?.languages ?? {});
  return (
    <div class="akz-stack">
      <h2 class="kern-title">{text.coverage}</h2>
      <Table
        caption={text.coverage}
        rows={known.days}
        rowKey={({ day }) => day}
        columns={[
          { key: "day", title: text.day, heading: true, cell: (row) => shortDate(row.day) },
          ...Object.entries(known.roles).map(([role, name]) => ({
            key: role,
            title: pick(name),
            numeric: true,
            cell: (row: Team["days"][number]) => row.there[role] || <strong>{text.uncovered}</strong>,
          })),
          ...languages.map((code) => ({
            key: `l-${code}`,
            title: languageName(code),
            numeric: true,
            cell: (row: Team["days"][number]) => row.languages[code] || <strong>{text.uncovered}</strong>,
          })),
        ]}
      />
    </div>
  );
}

function SuggestionList({ site }: { readonly site: string }) {
  const text = teamTexts.value;
  const found = useLoad(`suggestions/${site}`, (signal) => suggestions(site, signal));
  const { busy, problem, send } = useSending();
  const { data } = found;
  const hand = async (row: Suggestion, person: string): Promise<void> => {
    const name = row.who.find((one) => one.person === person)?.name ?? person;
    const { results } = await give(row, person, intention());
    const refused = results.find(({ ok }) => !ok);
    announce(refused ? `${text.refused} ${refused.problem?.detail ?? row.name}` : text.given(name));
    found.reload();
  };
  return (
    <div class="akz-stack">
      <h2 class="kern-title">{text.suggestions}</h2>
      <p>{text.suggestionsHint}</p>
      <ProblemAlert problem={problem ?? found.problem} retry={found.reload} />
      {!data && !found.problem && <Loading />}
      {data && data.items.length === 0 && (
        <EmptyState title={text.nothing}>{text.looked(String(data.looked))}</EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Table
          caption={text.suggestions}
          rows={data.items}
          rowKey={({ taskId }) => taskId}
          columns={[
            { key: "task", title: text.task, heading: true, cell: (row) => `${taskName(row)} (${row.businessKey})` },
            { key: "due", title: text.due, cell: (row) => (row.dueAt ? shortDate(row.dueAt) : text.none) },
            { key: "holder", title: text.holder, cell: (row) => row.holder ?? text.none },
            { key: "reason", title: text.reason, cell: why },
            {
              key: "who",
              title: text.who,
              cell: (row) => <Give row={row} busy={busy} onGive={(person) => void send(() => hand(row, person))} />,
            },
          ]}
        />
      )}
    </div>
  );
}

const taskName = (row: Suggestion): string => pick({ de: row.name, en: row.nameEn ?? null });

interface GiveProps {
  readonly row: Suggestion;
  readonly busy: boolean;
  readonly onGive: (person: string) => void;
}

function Give({ row, busy, onGive }: GiveProps) {
  const text = teamTexts.value;
  const [person, setPerson] = useState(row.who[0]?.person ?? "");
  return (
    <div class="ops-filters">
      <Select
        label={text.who}
        value={person}
        onValue={setPerson}
        options={row.who.map((one) => ({ value: one.person, label: one.name }))}
      />
      <Button
        small
        busy={busy}
        aria-label={text.giveTo(`${taskName(row)} (${row.businessKey})`)}
        onClick={() => onGive(person)}
      >
        {text.give}
      </Button>
    </div>
  );
}

function why(row: Suggestion): string {
  const text = teamTexts.value;
  if (row.reason === "AWAY") return text.away(row.until ? shortDate(row.until) : "");
  if (row.reason === "LANGUAGE") return text.language(languageName(row.language));
  return text.load;
}

export function days({ since, until }: { readonly since: string; readonly until: string }): string {
  return teamTexts.value.days(shortDate(since), shortDate(until));
}
