/** One request: what was sent and why on one side, the answer on the other. */
import "./partners.css";
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { Alert, announce, DateText, Facts, Loading, PageTitle, ProblemAlert } from "../ui/index.ts";
import { AnswerForm } from "./AnswerForm.tsx";
import { type InboxRequest, request } from "./data.ts";
import { HandedList } from "./Handed.tsx";
import { Answers, SentFields, StateBadge } from "./parts.tsx";
import { texts } from "./texts.ts";

export default function RequestPage({ request: id }: { readonly request: string }) {
  const text = texts.value.request;
  const loaded = useLoad(`partner-request ${id}`, (signal) => request(id, signal));
  const [sent, setSent] = useState(false);
  const row = loaded.data;
  const title = row ? `${pick(row.title)} ${row.businessKey}` : texts.value.inbox.title;
  return (
    <div class="akz-stack">
      <p>
        <a href="/app/partner-inbox">{text.back}</a>
      </p>
      <PageTitle title={title}>{title}</PageTitle>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!row && !loaded.problem && <Loading />}
      {row && (
        <>
          {sent && <Alert tone="success" title={text.done} live />}
          <StateBadge state={row.state} overdue={row.overdue} />
          <div class="prt-two">
            <What row={row} />
            <section class="akz-card akz-stack" aria-label={text.answered}>
              {row.answers.length > 0 && (
                <>
                  <h2 class="akz-h2">{text.answers}</h2>
                  <Answers answers={row.answers} />
                  {row.state === "answered" && <HandedList items={row.handed} />}
                </>
              )}
              {row.state === "withdrawn" && <p>{text.withdrawnText}</p>}
              {(row.state === "open" || row.state === "asked") && (
                <AnswerForm
                  key={row.version}
                  row={row}
                  onDone={(changed) => {
                    loaded.set(() => changed);
                    setSent(true);
                    announce(text.done, "success");
                  }}
                />
              )}
            </section>
          </div>
        </>
      )}
    </div>
  );
}

function What({ row }: { readonly row: InboxRequest }) {
  const text = texts.value.request;
  return (
    <section class="akz-card akz-stack" aria-label={text.sent}>
      <Facts
        items={[
          [text.purpose, pick(row.purpose)],
          [text.norm, row.norm],
          [text.due, <DateText value={row.dueOn} />],
          ...(row.officePhone
            ? [[text.call, <a href={`tel:${row.officePhone.replaceAll(" ", "")}`}>{row.officePhone}</a>] as const]
            : []),
        ]}
      />
      <h2 class="akz-h2">{text.sent}</h2>
      <SentFields fields={row.sent} />
      {row.documents.length > 0 && (
        <>
          <h2 class="akz-h2">{text.documents}</h2>
          <ul class="akz-plain-list">
            {row.documents.map((one) => (
              <li key={one.id}>
                <a href={`/partner-requests/${row.id}/documents/${one.id}`} download={one.name}>
                  {one.name}
                </a>{" "}
                <span class="akz-small akz-muted">{text.size(Math.max(1, Math.round(one.size / 1024)))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="akz-small akz-muted">{text.logged}</p>
    </section>
  );
}
