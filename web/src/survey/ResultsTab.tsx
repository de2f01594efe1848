/** Results of the newest wave that is over: index and mean by item, sites only from ten answers on. */
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { language, pick } from "../i18n/index.ts";
import { EmptyState, Loading, ProblemAlert, Select, Table } from "../ui/index.ts";
import { type Result, results, waves } from "./data.ts";
import { texts } from "./texts.ts";

export function ResultsTab() {
  const text = texts.value;
  const known = useLoad("surveys", waves);
  const [chosen, setChosen] = useState("");
  const over = (known.data?.items ?? []).filter((one) => one.state === "over");
  const wave = over.find((one) => one.id === chosen) ?? over[0];
  const loaded = useLoad(wave ? `survey-results ${wave.id}` : null, (signal) => results(wave?.id ?? "", signal));
  if (!known.data) return known.problem ? <ProblemAlert problem={known.problem} retry={known.reload} /> : <Loading />;
  if (!wave) return <EmptyState title={text.noResults} />;
  const found = loaded.data;
  return (
    <div class="akz-stack">
      <div class="svy-row">
        <Select
          label={text.wave}
          value={wave.id}
          options={over.map((one) => ({ value: one.id, label: one.name }))}
          onValue={setChosen}
        />
      </div>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!found && !loaded.problem && <Loading />}
      {found && (
        <>
          <p class="akz-small akz-muted">{text.least(found.least)}</p>
          {found.items.length === 0 && <EmptyState title={text.tooFew} />}
          {found.items.map((one) => (
            <Population key={one.population} result={one} />
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

function Population({ result }: { readonly result: Result }) {
  const text = texts.value;
  const locale = language.value === "en" ? "en-GB" : "de-DE";
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const mean = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const name = pick(result.name);
  const whole = result.groups.find((group) => !group.site);
  const sites = result.groups.filter((group) => group.site);
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
          {sites.some((group) => !group.comparable) && <p class="akz-small akz-muted">{text.notComparable}</p>}
          <Table
            caption={name}
            rows={result.items}
            rowKey={(item) => item.id}
            columns={[
              { key: "item", title: text.item, heading: true, cell: (item) => pick(item.text) },
              ...[whole, ...sites].flatMap((group) => {
                const of = (id: string) => group.cells.find((cell) => cell.item === id);
                const where = group.site || text.all;
                return [
                  {
                    key: `${group.site} index`,
                    title: `${text.index}, ${where}`,
                    numeric: true,
                    cell: (item: { readonly id: string }) => {
                      const cell = of(item.id);
                      return cell ? percent.format(cell.index) : text.few;
                    },
                  },
                  ...(group.site
                    ? []
                    : [
                        {
                          key: "mean",
                          title: text.mean,
                          numeric: true,
                          cell: (item: { readonly id: string }) => {
                            const cell = of(item.id);
                            return cell ? mean.format(cell.mean) : text.few;
                          },
                        },
                        {
                          key: "n",
                          title: text.n,
                          numeric: true,
                          cell: (item: { readonly id: string }) => of(item.id)?.count ?? text.few,
                        },
                      ]),
                ];
              }),
            ]}
          />
        </>
      )}
    </div>
  );
}
