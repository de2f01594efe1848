/** Key figures that closed cases do not tell: of the year with interval and source, by site, by month. */
import { pick } from "../i18n/index.ts";
import { Table } from "../ui/index.ts";
import type { Figures } from "./data.ts";
import { interval, monthName, shown } from "./numbers.ts";
import { texts } from "./texts.ts";

type Name = Figures["names"][number];

export function Elsewhere({ figures }: { readonly figures: Figures }) {
  const text = texts.value;
  const found = figures.supplied;
  if (found.length === 0) return null;
  const at = (key: string, site: string | null, month: string | null) =>
    found.find((one) => one.key === key && (one.site ?? null) === site && (one.month ?? null) === month);
  const named = (which: (one: Figures["supplied"][number]) => boolean): Name[] =>
    figures.names.filter((name) => found.some((one) => one.key === name.key && which(one)));
  const sites = figures.sites.filter((site) => found.some((one) => one.site === site.code));
  const months = [...new Set(found.flatMap((one) => (one.month ? [one.month] : [])))].sort();
  const monthly = named((one) => Boolean(one.month));
  const letter = (name: Name): string => name.key.split(".")[0] ?? "";
  return (
    <>
      <h2 class="kern-title">{text.elsewhere}</h2>
      <Table
        caption={text.elsewhere}
        rows={named((one) => !one.site && !one.month)}
        rowKey={({ key }) => key}
        columns={[
          { key: "figure", title: text.figure, heading: true, cell: (row) => pick(row.name) },
          { key: "key", title: "K", cell: letter },
          { key: "value", title: text.value, numeric: true, cell: (row) => shown(at(row.key, null, null), row.unit) },
          {
            key: "interval",
            title: text.interval,
            numeric: true,
            cell: (row) => interval(at(row.key, null, null), row.unit),
          },
          { key: "source", title: text.source, cell: (row) => pick(row.source) },
        ]}
      />
      {sites.length > 1 && (
        <>
          <h3 class="akz-h3">{text.elsewhereSite}</h3>
          <Table
            caption={text.elsewhereSite}
            rows={named((one) => Boolean(one.site))}
            rowKey={({ key }) => key}
            columns={[
              { key: "figure", title: text.figure, heading: true, cell: (row) => pick(row.name) },
              ...sites.map((site) => ({
                key: site.code,
                title: pick(site.name),
                numeric: true,
                cell: (row: Name) => shown(at(row.key, site.code, null), row.unit),
              })),
            ]}
          />
        </>
      )}
      {months.length > 1 && (
        <>
          <h3 class="akz-h3">{text.elsewhereMonth}</h3>
          <Table
            caption={text.elsewhereMonth}
            rows={months}
            rowKey={(month) => month}
            columns={[
              { key: "month", title: text.month, heading: true, cell: (month) => monthName(month) },
              ...monthly.map((name) => ({
                key: name.key,
                title: pick(name.name),
                numeric: true,
                cell: (month: string) => shown(at(name.key, null, month), name.unit),
              })),
            ]}
          />
        </>
      )}
    </>
  );
}
