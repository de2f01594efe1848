/** The parts of the file as tabs, as far as the reader may see them. */
import { ConsultationsTab } from "../partners/ConsultationsTab.tsx";
import { type Tab, Tabs } from "../ui/index.ts";
import { ApplicantTab } from "./ApplicantTab.tsx";
import { AuditTab } from "./AuditTab.tsx";
import { CommentsTab } from "./CommentsTab.tsx";
import { DecisionsTab } from "./DecisionsTab.tsx";
import { DiagramTab } from "./DiagramTab.tsx";
import { DocumentsTab } from "./DocumentsTab.tsx";
import type { Overview } from "./data.ts";
import { MessagesTab } from "./MessagesTab.tsx";
import { TimelineTab } from "./TimelineTab.tsx";
import { caseTexts } from "./texts.ts";

export const TABS = [
  "timeline",
  "documents",
  "applicant",
  "messages",
  "decisions",
  "consultations",
  "diagram",
  "comments",
  "audit",
] as const;
export type TabKey = (typeof TABS)[number];

const NEEDS: Readonly<Record<TabKey, string>> = {
  timeline: "case.timeline",
  documents: "document.list",
  applicant: "applicant.read",
  messages: "case.messages",
  decisions: "case.decisions",
  consultations: "consultation.list",
  diagram: "case.diagram",
  comments: "case.comment.read",
  audit: "case.audit",
};

interface CaseTabsProps {
  readonly overview: Overview;
  /** Counts up when something has changed: the open tab is read again. */
  readonly round: number;
  readonly open: TabKey;
  readonly onOpen: (key: TabKey) => void;
  readonly onChange: () => void;
}

export function CaseTabs({ overview, round, open, onOpen, onChange }: CaseTabsProps) {
  const text = caseTexts.value.tabs;
  const permitted = TABS.filter((key) => overview.permissions[NEEDS[key]]);
  const shown = permitted.includes(open) ? open : (permitted[0] ?? "timeline");
  const tabs: Tab[] = permitted.map((key) => ({ key, label: text[key] }));
  const id = overview.case.id;
  return (
    <Tabs label={text.label} tabs={tabs} open={shown} onOpen={(key) => onOpen(key as TabKey)}>
      {shown === "timeline" && <TimelineTab id={id} round={round} />}
      {shown === "documents" && (
        <DocumentsTab
          id={id}
          round={round}
          mayUpload={overview.permissions["document.upload"] === true}
          kinds={overview.documentKinds}
          onChange={onChange}
        />
      )}
      {shown === "applicant" && <ApplicantTab id={id} round={round} />}
      {shown === "messages" && <MessagesTab id={id} round={round} />}
      {shown === "decisions" && <DecisionsTab id={id} round={round} />}
      {shown === "consultations" && <ConsultationsTab id={id} round={round} />}
      {shown === "diagram" && <DiagramTab id={id} round={round} />}
      {shown === "comments" && (
        <CommentsTab id={id} round={round} mayWrite={overview.permissions["case.comment.write"] === true} />
      )}
      {shown === "audit" && <AuditTab id={id} round={round} />}
    </Tabs>
  );
}
