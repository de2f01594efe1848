/** Traffic with partners: each exchange with its answer, what was confirmed, and the proof of receipt. */

import { usePages } from "../api/usePages.ts";
import { wholeNumber } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Badge, DateText, Facts, LinkButton, PagedList } from "../ui/index.ts";
import { messages, type PartnerMessage } from "./data.ts";
import { caseTexts, named } from "./texts.ts";

export function MessagesTab({ id, round }: { readonly id: string; readonly round: number }) {
  const text = caseTexts.value.messages;
  const pages = usePages(`messages/${id}`, (after, signal) => messages(id, after, signal), {
    round,
    id: (message) => message.id,
  });
  const exchanges = new Map<string, PartnerMessage[]>();
  for (const message of pages.items)
    exchanges.set(message.exchange, [...(exchanges.get(message.exchange) ?? []), message]);
  return (
    <div class="akz-stack">
      <h2 class="akz-h2">{text.title}</h2>
      <PagedList pages={pages} none={text.none}>
        {() => (
          <ol class="akz-exchanges">
            {[...exchanges].map(([key, parts]) => (
              <Exchange key={key} parts={parts} />
            ))}
          </ol>
        )}
      </PagedList>
    </div>
  );
}

function Exchange({ parts }: { readonly parts: readonly PartnerMessage[] }) {
  const text = caseTexts.value.messages;
  const first = parts.find(({ part }) => part === "request" || part === "message") ?? parts[0];
  const answer = parts.find((part) => part !== first);
  if (!first) return null;
  const receipt = Object.entries(answer?.receipt ?? {});
  return (
    <li class="akz-card akz-exchange">
      <div class="akz-exchange-head">
        <div>
          <h3 class="akz-h3">{pick(first.partner)}</h3>
          <p>{pick(first.summary)}</p>
        </div>
        <Badge tone={first.direction === "out" ? "info" : "neutral"}>
          <span aria-hidden="true">{first.direction === "out" ? "→" : "←"}</span>{" "}
          {first.direction === "out" ? text.out : text.in}
        </Badge>
      </div>
      <p class="akz-small akz-muted">
        <DateText value={first.at} time />
        {answer ? (
          <>
            {" · "}
            {text.answer} <DateText value={answer.at} time />
            {answer.outcome && <>: {pick(answer.outcome)}</>}
          </>
        ) : (
          <> · {text.unanswered}</>
        )}
      </p>
      <div class="akz-actions">
        {first.proof && (
          <LinkButton small variant="tertiary" icon="download" href={first.proof} download>
            {text.proof}
          </LinkButton>
        )}
        <details class="akz-details akz-exchange-details">
          <summary>{text.details}</summary>
          <div class="akz-details-body">
            <Facts
              items={[
                [text.key, <code>{first.key}</code>],
                ...(first.messageId ? [[text.messageId, <code>{first.messageId}</code>] as const] : []),
                [text.size, text.bytes(wholeNumber(first.size))],
                [text.hash, <code class="akz-hash">{first.sha256}</code>],
                [text.signature, named(text.signatures, first.signature)],
                ...(answer?.status ? [[text.status, String(answer.status)] as const] : []),
                ...receipt.map(([name, value]) => [`${text.confirmed}: ${name}`, <code>{value}</code>] as const),
              ]}
            />
          </div>
        </details>
      </div>
    </li>
  );
}
