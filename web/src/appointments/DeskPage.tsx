/** Appointments at the desk: the day of the counters, the week, the waiting list, punctuality, calendars. */
import "../forms/forms.css";
import "./desk.css";
import { useLocation } from "preact-iso";
import { me } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { day as dayOf } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Loading, PageTitle, ProblemAlert, Select, Tabs } from "../ui/index.ts";
import { CalendarTab } from "./CalendarTab.tsx";
import { DayTab } from "./DayTab.tsx";
import { plan } from "./data.ts";
import { PunctualityTab } from "./PunctualityTab.tsx";
import { texts } from "./texts.ts";
import { WaitingTab } from "./WaitingTab.tsx";
import { WeekTab } from "./WeekTab.tsx";

const TABS = ["day", "week", "waiting", "punctuality", "calendar"] as const;
type Tab = (typeof TABS)[number];

export default function DeskPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const offered = useLoad("appointment-plan", plan);
  const own = me.value?.sites ?? [];
  const sites = (offered.data?.sites ?? []).filter((one) => own.length === 0 || own.includes(one.id));
  const tab: Tab = TABS.find((one) => one === query.tab) ?? "day";
  const site = sites.find((one) => one.id === query.site)?.id ?? sites[0]?.id ?? "";
  const on = /^\d{4}-\d{2}-\d{2}$/.test(query.day ?? "") ? (query.day ?? "") : dayOf(new Date());
  const go = (values: Record<string, string>): void =>
    route(`/app/appointments?${new URLSearchParams({ tab, site, day: on, ...values })}`, true);
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <ProblemAlert problem={offered.problem} retry={offered.reload} />
      {sites.length > 1 && (
        <div class="apt-site akz-no-print">
          <Select
            label={text.site}
            value={site}
            options={sites.map((one) => ({ value: one.id, label: pick(one) }))}
            onValue={(value) => go({ site: value })}
          />
        </div>
      )}
      <Tabs
        label={text.tabsLabel}
        tabs={TABS.map((key) => ({ key, label: text.tabs[key] }))}
        open={tab}
        onOpen={(value) => go({ tab: value })}
      >
        {!offered.data || !site ? (
          <Loading />
        ) : tab === "day" ? (
          <DayTab site={site} on={on} plan={offered.data} onDay={(value) => go({ day: value })} />
        ) : tab === "week" ? (
          <WeekTab
            site={site}
            on={on}
            onWeek={(value) => go({ day: value })}
            onDay={(value) => go({ tab: "day", day: value })}
          />
        ) : tab === "waiting" ? (
          <WaitingTab site={site} plan={offered.data} />
        ) : tab === "punctuality" ? (
          <PunctualityTab site={site} plan={offered.data} />
        ) : (
          <CalendarTab site={site} />
        )}
      </Tabs>
    </>
  );
}
