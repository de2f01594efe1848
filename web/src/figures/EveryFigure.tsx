/** All key figures of the year with interval and source, and side by side by site, case group or month. */
import { pick } from "../i18n/index.ts";
import { Table } from "../ui/index.ts";
import { cellAt, type Figures, type KeyFigure, type Place } from "./data.ts";
import { interval, shown } from "./numbers.ts";
import { texts } from "./texts.ts";

type Name = Figures["names"][number];

/** The figures of a place by key: those of closed cases and those that other sources tell. */
function figuresAt(figures: Figures, place: Place): Map<string, Pick<KeyFigure, "value" | "low" | "high">> {
  const supplied = figures.supplied.filter(
    (one) =>
      (one.site ?? undefined) === place.site &&
      (one.group ?? undefined) === place.group &&
      (one.month ?? undefined) === place.month,
  );
  const cell = cellAt(figures, place);
  return new Map([
    ...supplied.map((one) => [one.key, one] as const),
    ...(cell?.figures ?? []).map((one) => [one.key, one] as const),
  ]);
}

const letter = (name: Name): string => name.key.split(".")[0] ?? "";

/** The year as a whole. */
export function EveryFigure({ figures }: { readonly figures: Figures }) {
  const text = texts.value;
  const whole = figuresAt(figures, {});
  return (
    <>
      <h2 class="kern-title">{text.every}</h2>
      <Table
        caption={text.every}
        rows={figures.names.filter((name) => whole.has(name.key))}
        rowKey={({ key }) => key}
        columns={[
          { key: "figure", title: text.figure, heading: true, cell: (row) => pick(row.name) },
          { key: "key", title: "K", cell: letter },
          { key: "value", title: text.value, numeric: true, cell: (row) => shown(whole.get(row.key), row.unit) },
          {
            key: "interval",
            title: text.interval,
            numeric: true,
            cell: (row) => interval(whole.get(row.key), row.unit),
          },
          { key: "source", title: text.source, cell: (row) => pick(row.source) },
        ]}
      />
      <p class="akz-small akz-muted">{text.shareHint}</p>
    </>
  );
}

interface BesideProps {
  readonly figures: Figures;
  readonly caption: string;
  readonly columns: readonly { readonly code: string; readonly label: string }[];
  readonly place: (code: string) => Place;
}

/** The places side by side, in their fixed order. */
export function EveryFigureBeside({ figures, caption, columns, place }: BesideProps) {
  const found = columns.map((column) => ({ ...column, at: figuresAt(figures, place(column.code)) }));
  return (
    <>
      <h2 class="kern-title">{caption}</h2>
      <Table
        caption={caption}
        rows={figures.names.filter((name) => found.some(({ at }) => at.has(name.key)))}
        rowKey={({ key }) => key}
        columns={[
          { key: "figure", title: texts.value.figure, heading: true, cell: (row) => pick(row.name) },
          { key: "key", title: "K", cell: letter },
          ...found.map(({ code, label, at }) => ({
            key: code,
            title: label,
            numeric: true,
            cell: (row: Name) => shown(at.get(row.key), row.unit),
          })),
        ]}
      />
    </>
  );
}
