/** The survey in the office: slips, waves, results, review; and trainings. Each role sees its tabs. */
import "./survey.css";
import { useLocation } from "preact-iso";
import { hasRole } from "../api/session.ts";
import { PageTitle, Tabs } from "../ui/index.ts";
import { IssueTab } from "./IssueTab.tsx";
import { ResultsTab } from "./ResultsTab.tsx";
import { ReviewTab } from "./ReviewTab.tsx";
import { TrainingsTab } from "./TrainingsTab.tsx";
import { texts } from "./texts.ts";
import { WavesTab } from "./WavesTab.tsx";

const ROLES = {
  issue: ["akz-clerk", "abh-service", "akz-lead", "abh-head", "smi-coord"],
  results: ["akz-lead", "abh-head", "smi-coord"],
  waves: ["abh-head", "smi-coord"],
  review: ["dpo"],
  trainings: ["akz-clerk", "abh-service", "akz-lead", "abh-head", "smi-coord"],
} as const;
type Key = keyof typeof ROLES;

export default function SurveyPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const tabs = (Object.keys(ROLES) as Key[]).filter((key) => hasRole(...ROLES[key]));
  const open = tabs.find((tab) => tab === query.tab) ?? tabs[0];
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      {open && (
        <Tabs
          label={text.tabsLabel}
          tabs={tabs.map((key) => ({ key, label: text.tabs[key] }))}
          open={open}
          onOpen={(tab) => route(`/app/survey?tab=${tab}`, true)}
        >
          {open === "issue" && <IssueTab />}
          {open === "waves" && <WavesTab />}
          {open === "results" && <ResultsTab />}
          {open === "review" && <ReviewTab />}
          {open === "trainings" && <TrainingsTab />}
        </Tabs>
      )}
    </>
  );
}
