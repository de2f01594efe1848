/** The forecast: what it starts from, a question, the answer; the site and the question shown stand in the address. */
import "../forms/forms.css";
import "../operations/operations.css";
import "../mining/mining.css";
import "./forecast.css";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useLoad } from "../api/use.ts";
import { dateTime, shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { days, number } from "../mining/figures.ts";
import { SITES } from "../shell/texts.ts";
import { Alert, Button, DateInput, Loading, PageTitle, ProblemAlert, Select, Table, useSending } from "../ui/index.ts";
import { ask, type Basis, basis, nextWeek, type Run, run as readRun, runs } from "./data.ts";
import { Result } from "./Result.tsx";
import { texts } from "./texts.ts";

const POLL_MS = 1500;
const FEW_LEARNED = 50;

export default function ForecastPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const site = query.site ?? "";
  const known = useLoad(`forecast/${site}`, (signal) => basis(site, signal));
  const earlier = useLoad(`forecast-runs/${query.run ?? ""}`, runs);
  const go = (values: Record<string, string>): void => {
    const all = Object.entries({ site, ...values }).filter(([, value]) => value);
    route(`/app/forecast?${new URLSearchParams(all)}`, true);
  };
  const { data } = known;
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <div class="akz-stack">
        <p>{text.intro}</p>
        <ProblemAlert problem={known.problem} retry={known.reload} />
        {!data && !known.problem && <Loading />}
        {data && data.sites.length > 1 && (
          <div class="ops-filters akz-no-print">
            <Select
              label={text.site}
              value={data.site}
              onValue={(value) => go({ site: value })}
              options={data.sites.map((value) => ({ value, label: SITES[value] ?? value }))}
            />
          </div>
        )}
        {data && <Start known={data} />}
        {data && <Ask known={data} onAsked={(found) => go({ site: data.site, run: found.id })} />}
        {query.run && <Answer id={query.run} roles={data?.roles ?? []} />}
        {(earlier.data?.length ?? 0) > 0 && (
          <div class="akz-stack">
            <h2 class="kern-title">{text.earlier}</h2>
            <Table
              caption={text.earlier}
              rows={earlier.data ?? []}
              rowKey={({ id }) => id}
              columns={[
                {
                  key: "asked",
                  title: text.asked,
                  heading: true,
                  cell: (one) => `${one.site}: ${said(one, data?.roles ?? [])}`,
                },
                { key: "when", title: text.when, cell: (one) => dateTime(one.askedAt) },
                { key: "by", title: text.by, cell: (one) => one.askedBy },
                {
                  key: "show",
                  title: text.show,
                  cell: (one) => (
                    <Button
                      small
                      aria-label={`${text.show}: ${said(one, data?.roles ?? [])}`}
                      onClick={() => go({ site: one.site, run: one.id })}
                    >
                      {text.show}
                    </Button>
                  ),
                },
              ]}
            />
          </div>
        )}
      </div>
    </>
  );
}

function Start({ known }: { readonly known: Basis }) {
  const text = texts.value;
  const figures: readonly (readonly [string, string])[] = [
    [text.open, number(known.openCases)],
    [text.arrivals, days(known.arrivalsPerWeek)],
    [text.learned, number(known.countedCases)],
  ];
  return (
    <div class="akz-stack">
      <h2 class="kern-title">{text.basis}</h2>
      <dl class="mng-figures">
        {figures.map(([label, value]) => (
          <div key={label} class="mng-figure">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {known.countedCases < FEW_LEARNED && <Alert tone="warning" title={text.fewLearned} />}
      <Table
        caption={text.people}
        rows={known.roles}
        rowKey={({ role }) => role}
        columns={[
          { key: "role", title: text.role, heading: true, cell: (row) => pick(row.name) },
          { key: "planned", title: text.planned, numeric: true, cell: (row) => days(row.people) },
          { key: "least", title: text.least, numeric: true, cell: (row) => days(Math.min(...row.present)) },
        ]}
      />
    </div>
  );
}

function Ask({ known, onAsked }: { readonly known: Basis; readonly onAsked: (run: Run) => void }) {
  const text = texts.value;
  const [monday, friday] = nextWeek(known.today);
  const [role, setRole] = useState("");
  const [people, setPeople] = useState("2");
  const [since, setSince] = useState(monday);
  const [until, setUntil] = useState(friday);
  const [arrivals, setArrivals] = useState("1");
  const [wrong, setWrong] = useState("");
  const { busy, problem, send } = useSending();
  const submit = (event: Event): void => {
    event.preventDefault();
    const muddled = Boolean(role) && (!since || !until || until < since);
    setWrong(muddled ? text.order : "");
    if (muddled) return;
    const absences = role ? [{ role, people: Number(people), since, until }] : [];
    void send(() => ask({ site: known.site, arrivals: Number(arrivals), absences }).then(onAsked));
  };
  return (
    <div class="akz-stack akz-no-print">
      <h2 class="kern-title">{text.question}</h2>
      <p>{text.questionHint}</p>
      <form class="akz-stack" onSubmit={submit}>
        <div class="ops-filters">
          <Select
            label={text.absentRole}
            value={role}
            onValue={setRole}
            options={[
              { value: "", label: text.nobody },
              ...known.roles.map((one) => ({ value: one.role, label: pick(one.name) })),
            ]}
          />
          {role && (
            <>
              <Select
                label={text.count}
                value={people}
                onValue={setPeople}
                options={["1", "2", "3", "4", "5"].map((value) => ({ value, label: value }))}
              />
              <DateInput label={text.since} value={since} onValue={setSince} />
              <DateInput label={text.until} value={until} onValue={setUntil} />
            </>
          )}
          <Select
            label={text.more}
            value={arrivals}
            onValue={setArrivals}
            options={Object.entries(text.moreOptions).map(([value, label]) => ({ value, label }))}
          />
        </div>
        {wrong && <Alert tone="danger" title={wrong} live />}
        <ProblemAlert problem={problem} />
        <div>
          <Button variant="primary" type="submit" busy={busy}>
            {text.ask}
          </Button>
        </div>
      </form>
    </div>
  );
}

function Answer({ id, roles }: { readonly id: string; readonly roles: Basis["roles"] }) {
  const text = texts.value;
  const found = useLoad(`run/${id}`, (signal) => readRun(id, signal));
  const { data } = found;
  const running = data?.state === "RUNNING";
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(found.reload, POLL_MS);
    return () => clearInterval(timer);
  }, [running, found.reload]);
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  return (
    <div class="akz-stack" aria-busy={running}>
      <h2 class="kern-title">
        {data.site}: {said(data, roles)}
      </h2>
      {running && (
        <div class="akz-stack" role="status">
          <progress class="fct-progress" max={data.wanted} value={data.done} aria-label={text.ask} />
          <p>{text.running(number(data.done), number(data.wanted))}</p>
        </div>
      )}
      {data.state === "FAILED" && <Alert tone="danger" title={text.failed} live />}
      {data.state === "DONE" && <Result run={data} />}
    </div>
  );
}

/** The question in words. */
function said(one: Run, roles: Basis["roles"]): string {
  const text = texts.value;
  const parts = one.absences.map((absence) => {
    const known = roles.find(({ role }) => role === absence.role);
    return text.askedFor(
      number(absence.people),
      known ? pick(known.name) : absence.role,
      shortDate(absence.since),
      shortDate(absence.until),
    );
  });
  if (one.arrivals !== 1) parts.push(text.askedMore(number(one.arrivals)));
  return parts.join(", ") || text.plain;
}
