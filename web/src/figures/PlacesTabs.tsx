/** Sites and case groups beside each other, with their intervals, in a fixed order. */
import { pick } from "../i18n/index.ts";
import { Table } from "../ui/index.ts";
import { Intervals } from "./Charts.tsx";
import { type Cell, cellAt, type Figures, figure, type Place } from "./data.ts";
import { EveryFigureBeside } from "./EveryFigure.tsx";
import { count, interval, monthName, shown } from "./numbers.ts";
import { texts } from "./texts.ts";

interface Named {
  readonly code: string;
  readonly label: string;
}

interface SharesProps {
  readonly figures: Figures;
  readonly caption: string;
  readonly head: string;
  readonly rows: readonly Named[];
  readonly place: (code: string) => Place;
  readonly short: (row: Named) => string;
}

function Shares({ figures, caption, head, rows, place, short }: SharesProps) {
  const text = texts.value;
  const at = (row: Named): Cell | undefined => cellAt(figures, place(row.code));
  return (
    <div class="fig-beside">
      <Intervals
        title={caption}
        target={figures.target}
        points={rows.map((row) => {
          const found = figure(at(row), "K1");
          return { label: short(row), value: found?.value ?? null, low: found?.low, high: found?.high };
        })}
      />
      <Table
        caption={caption}
        rows={rows}
        rowKey={({ code }) => code}
        columns={[
          { key: "name", title: head, heading: true, cell: (row) => row.label },
          { key: "granted", title: text.granted, numeric: true, cell: (row) => count(at(row)?.granted) },
          { key: "k1", title: "K1", numeric: true, cell: (row) => shown(figure(at(row), "K1"), "share") },
          { key: "interval", title: text.interval, numeric: true, cell: (row) => interval(figure(at(row), "K1")) },
          { key: "target", title: text.target, cell: (row) => text.targets[at(row)?.target ?? ""] },
          {
            key: "net",
            title: text.median,
            numeric: true,
            cell: (row) => shown(figure(at(row), "K2.net.p50"), "days"),
          },
        ]}
      />
    </div>
  );
}

interface MatrixProps {
  readonly figures: Figures;
  readonly caption: string;
  readonly head: string;
  readonly rows: readonly Named[];
  readonly columns: readonly Named[];
  readonly place: (row: string, column: string) => Place;
}

function Matrix({ figures, caption, head, rows, columns, place }: MatrixProps) {
  return (
    <>
      <h2 class="kern-title">{caption}</h2>
      <Table
        caption={caption}
        rows={rows}
        rowKey={({ code }) => code}
        columns={[
          { key: "name", title: head, heading: true, cell: (row) => row.label },
          ...columns.map((column) => ({
            key: column.code,
            title: column.label,
            numeric: true,
            cell: (row: Named) => {
              const cell = cellAt(figures, place(row.code, column.code));
              if (!cell) return "0";
              return cell.granted === null ? "•" : `${shown(figure(cell, "K1"), "share")} (${cell.granted})`;
            },
          })),
        ]}
      />
    </>
  );
}

function named(figures: Figures): { sites: Named[]; groups: Named[]; months: Named[] } {
  const groups = figures.groups.filter((group) => cellAt(figures, { group: group.code }));
  return {
    sites: figures.sites
      .filter((site) => cellAt(figures, { site: site.code }))
      .map((site) => ({ code: site.code, label: pick(site.name) })),
    groups: groups.map((group) => ({ code: group.code, label: `${group.code} ${pick(group.name)}` })),
    months: figures.months.map((month) => ({ code: month, label: monthName(month, true) })),
  };
}

export function SitesTab({ figures }: { readonly figures: Figures }) {
  const text = texts.value;
  const { sites, months } = named(figures);
  return (
    <div class="akz-stack">
      <p>{text.targetHint}</p>
      <Shares
        figures={figures}
        caption={text.bySite}
        head={text.site}
        rows={sites}
        place={(site) => ({ site })}
        short={(row) => row.label.split(" ").at(-1) ?? row.code}
      />
      <Matrix
        figures={figures}
        caption={text.siteMonth}
        head={text.month}
        rows={months}
        columns={sites.map((site) => ({ ...site, label: site.label.split(" ").at(-1) ?? site.code }))}
        place={(month, site) => ({ site, month })}
      />
      <EveryFigureBeside
        figures={figures}
        caption={text.everySite}
        columns={sites.map((site) => ({ ...site, label: site.label.split(" ").at(-1) ?? site.code }))}
        place={(site) => ({ site })}
      />
    </div>
  );
}

export function GroupsTab({ figures }: { readonly figures: Figures }) {
  const text = texts.value;
  const { sites, groups, months } = named(figures);
  const short = groups.map((group) => ({ code: group.code, label: group.code }));
  return (
    <div class="akz-stack">
      <Shares
        figures={figures}
        caption={text.byGroup}
        head={text.group}
        rows={groups}
        place={(group) => ({ group })}
        short={(row) => row.code}
      />
      <Matrix
        figures={figures}
        caption={text.siteGroup}
        head={text.group}
        rows={groups}
        columns={sites.map((site) => ({ ...site, label: site.label.split(" ").at(-1) ?? site.code }))}
        place={(group, site) => ({ group, site })}
      />
      <Matrix
        figures={figures}
        caption={text.groupMonth}
        head={text.month}
        rows={months}
        columns={short}
        place={(month, group) => ({ group, month })}
      />
      <EveryFigureBeside figures={figures} caption={text.everyGroup} columns={short} place={(group) => ({ group })} />
    </div>
  );
}
