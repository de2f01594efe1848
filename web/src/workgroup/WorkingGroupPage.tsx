/** The working group: the quarterly report, proposals for the standard, the agreement; the open tab is in the address. */
import "./workgroup.css";
import { useLocation } from "preact-iso";
import { hasRole } from "../api/session.ts";
import { PageTitle, Tabs } from "../ui/index.ts";
import { AgreementTab } from "./AgreementTab.tsx";
import { ProposalsTab } from "./ProposalsTab.tsx";
import { ReportTab } from "./ReportTab.tsx";
import { texts } from "./texts.ts";

export default function WorkingGroupPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const reads = hasRole("akz-lead", "abh-head", "smi-coord");
  const agrees = !hasRole("process-designer");
  const tabs = (["report", "proposals", "agreement"] as const).filter(
    (key) => (key !== "report" || reads) && (key !== "agreement" || agrees),
  );
  const open = tabs.find((tab) => tab === query.tab) ?? tabs[0] ?? "proposals";
  const quarter = /^\d{4}-Q[1-4]$/.test(query.quarter ?? "") ? (query.quarter ?? "") : "";
  const go = (values: Record<string, string>): void => route(`/app/working-group?${new URLSearchParams(values)}`, true);
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <Tabs
        label={text.tabsLabel}
        tabs={tabs.map((key) => ({ key, label: text.tabs[key] }))}
        open={open}
        onOpen={(tab) => go({ tab })}
      >
        {open === "report" && <ReportTab quarter={quarter} onQuarter={(one) => go({ tab: open, quarter: one })} />}
        {open === "proposals" && <ProposalsTab />}
        {open === "agreement" && <AgreementTab />}
      </Tabs>
    </>
  );
}
