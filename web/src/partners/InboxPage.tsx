/** A partner's inbox: what is open, what is due first; or what is done. */
import "./partners.css";
import { useLocation } from "preact-iso";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { DateText, EmptyState, Loading, PageTitle, ProblemAlert, Table, Tabs } from "../ui/index.ts";
import { inbox } from "./data.ts";
import { StateBadge } from "./parts.tsx";
import { texts } from "./texts.ts";

export default function InboxPage() {
  const { query, route } = useLocation();
  const text = texts.value.inbox;
  const open = query.state === "over" ? "over" : "open";
  const loaded = useLoad(`partner-inbox ${open}`, (signal) => inbox(open, signal));
  const rows = loaded.data?.items ?? [];
  return (
    <div class="akz-stack">
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <p>{text.intro}</p>
      <Tabs
        label={text.tabs}
        tabs={[
          { key: "open", label: text.open },
          { key: "over", label: text.over },
        ]}
        open={open}
        onOpen={(state) => route(`/app/partner-inbox?state=${state}`, true)}
      >
        <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
        {!loaded.data && !loaded.problem && <Loading />}
        {loaded.data && rows.length === 0 && <EmptyState title={text.empty}>{text.emptyText}</EmptyState>}
        {rows.length > 0 && (
          <Table
            caption={text.tabs}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "what",
                title: text.what,
                heading: true,
                cell: (row) => (
                  <>
                    <a href={`/app/partner-inbox/${row.id}`}>{pick(row.title)}</a>
                    <span class="akz-small akz-muted prt-under">{pick(row.partnerName)}</span>
                    <span class="akz-small akz-nowrap prt-under">{row.businessKey}</span>
                  </>
                ),
              },
              { key: "due", title: text.due, cell: (row) => <DateText value={row.dueOn} /> },
              {
                key: "state",
                title: text.state,
                cell: (row) => (
                  <>
                    <StateBadge state={row.state} overdue={row.overdue} />
                    {row.reminders > 0 && <span class="akz-small akz-muted"> {text.reminded(row.reminders)}</span>}
                  </>
                ),
              },
            ]}
          />
        )}
      </Tabs>
    </div>
  );
}
