/** The tables of the yearly report by category, each with its bars. */
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Loading, ProblemAlert, Table } from "../ui/index.ts";
import { Bars } from "./Charts.tsx";
import { ask, type Figures, type Sheet, type Sheets } from "./data.ts";
import { count } from "./numbers.ts";
import { texts } from "./texts.ts";

const MOST_BARS = 12;

function SheetView({ sheet, figures }: { readonly sheet: Sheet; readonly figures: Figures }) {
  const text = texts.value;
  const siteName = (code: string): string =>
    pick(figures.sites.find((site) => site.code === code)?.name)
      .split(" ")
      .at(-1) ?? code;
  return (
    <>
      <h2 class="kern-title">{pick(sheet.name)}</h2>
      <div class="fig-beside">
        <Bars
          title={pick(sheet.name)}
          rows={sheet.lines.slice(0, MOST_BARS).map((line) => ({ label: pick(line.name), value: line.total ?? null }))}
        />
        <Table
          caption={pick(sheet.name)}
          rows={sheet.lines}
          rowKey={({ code }) => code}
          columns={[
            { key: "name", title: text.category, heading: true, cell: (row) => pick(row.name) },
            ...sheet.sites.map((site, index) => ({
              key: site,
              title: siteName(site),
              numeric: true,
              cell: (row: Sheet["lines"][number]) => count(row.counts[index]),
            })),
            { key: "total", title: text.sum, numeric: true, cell: (row) => count(row.total) },
          ]}
        />
      </div>
    </>
  );
}

export function TablesTab({ year, figures }: { readonly year: string; readonly figures: Figures }) {
  const found = useLoad(`figures/tables/${year}`, (signal) => ask<Sheets>("/figures/tables", { year }, signal));
  const { data } = found;
  if (!data) return found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      {data.sheets
        .filter((sheet) => sheet.lines.length > 0)
        .map((sheet) => (
          <SheetView key={sheet.key} sheet={sheet} figures={figures} />
        ))}
    </div>
  );
}
