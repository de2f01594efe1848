/** Results of a wave that is over: index and mean by item, by site or by case group, only from ten answers on. */
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { language, pick } from "../i18n/index.ts";
import { EmptyState, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import { type Group, type Result, results, waves } from "./data.ts";
import { texts } from "./texts.ts";

type By = "site" | "caseGroup";

export function ResultsTab() {
  const text = texts.value;
  const known = useLoad("surveys", waves);
  const [chosen, setChosen] = useState("");
  const [population, setPopulation] = useState("");
  const [by, setBy] = useState<By>("site");
  const over = (known.data?.items ?? []).filter((one) => one.state === "over");
  const wave = over.find((one) => one.id === chosen) ?? over[0];
  const loaded = useLoad(wave ? `survey-results ${wave.id}` : null, (signal) => results(wave?.id ?? "", signal));
  if (!known.data) return known.problem ? <ProblemAlert problem={known.problem} retry={known.reload} /> : <Loading />;
  if (!wave) return <EmptyState title={text.noResults} />;
  const found = loaded.data;
  const asked = found?.items.filter((one) => !population || one.population === population) ?? [];
  return (
    <div class="akz-stack">
      <div class="svy-row">
        <Select
          label={text.wave}
          value={wave.id}
          options={over.map((one) => ({ value: one.id, label: one.name }))}
          onValue={setChosen}
        />
        <Select
          label={text.population}
          value={population}
          options={[
            { value: "", label: text.everybody },
            ...(found?.items ?? []).map((one) => ({ value: one.population, label: pick(one.name) })),
          ]}
          onValue={setPopulation}
        />
        <Select
          label={text.by}
          value={by}
          options={[
            { value: "site", label: text.bySite },
            { value: "caseGroup", label: text.byGroup },
          ]}
          onValue={(value) => setBy(value === "site" ? "site" : "caseGroup")}
        />
      </div>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!found && !loaded.problem && <Loading />}
      {found && (
        <>
          <Files wave={wave.id} />
          <p class="akz-small akz-muted">{text.least(found.least)}</p>
          {found.items.length === 0 && <EmptyState title={text.tooFew} />}
          {asked.map((one) => (
            <Population key={one.population} result={one} by={by} />
          ))}
          {found.texts.length > 0 && (
            <section aria-label={text.words}>
              <h2 class="akz-h2">{text.words}</h2>
              <ul class="akz-plain-list">
                {found.texts.map((one, index) => (
                  <li key={index}>{one.text}</li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </div>
  );
}

/** The same results as files: whatever is chosen above, they hold the whole wave. */
function Files({ wave }: { readonly wave: string }) {
  const text = texts.value;
  return (
    <nav class="svy-row akz-no-print" aria-label={text.download}>
      {(["pdf", "ods", "csv"] as const).map((kind) => (
        <a
          key={kind}
          href={`/surveys/${encodeURIComponent(wave)}/export?format=${kind}&language=${document.documentElement.lang}`}
          download
        >
          {text.files[kind]}
        </a>
      ))}
    </nav>
  );
}

function Population({ result, by }: { readonly result: Result; readonly by: By }) {
  const text = texts.value;
  const locale = language.value === "en" ? "en-GB" : "de-DE";
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const mean = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const name = pick(result.name);
  const whole = result.groups.find((group) => !group.site);
  const parts = by === "site" ? result.groups.filter((group) => group.site) : result.caseGroups;
  const named = (group: Group): string => (group.name ? pick(group.name) : group.site || text.all);
  const column = (key: string, title: string, group: Group, cell: (of: Group["cells"][number]) => string) => ({
    key,
    title,
    numeric: true,
    cell: (item: { readonly id: string }) => {
      const found = group.cells.find((one) => one.item === item.id);
      return found ? cell(found) : text.few;
    },
  });
  return (
    <div class="akz-stack">
      <h2 class="akz-h2">
        {name}
        {whole && ` (${whole.count})`}
      </h2>
      {!whole ? (
        <p>{text.tooFew}</p>
      ) : (
        <>
          {parts.length === 0 && <p class="akz-small akz-muted">{by === "site" ? text.noSites : text.noGroups}</p>}
          {parts.some((group) => !group.comparable) && <p class="akz-small akz-muted">{text.notComparable}</p>}
          <Table
            caption={name}
            rows={result.items}
            rowKey={(item) => item.id}
            columns={[
              { key: "item", title: text.item, heading: true, cell: (item) => pick(item.text) },
              column("index", `${text.index}, ${by === "site" ? text.all : text.allGroups}`, whole, (one) =>
                percent.format(one.index),
              ),
              column("mean", text.mean, whole, (one) => mean.format(one.mean)),
              column("n", text.n, whole, (one) => String(one.count)),
              ...parts.map((group) =>
                column(
                  `index ${group.site}${group.caseGroup}`,
                  `${text.index}, ${named(group)} (${group.count})`,
                  group,
                  (one) => percent.format(one.index),
                ),
              ),
            ]}
          />
        </>
      )}
    </div>
  );
}
