/** The statistics: a tab for each question; year and tab are in the address. */
import "./figures.css";
import { useLocation } from "preact-iso";
import { hasRole } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { dateTime } from "../i18n/dates.ts";
import { Alert, EmptyState, Loading, PageTitle, ProblemAlert, Select, Tabs } from "../ui/index.ts";
import { CompareTab } from "./CompareTab.tsx";
import { ask, type Figures } from "./data.ts";
import { FrozenTab } from "./FrozenTab.tsx";
import { monthName } from "./numbers.ts";
import { OverviewTab } from "./OverviewTab.tsx";
import { GroupsTab, SitesTab } from "./PlacesTabs.tsx";
import { StaffingTab } from "./StaffingTab.tsx";
import { TablesTab } from "./TablesTab.tsx";
import { texts } from "./texts.ts";

const TABS = ["overview", "sites", "groups", "tables", "compare", "frozen", "staffing"] as const;
type Tab = (typeof TABS)[number];

function Files({ year }: { readonly year: string }) {
  const text = texts.value;
  return (
    <nav class="fig-files akz-no-print" aria-label={text.download}>
      {(["pdf", "ods", "csv"] as const).map((kind) => (
        <a
          key={kind}
          href={`/figures/export?year=${year}&format=${kind}&language=${document.documentElement.lang}`}
          download
        >
          {text.files[kind]}
        </a>
      ))}
    </nav>
  );
}

function Standing({ figures }: { readonly figures: Figures }) {
  const text = texts.value;
  return (
    <div class="akz-stack">
      {figures.demo && <Alert tone="info" title={text.demo} />}
      <p class="akz-small akz-muted">
        {text.asOf(dateTime(figures.asOf))}{" "}
        {figures.frozenUntil ? text.frozenUntil(monthName(figures.frozenUntil)) : text.notFrozen} {text.hidden}
      </p>
    </div>
  );
}

export default function FiguresPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const lead = hasRole("akz-lead") || hasRole("abh-head");
  const tabs = TABS.filter((tab) => tab !== "staffing" || lead);
  const open: Tab = tabs.find((tab) => tab === query.tab) ?? "overview";
  const now = new Date().getFullYear();
  const year = /^\d{4}$/.test(query.year ?? "") ? (query.year ?? "") : String(now);
  const go = (tab: string, of: string): void => route(`/app/figures?${new URLSearchParams({ tab, year: of })}`, true);
  const found = useLoad(`figures/${year}`, (signal) => ask<Figures>("/figures", { year }, signal));
  const { data } = found;
  const years = Array.from({ length: 6 }, (_, index) => String(now - index));
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <div class="fig-head">
        <Select
          label={text.year}
          value={year}
          options={[...new Set([...years, year])].map((one) => ({ value: one, label: one }))}
          onValue={(value) => go(open, value)}
        />
        {(lead || hasRole("smi-coord")) && <Files year={year} />}
      </div>
      {!data && (found.problem ? <ProblemAlert problem={found.problem} retry={found.reload} /> : <Loading />)}
      {data && (
        <>
          <Standing figures={data} />
          <Tabs
            label={text.tabsLabel}
            tabs={tabs.map((key) => ({ key, label: text.tabs[key] }))}
            open={open}
            onOpen={(tab) => go(tab, year)}
          >
            {data.cells.length === 0 && !["compare", "frozen", "staffing"].includes(open) ? (
              <EmptyState title={text.empty}>
                <p>{lead || !hasRole("smi-coord") ? text.emptyText : text.emptyFrozen}</p>
                {/* In January nothing is frozen yet: whoever comes then wants the year that is over. */}
                {Number(year) === now && (
                  <a href={`/app/figures?${new URLSearchParams({ tab: open, year: String(now - 1) })}`}>
                    {text.yearBefore(String(now - 1))}
                  </a>
                )}
              </EmptyState>
            ) : (
              <>
                {open === "overview" && <OverviewTab figures={data} />}
                {open === "sites" && <SitesTab figures={data} />}
                {open === "groups" && <GroupsTab figures={data} />}
                {open === "tables" && <TablesTab year={year} figures={data} />}
              </>
            )}
            {open === "compare" && <CompareTab year={year} figures={data} />}
            {open === "frozen" && <FrozenTab figures={data} />}
            {open === "staffing" && <StaffingTab year={year} />}
          </Tabs>
        </>
      )}
    </>
  );
}
