/** What happened against what is drawn. */
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Alert, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { ask, type Conformance, type Selection } from "./data.ts";
import { number } from "./figures.ts";
import { Counted } from "./parts.tsx";
import { texts } from "./texts.ts";

export function ConformanceTab({ selection }: { readonly selection: Selection }) {
  const text = texts.value.conformance;
  const found = useLoad(`conformance/${JSON.stringify(selection)}`, (signal) =>
    ask<Conformance>("conformance", selection, signal),
  );
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  const counted = (cases: number): string => (cases ? number(cases) : texts.value.hidden);
  return (
    <div class="akz-stack">
      <Counted scope={data.scope} any={data.cases !== 0} />
      <p>{text.intro}</p>
      <dl class="mng-figures">
        <div class="mng-figure">
          <dt>{text.fitting}</dt>
          <dd>{fitted(data.fitting, data.cases)}</dd>
        </div>
      </dl>
      {data.kinds.length === 0 && data.cases !== 0 && <Alert tone="success" title={text.none} />}
      {data.kinds.length > 0 && (
        <Table
          caption={text.kind}
          rows={data.kinds}
          rowKey={({ kind }) => kind}
          columns={[
            { key: "kind", title: text.kind, heading: true, cell: (row) => pick(row.name) },
            { key: "cases", title: text.cases, numeric: true, cell: (row) => counted(row.cases) },
          ]}
        />
      )}
      {data.strayed.length > 0 && (
        <>
          <h2 class="kern-title">{text.strayed}</h2>
          <Table
            caption={text.strayed}
            rows={data.strayed}
            rowKey={({ elementId }) => elementId}
            columns={[
              { key: "element", title: text.element, heading: true, cell: (row) => pick(row.name) },
              { key: "cases", title: text.cases, numeric: true, cell: (row) => counted(row.cases) },
            ]}
          />
        </>
      )}
    </div>
  );
}

function fitted(fitting: number | null | undefined, cases: number | null | undefined): string {
  const text = texts.value.conformance;
  if (cases === null || cases === undefined) return texts.value.hidden;
  return fitting === null || fitting === undefined
    ? text.nearlyAll(number(cases))
    : text.of(number(fitting), number(cases));
}
