/** The year at a glance: the promise, the months, all key figures. */
import { Table } from "../ui/index.ts";
import { Months } from "./Charts.tsx";
import { cellAt, type Figures, figure } from "./data.ts";
import { EveryFigure, EveryFigureBeside } from "./EveryFigure.tsx";
import { count, interval, monthName, shown } from "./numbers.ts";
import { texts } from "./texts.ts";

export function OverviewTab({ figures }: { readonly figures: Figures }) {
  const text = texts.value;
  const whole = cellAt(figures, {});
  const share = figure(whole, "K1");
  const months = figures.months.map((month) => ({ month, cell: cellAt(figures, { month }) }));
  return (
    <div class="akz-stack">
      <dl class="fig-tiles">
        <div class="fig-tile">
          <dt>{text.k1}</dt>
          <dd>{shown(share, "share")}</dd>
          <dd class="akz-small akz-muted">
            {text.interval} {interval(share)}; {text.target}: {text.targets[whole?.target ?? ""]}
          </dd>
        </div>
        <div class="fig-tile">
          <dt>{text.granted}</dt>
          <dd>{count(whole?.granted)}</dd>
        </div>
        <div class="fig-tile">
          <dt>{text.cases}</dt>
          <dd>{count(whole?.total)}</dd>
        </div>
        <div class="fig-tile">
          <dt>{text.median}</dt>
          <dd>{shown(figure(whole, "K2.net.p50"), "days")}</dd>
        </div>
      </dl>
      <div class="fig-beside">
        <Months
          title={text.byMonth}
          target={figures.target}
          points={months.map(({ month, cell }) => {
            const found = figure(cell, "K1");
            return { label: monthName(month, true), value: found?.value ?? null, low: found?.low, high: found?.high };
          })}
        />
        <Table
          caption={text.byMonth}
          rows={months}
          rowKey={({ month }) => month}
          columns={[
            { key: "month", title: text.month, heading: true, cell: ({ month }) => monthName(month) },
            { key: "granted", title: text.granted, numeric: true, cell: ({ cell }) => count(cell?.granted) },
            { key: "k1", title: "K1", numeric: true, cell: ({ cell }) => shown(figure(cell, "K1"), "share") },
            { key: "interval", title: text.interval, numeric: true, cell: ({ cell }) => interval(figure(cell, "K1")) },
          ]}
        />
      </div>
      <EveryFigure figures={figures} />
      <EveryFigureBeside
        figures={figures}
        caption={text.everyMonth}
        columns={figures.months.map((month) => ({ code: month, label: monthName(month, true) }))}
        place={(month) => ({ month })}
      />
    </div>
  );
}
