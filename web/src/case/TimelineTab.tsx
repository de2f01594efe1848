/** What happened, day by day, in sentences; filtered by kind. */
import "./timeline.css";
import { useState } from "preact/hooks";
import { usePages } from "../api/usePages.ts";
import { clockTime, day, longDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { PagedList, Select } from "../ui/index.ts";
import { type TimelineEntry, timeline } from "./data.ts";
import { caseTexts } from "./texts.ts";

export function TimelineTab({ id, round }: { readonly id: string; readonly round: number }) {
  const text = caseTexts.value.timeline;
  const [kind, setKind] = useState("");
  const pages = usePages(`timeline/${id}/${kind}`, (after, signal) => timeline(id, kind, after, signal), {
    round,
    id: (entry) => entry.seq,
  });
  const days = new Map<string, TimelineEntry[]>();
  for (const entry of pages.items) days.set(day(entry.at), [...(days.get(day(entry.at)) ?? []), entry]);
  return (
    <div class="akz-stack">
      <div class="akz-case-tab-head">
        <h2 class="akz-h2">{text.title}</h2>
        <div class="akz-no-print">
          <Select
            label={text.filter}
            value={kind}
            onValue={setKind}
            options={[
              { value: "", label: text.all },
              ...Object.entries(text.kinds).map(([value, label]) => ({ value, label })),
            ]}
          />
        </div>
      </div>
      <PagedList pages={pages} none={text.empty}>
        {() =>
          [...days].map(([date, entries]) => (
            <section key={date} class="akz-timeline-day" aria-label={longDate(date)}>
              <h3 class="akz-timeline-date">{longDate(date)}</h3>
              <ol class="akz-timeline">
                {entries.map((entry) => (
                  <Line key={entry.seq} entry={entry} />
                ))}
              </ol>
            </section>
          ))
        }
      </PagedList>
    </div>
  );
}

function Line({ entry }: { readonly entry: TimelineEntry }) {
  const text = caseTexts.value.timeline;
  const kind = text.kinds[entry.kind];
  return (
    <li class={`akz-timeline-entry akz-timeline-${entry.kind}`}>
      <time class="akz-timeline-time" dateTime={entry.at}>
        {clockTime(entry.at)}
      </time>
      <span class="akz-timeline-kind">{kind}</span>
      <span class="akz-timeline-text">
        {pick(entry.title)}
        {entry.detail && <span class="akz-muted"> – {pick(entry.detail)}</span>}
        {(entry.actorName || entry.links.length > 0) && (
          <span class="akz-small akz-muted akz-timeline-more">
            {entry.actorName && (
              <span>
                {text.by(entry.actorName)}
                {entry.onBehalfOf && `, ${text.onBehalf(entry.onBehalfOf)}`}
              </span>
            )}
            {entry.links.map((link) => (
              <a key={link.href} class="akz-no-print" href={link.href}>
                {pick(link)}
              </a>
            ))}
          </span>
        )}
      </span>
    </li>
  );
}
