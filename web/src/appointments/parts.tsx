/** What several views of the desk share: names of kinds, states with a colour and a word, days before and after. */
import { pick } from "../i18n/index.ts";
import { Badge, type Tone } from "../ui/index.ts";
import type { Plan, Row } from "./data.ts";
import { texts } from "./texts.ts";

const TONES: Record<Row["state"], Tone> = {
  HELD: "neutral",
  OFFERED: "neutral",
  BOOKED: "info",
  ARRIVED: "warning",
  CALLED: "success",
  DONE: "neutral",
  NO_SHOW: "danger",
  CANCELLED: "neutral",
};

export function StateBadge({ row }: { readonly row: Row }) {
  return <Badge tone={TONES[row.state]}>{texts.value.states[row.state]}</Badge>;
}

export function kindName(plan: Plan, id: string): string {
  return pick(plan.kinds.find((one) => one.id === id)) || id;
}

export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
