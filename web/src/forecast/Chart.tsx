/** Shares by week with their ranges, as planned and with the question side by side, where a week has one; the table says the same. */
import { nice } from "../mining/charts.tsx";

export interface Point {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface WeekPoints {
  readonly label: string;
  readonly usual: Point | null;
  readonly asked: Point | null;
}

const WIDE = 640;
const HIGH = 200;
const LEFT = 48;

export function Chart({ weeks }: { readonly weeks: readonly WeekPoints[] }) {
  const highest = Math.max(0.1, ...weeks.flatMap(({ usual, asked }) => [asked?.high ?? 0, usual?.high ?? 0]));
  const step = nice(Math.ceil((highest * 100) / 4)) / 100;
  const most = Math.min(1, step * Math.ceil(highest / step));
  const y = (share: number): number => 8 + HIGH - (Math.min(share, most) / most) * HIGH;
  const each = (WIDE - LEFT) / Math.max(1, weeks.length);
  const lines = Array.from({ length: Math.round(most / step) + 1 }, (_, at) => at * step);
  const drawn = (point: Point, at: number, offset: number, tone: number) => {
    const x = LEFT + at * each + each * offset;
    const wide = each * 0.26;
    return (
      <g>
        <rect
          x={x}
          width={wide}
          y={y(point.share)}
          height={Math.max(1, y(0) - y(point.share))}
          class={`mng-fill-${tone}`}
        />
        <path
          class="fct-range"
          d={`M${x + wide / 2} ${y(point.low)}V${y(point.high)}M${x + wide / 4} ${y(point.low)}h${wide / 2}M${x + wide / 4} ${y(point.high)}h${wide / 2}`}
        />
      </g>
    );
  };
  return (
    <svg class="mng-chart" viewBox={`0 0 ${WIDE} ${HIGH + 32}`} aria-hidden="true" focusable="false">
      {lines.map((share) => (
        <g key={share}>
          <line x1={LEFT} x2={WIDE} y1={y(share)} y2={y(share)} class="mng-grid" />
          <text x={LEFT - 6} y={y(share) + 4} class="mng-value">
            {Math.round(share * 100)} %
          </text>
        </g>
      ))}
      {weeks.map(({ label, usual, asked }, at) => (
        <g key={label}>
          {usual && drawn(usual, at, 0.2, 0)}
          {asked && drawn(asked, at, usual ? 0.52 : 0.37, usual ? 1 : 0)}
          <text x={LEFT + at * each + each / 2} y={HIGH + 26} class="mng-axis">
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}
