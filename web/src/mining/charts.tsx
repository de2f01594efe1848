/** Charts drawn by ourselves as SVG. Each stands beside a table with the same figures, which is what is read aloud. */

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

const ROW = 30;
const WIDE = 640;

/** Horizontal bars on one scale. The labels are the table's; the drawing is for the eye only. */
export function Bars({ bars, tones }: { readonly bars: readonly Bar[]; readonly tones: ReadonlyMap<string, number> }) {
  const most = Math.max(...bars.map(({ value }) => value), 0.001);
  return (
    <svg class="mng-chart" viewBox={`0 0 ${WIDE} ${bars.length * ROW}`} aria-hidden="true" focusable="false">
      {bars.map(({ key, label, value, text }, at) => (
        <g key={key}>
          <text x="0" y={at * ROW + 12} class="mng-label">
            {label}
          </text>
          <text x={WIDE} y={at * ROW + 12} class="mng-value">
            {text}
          </text>
          <rect
            x="0"
            y={at * ROW + 17}
            height="8"
            rx="2"
            width={Math.max(2, (value / most) * WIDE)}
            class={`mng-fill-${tones.get(key) ?? 0}`}
          />
        </g>
      ))}
    </svg>
  );
}

export interface Stack {
  readonly label: string;
  readonly parts: readonly { readonly key: string; readonly value: number }[];
}

const HIGH = 180;

/** Columns of stacked parts with a scale at the left. */
export function Stacks({
  stacks,
  tones,
}: {
  readonly stacks: readonly Stack[];
  readonly tones: ReadonlyMap<string, number>;
}) {
  const sums = stacks.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const step = nice(Math.max(...sums, 1) / 4);
  const most = step * Math.ceil(Math.max(...sums, 1) / step);
  const left = 36;
  const each = (WIDE - left) / Math.max(stacks.length, 1);
  const y = (value: number): number => 8 + HIGH - (value / most) * HIGH;
  const lines = Array.from({ length: Math.round(most / step) + 1 }, (_, at) => at * step);
  return (
    <svg class="mng-chart" viewBox={`0 0 ${WIDE} ${HIGH + 32}`} aria-hidden="true" focusable="false">
      {lines.map((value) => (
        <g key={value}>
          <line x1={left} x2={WIDE} y1={y(value)} y2={y(value)} class="mng-grid" />
          <text x={left - 6} y={y(value) + 4} class="mng-value">
            {value}
          </text>
        </g>
      ))}
      {stacks.map(({ label, parts }, at) => {
        let under = 0;
        return (
          <g key={label}>
            {parts.map(({ key, value }) => {
              under += value;
              return (
                <rect
                  key={key}
                  x={left + at * each + each * 0.15}
                  width={each * 0.7}
                  y={y(under)}
                  height={Math.max(0, y(under - value) - y(under))}
                  class={`mng-fill-${tones.get(key) ?? 0}`}
                />
              );
            })}
            <text x={left + at * each + each / 2} y={HIGH + 26} class="mng-axis">
              {label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** A step of a scale that people count in: 1, 2, 5, 10, … */
export function nice(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((one) => one * ten).find((one) => one >= least) ?? 10 * ten;
}

export interface LegendEntry {
  readonly key: string;
  readonly label: string;
}

/** Which tone is whose; the words stand beside each, colour alone says nothing. */
export function Legend({
  entries,
  tones,
}: {
  readonly entries: readonly LegendEntry[];
  readonly tones: ReadonlyMap<string, number>;
}) {
  return (
    <ul class="mng-legend" aria-hidden="true">
      {entries.map(({ key, label }) => (
        <li key={key}>
          <svg width="12" height="12" focusable="false" aria-hidden="true">
            <rect width="12" height="12" rx="2" class={`mng-fill-${tones.get(key) ?? 0}`} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

/** A tone for each key, in order; what comes later than the eighth shares the last. */
export function toned(keys: readonly string[]): ReadonlyMap<string, number> {
  return new Map(keys.map((key, at) => [key, Math.min(at, 7)]));
}
