/** Small charts drawn as SVG: shares with their intervals, a year by months, bars. Beside each stands its table. */
import type { ComponentChildren } from "preact";
import { count, percent } from "./numbers.ts";
import { texts } from "./texts.ts";

interface FrameProps {
  readonly title: string;
  /** What the picture says, in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly width: number;
  readonly height: number;
  readonly children: ComponentChildren;
}

function Frame({ title, summary, width, height, children }: FrameProps) {
  return (
    <figure class="fig-chart">
      <figcaption class="fig-caption">{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary} class="fig-svg">
        {children}
      </svg>
    </figure>
  );
}

export interface Point {
  readonly label: string;
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** Shares below each other: a dot for each, its interval as a line, the promise as a dashed one. Never sorted by value. */
export function Intervals({ title, points, target }: { title: string; points: readonly Point[]; target: number }) {
  const [width, row, top, left] = [480, 30, 26, 130];
  const known = points.flatMap((point) => [point.low ?? point.value, point.value]).filter((v) => v !== null);
  const from = Math.max(0, Math.min(0.8, Math.floor(Math.min(target, ...(known as number[])) * 10) / 10));
  const x = (value: number): number => left + ((value - from) / (1 - from)) * (width - left - 20);
  const steps = Array.from({ length: Math.round((1 - from) * 10) + 1 }, (_, index) => from + index / 10);
  const height = top + points.length * row + 10;
  const summary = points.map((point) => `${point.label}: ${percent(point.value)}`).join("; ");
  return (
    <Frame title={title} summary={summary} width={width} height={height}>
      {steps.map((step) => (
        <g key={step}>
          <line class="fig-grid" x1={x(step)} x2={x(step)} y1={top - 6} y2={height - 6} />
          <text class="fig-axis" x={x(step)} y={14} text-anchor="middle">
            {percent(step, 0)}
          </text>
        </g>
      ))}
      <line class="fig-target" x1={x(target)} x2={x(target)} y1={top - 6} y2={height - 6} />
      {points.map((point, index) => {
        const y = top + index * row + row / 2;
        return (
          <g key={point.label}>
            <text class="fig-label" x={left - 10} y={y + 4} text-anchor="end">
              {point.label}
            </text>
            {point.value === null ? (
              <text class="fig-axis" x={left + 6} y={y + 4}>
                {texts.value.hiddenShort}
              </text>
            ) : (
              <>
                {typeof point.low === "number" && typeof point.high === "number" && (
                  <line class="fig-interval" x1={x(Math.max(from, point.low))} x2={x(point.high)} y1={y} y2={y} />
                )}
                <circle class="fig-dot" cx={x(point.value)} cy={y} r={5} />
              </>
            )}
          </g>
        );
      })}
    </Frame>
  );
}

/** A year by months, with the interval of each month as a bar behind the line. */
export function Months({ title, points, target }: { title: string; points: readonly Point[]; target: number }) {
  const [width, height, top, bottom, left] = [480, 220, 14, 190, 58];
  const known = points.flatMap((point) => [point.low ?? point.value]).filter((value) => value !== null) as number[];
  const from = Math.max(0, Math.floor(Math.min(target, ...known) * 10) / 10 - 0.1);
  const y = (value: number): number => bottom - ((value - from) / (1 - from)) * (bottom - top);
  const x = (index: number): number => left + 16 + (index * (width - left - 40)) / Math.max(1, points.length - 1);
  const steps = Array.from({ length: Math.round((1 - from) * 10) + 1 }, (_, index) => from + index / 10);
  const drawn = points
    .map((point, index) => (point.value === null ? "" : `${x(index).toFixed(1)},${y(point.value).toFixed(1)}`))
    .filter(Boolean);
  const summary = points.map((point) => `${point.label}: ${percent(point.value)}`).join("; ");
  return (
    <Frame title={title} summary={summary} width={width} height={height}>
      {steps.map((step) => (
        <g key={step}>
          <line class="fig-grid" x1={left} x2={width - 8} y1={y(step)} y2={y(step)} />
          <text class="fig-axis" x={left - 6} y={y(step) + 4} text-anchor="end">
            {percent(step, 0)}
          </text>
        </g>
      ))}
      <line class="fig-target" x1={left} x2={width - 8} y1={y(target)} y2={y(target)} />
      {points.map((point, index) => (
        <g key={point.label}>
          {typeof point.low === "number" && typeof point.high === "number" && (
            <line
              class="fig-interval"
              x1={x(index)}
              x2={x(index)}
              y1={y(Math.max(from, point.low))}
              y2={y(point.high)}
            />
          )}
          <text class="fig-axis" x={x(index)} y={bottom + 18} text-anchor="middle">
            {point.label}
          </text>
        </g>
      ))}
      <polyline class="fig-line" points={drawn.join(" ")} />
      {points.map(
        (point, index) =>
          point.value !== null && <circle key={point.label} class="fig-dot" cx={x(index)} cy={y(point.value)} r={4} />,
      )}
    </Frame>
  );
}

/** Counts as bars; what is left out has a dot in place of a bar. */
export function Bars({ title, rows }: { title: string; rows: readonly { label: string; value: number | null }[] }) {
  const [width, row, top, left] = [480, 26, 8, 190];
  const most = Math.max(1, ...rows.map((one) => one.value ?? 0));
  const height = top + rows.length * row + 6;
  const summary = rows.map((one) => `${one.label}: ${one.value ?? texts.value.hiddenShort}`).join("; ");
  return (
    <Frame title={title} summary={summary} width={width} height={height}>
      {rows.map((one, index) => {
        const y = top + index * row;
        const length = ((one.value ?? 0) / most) * (width - left - 60);
        return (
          <g key={one.label}>
            <text class="fig-label" x={left - 10} y={y + 16} text-anchor="end">
              {one.label.length > 27 ? `${one.label.slice(0, 26)}…` : one.label}
            </text>
            <rect class="fig-bar" x={left} y={y + 4} width={length} height={row - 10} />
            <text class="fig-axis" x={left + length + 6} y={y + 16}>
              {count(one.value)}
            </text>
          </g>
        );
      })}
    </Frame>
  );
}
