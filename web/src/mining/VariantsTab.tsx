/** The ways that decided cases took, commonest first. */
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Alert, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { ask, type Selection, type Variants } from "./data.ts";
import { days, number, percent } from "./figures.ts";
import { Counted } from "./parts.tsx";
import { texts } from "./texts.ts";

export function VariantsTab({ selection }: { readonly selection: Selection }) {
  const text = texts.value.variants;
  const found = useLoad(`variants/${JSON.stringify(selection)}`, (signal) =>
    ask<Variants>("variants", selection, signal),
  );
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      <Counted scope={data.scope} any={data.decided !== 0} />
      {data.decided ? (
        <p>{text.intro(number(data.ways), number(data.rare), number(data.rareCases))}</p>
      ) : (
        <Alert tone="info" title={texts.value.few} />
      )}
      <Table
        caption={texts.value.tabs.variants}
        rows={data.items}
        rowKey={(row) => row.steps.map(({ elementId }) => elementId).join(">")}
        columns={[
          {
            key: "way",
            title: text.way,
            heading: true,
            cell: (row) => (
              <ol class="mng-way">
                {row.steps.map((step, at) => (
                  <li key={at}>{pick(step.name)}</li>
                ))}
              </ol>
            ),
          },
          { key: "cases", title: text.cases, numeric: true, cell: (row) => number(row.cases) },
          { key: "share", title: text.share, numeric: true, cell: (row) => percent(row.share) },
          { key: "median", title: text.median, numeric: true, cell: (row) => days(row.medianDays) },
        ]}
      />
    </div>
  );
}
