/** Small pieces of the network's pages: what was sent, states as words with a sign, answers field by field. */
import { shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Badge, DateText, Facts } from "../ui/index.ts";
import { coded } from "./codes.ts";
import type { Given, Sent } from "./data.ts";
import { texts } from "./texts.ts";

type State = keyof typeof texts.value.inbox.states;

export function StateBadge({ state, overdue }: { readonly state: State; readonly overdue: boolean }) {
  const text = texts.value.inbox;
  const tone = state === "answered" ? "success" : state === "withdrawn" ? "neutral" : "info";
  return (
    <span class="prt-line">
      <Badge tone={tone}>{text.states[state]}</Badge>
      {overdue && <Badge tone="danger">{text.overdue}</Badge>}
    </span>
  );
}

export function SentFields({ fields }: { readonly fields: readonly Sent[] }) {
  return <Facts items={fields.map((one) => [pick(one.label), <span class="prt-value">{said(one)}</span>])} />;
}

/** Codes as words; anything else as it is. */
function said({ path, value, name }: Sent): string {
  const text = texts.value.request;
  if (name) return pick(name);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return shortDate(value);
  return coded(path, value) ?? text.ratings[value] ?? text.outcomes[value] ?? text.values[value] ?? value;
}

export function Answers({ answers }: { readonly answers: readonly Given[] }) {
  return (
    <>
      {answers.map((one, index) => (
        <div key={index} class="akz-stack">
          {one.at && (
            <p class="akz-small akz-muted">
              <DateText value={one.at} time />
            </p>
          )}
          <SentFields fields={one.fields} />
        </div>
      ))}
    </>
  );
}
