/** Oversight: one tab for each duty; who has only one of them sees only that. The open one is in the address. */
import "./oversight.css";
import { useLocation } from "preact-iso";
import { may } from "../api/session.ts";
import { PageTitle, Tabs } from "../ui/index.ts";
import { ErasuresTab } from "./ErasuresTab.tsx";
import { EventsTab } from "./EventsTab.tsx";
import { ExamineTab } from "./ExamineTab.tsx";
import { texts } from "./texts.ts";

const TABS = ["events", "erasures", "case"] as const;
const NEEDS = { events: ["security.log"], erasures: ["erasure.list"], case: ["case.audit", "case.erasure"] };

export default function OversightPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const mine = TABS.filter((tab) => NEEDS[tab].some(may));
  const open = mine.find((tab) => tab === query.tab) ?? mine[0];
  const go = (values: Record<string, string>): void => route(`/app/oversight?${new URLSearchParams(values)}`, true);
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      {open && (
        <Tabs
          label={text.tabsLabel}
          tabs={mine.map((key) => ({ key, label: text.tabs[key] }))}
          open={open}
          onOpen={(tab) => go({ tab })}
        >
          {open === "events" && <EventsTab kind={query.kind ?? ""} onKind={(kind) => go({ tab: open, kind })} />}
          {open === "erasures" && <ErasuresTab />}
          {open === "case" && (
            <ExamineTab reference={query.case ?? ""} onFind={(found) => go({ tab: open, case: found })} />
          )}
        </Tabs>
      )}
    </>
  );
}
