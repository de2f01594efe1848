/** Operations: one tab for each question a team lead or an operator has; the open one is in the address. */
import "../forms/forms.css";
import "./operations.css";
import { useLocation } from "preact-iso";
import { hasRole } from "../api/session.ts";
import { PageTitle, Tabs } from "../ui/index.ts";
import { AgenciesTab } from "./AgenciesTab.tsx";
import { CaseTab } from "./CaseTab.tsx";
import { EscalationsTab } from "./EscalationsTab.tsx";
import { IncidentsTab } from "./IncidentsTab.tsx";
import { JobsTab } from "./JobsTab.tsx";
import { ParkedTab } from "./ParkedTab.tsx";
import { TeamTab } from "./TeamTab.tsx";
import { TimersTab } from "./TimersTab.tsx";
import { texts } from "./texts.ts";
import { WorkloadTab } from "./WorkloadTab.tsx";

const TABS = ["incidents", "escalations", "workload", "team", "agencies", "jobs", "timers", "parked", "case"] as const;
type Tab = (typeof TABS)[number];

export default function OperationsPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const leads = hasRole("akz-lead") || hasRole("abh-head");
  const open: Tab = TABS.find((tab) => tab === query.tab) ?? "incidents";
  const go = (values: Record<string, string>): void => route(`/app/operations?${new URLSearchParams(values)}`, true);
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <Tabs
        label={text.tabsLabel}
        tabs={TABS.filter((key) => key !== "team" || leads).map((key) => ({ key, label: text.tabs[key] }))}
        open={open}
        onOpen={(tab) => go({ tab })}
      >
        {open === "incidents" && <IncidentsTab />}
        {open === "escalations" && (
          <EscalationsTab level={query.level ?? ""} onLevel={(level) => go({ tab: open, level })} />
        )}
        {open === "workload" && (
          <WorkloadTab by={query.by === "group" ? "group" : "person"} onBy={(by) => go({ tab: open, by })} />
        )}
        {open === "team" && <TeamTab site={query.site ?? ""} onSite={(site) => go({ tab: open, site })} />}
        {open === "agencies" && <AgenciesTab steers={hasRole("system-admin")} />}
        {open === "jobs" && <JobsTab />}
        {open === "timers" && <TimersTab />}
        {open === "parked" && <ParkedTab />}
        {open === "case" && <CaseTab reference={query.case ?? ""} onFind={(found) => go({ tab: open, case: found })} />}
      </Tabs>
    </>
  );
}
