/** The clock: net and gross days, pauses, and on demand how each date came about. */
import { longDate, shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Badge, DateText, Facts, type Tone } from "../ui/index.ts";
import type { ClockDate, Overview, ProcedureClock } from "./data.ts";
import { lastDay } from "./moments.ts";
import { caseTexts } from "./texts.ts";

const TONES: Readonly<Record<string, Tone>> = { green: "success", yellow: "warning", red: "danger", none: "neutral" };

export function ClockCard({ clock, deadlines }: { clock: ProcedureClock; deadlines: Overview["deadlines"] }) {
  const text = caseTexts.value.clock;
  const used = Math.min(100, Math.max(0, Math.round((clock.netDays / clock.limitDays) * 100)));
  const state = text[clock.state];
  return (
    <section class="akz-card akz-case-card" aria-labelledby="akz-clock">
      <header class="akz-case-card-head">
        <h2 id="akz-clock" class="akz-h3">
          {text.title}
        </h2>
        <Badge tone={TONES[clock.light] ?? "neutral"}>
          {clock.state === "stopped"
            ? `${state}, ${clock.inTime ? text.inTime : text.late}`
            : [state, text.light[clock.light]].filter(Boolean).join(", ")}
        </Badge>
      </header>
      {clock.startedOn && (
        <div class={`akz-gauge akz-gauge-${clock.light}`} aria-hidden="true">
          <span style={{ width: `${used}%` }} />
        </div>
      )}
      <Facts
        items={[
          [
            text.net,
            <span class="akz-nowrap">
              <span class="akz-strong">{text.ofDays(clock.netDays, clock.limitDays)}</span>
              {clock.state !== "stopped" && clock.startedOn && (
                <span class="akz-muted">
                  {" "}
                  ({clock.remainingDays < 0 ? text.over(-clock.remainingDays) : text.remaining(clock.remainingDays)})
                </span>
              )}
            </span>,
          ],
          [text.gross, text.days(clock.grossDays)],
          ...(clock.startedOn
            ? [[text.target, clock.targetDate ? <strong>{longDate(clock.targetDate)}</strong> : text.unknown] as const]
            : []),
          [text.received, <DateText value={clock.receivedOn} />],
          ...(clock.startedOn ? [[text.complete, <DateText value={clock.startedOn} />] as const] : []),
          ...(clock.stoppedOn ? [[text.decided, <DateText value={clock.stoppedOn} />] as const] : []),
        ]}
      />
      {clock.pauses.length > 0 && (
        <>
          <h3 class="akz-small akz-strong">{text.pauses}</h3>
          <ul class="akz-case-list">
            {clock.pauses.map((pause) => (
              <li key={`${pause.kind}${pause.from}`}>
                {pick(pause.reason)}: {shortDate(pause.from)} – {pause.to ? shortDate(pause.to) : text.open},{" "}
                {text.days(pause.days)}
                {!pause.counts && <span class="akz-muted"> ({text.recorded})</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      <details class="akz-details">
        <summary>{text.derivation}</summary>
        <div class="akz-stack akz-details-body">
          {clock.dates.map((date) => (
            <Derivation key={date.key} date={date} />
          ))}
          {deadlines.length > 0 && (
            <div>
              <h3 class="akz-small akz-strong">{text.otherDeadlines}</h3>
              <ul class="akz-case-list">
                {deadlines.map((deadline) => (
                  <li key={`${deadline.elementId}${deadline.at}`}>
                    <DateText value={lastDay(deadline.at)} /> {pick(deadline.name)}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      </details>
    </section>
  );
}

function Derivation({ date }: { readonly date: ClockDate }) {
  const text = caseTexts.value.clock;
  return (
    <div class="akz-derivation">
      <h3 class="akz-small akz-strong">
        {date.date ? <DateText value={date.date} /> : text.unknown} · {pick(date.name)}
      </h3>
      <p class="akz-small akz-muted">{pick(date.short)}</p>
      {date.steps.length > 0 && (
        <ol class="akz-small akz-derivation-steps">
          {date.steps.map((step, index) => (
            <li key={index}>
              <DateText value={step.date} />: {pick(step)} <span class="akz-muted">({step.norm})</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
