/** The workshop's first page: drafts, versions in force, reading foreign diagrams, what runs now, moving cases. */
import "./designer.css";
import { lazy, useLocation } from "preact-iso";
import { PageTitle, Tabs } from "../ui/index.ts";
import { DraftsTab } from "./DraftsTab.tsx";
import { texts } from "./texts.ts";

const ReleasesTab = lazy(() => import("./ReleasesTab.tsx"));
const ImportTab = lazy(() => import("./ImportTab.tsx"));
const LiveTab = lazy(() => import("./LiveTab.tsx"));
const MigrateTab = lazy(() => import("./MigrateTab.tsx"));

const TABS = ["drafts", "releases", "migrate", "live", "import"] as const;
type Tab = (typeof TABS)[number];

export default function StartPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const open: Tab = TABS.find((tab) => tab === query.tab) ?? "drafts";
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <p class="akz-muted">{text.lead}</p>
      <Tabs
        label={text.tabsLabel}
        tabs={TABS.map((key) => ({ key, label: text.start[key] }))}
        open={open}
        onOpen={(tab) => route(`/app/designer?tab=${tab}`, true)}
      >
        {open === "drafts" && <DraftsTab />}
        {open === "releases" && <ReleasesTab />}
        {open === "migrate" && <MigrateTab />}
        {open === "live" && <LiveTab />}
        {open === "import" && <ImportTab />}
      </Tabs>
    </>
  );
}
