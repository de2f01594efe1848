/** What the page asks the server about the next weeks. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Basis = Schemas["ForecastBasis"];
export type Run = Schemas["ForecastRun"];
export type Week = Schemas["WeekForecast"];
export type NewForecast = Schemas["NewForecast"];

export function basis(site: string, signal?: AbortSignal): Promise<Basis> {
  return raw<Basis>("GET", `/forecast/basis${site ? `?site=${encodeURIComponent(site)}` : ""}`, { signal });
}

export async function runs(signal?: AbortSignal): Promise<readonly Run[]> {
  return (await raw<Schemas["ForecastRuns"]>("GET", "/forecast/runs", { signal })).items;
}

export function run(id: string, signal?: AbortSignal): Promise<Run> {
  return raw<Run>("GET", `/forecast/runs/${encodeURIComponent(id)}`, { signal });
}

export function ask(body: Partial<NewForecast> & { site: string }): Promise<Run> {
  return raw<Run>("POST", "/forecast/runs", {
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
}

/** The Monday after a day and the Friday of that week, as ISO dates. */
export function nextWeek(today: string): readonly [string, string] {
  const day = new Date(`${today}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + (8 - (day.getUTCDay() || 7)));
  const monday = day.toISOString().slice(0, 10);
  day.setUTCDate(day.getUTCDate() + 4);
  return [monday, day.toISOString().slice(0, 10)];
}
