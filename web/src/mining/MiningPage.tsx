/** Where the four weeks go: the selection and the open tab stand in the address. */
import "../operations/operations.css";
import "./mining.css";
import { useLocation } from "preact-iso";
import { useLoad } from "../api/use.ts";
import { caseTexts, named } from "../case/texts.ts";
import { monthName } from "../figures/numbers.ts";
import { SITES } from "../shell/texts.ts";
import { PageTitle, Select, Tabs } from "../ui/index.ts";
import { ConformanceTab } from "./ConformanceTab.tsx";
import { DriftTab } from "./DriftTab.tsx";
import { ask, months, type Selection, type Weeks } from "./data.ts";
import { ElementsTab } from "./ElementsTab.tsx";
import { texts } from "./texts.ts";
import { VariantsTab } from "./VariantsTab.tsx";
import { WeeksTab } from "./WeeksTab.tsx";

const TABS = ["weeks", "elements", "variants", "conformance", "drift"] as const;
type Tab = (typeof TABS)[number];

/** The last three years and the month that is chosen, newest first. */
function monthChoices(chosen: string | undefined): { value: string; label: string }[] {
  const found = [...new Set([...months(36), ...(chosen ? [chosen] : [])])].sort().reverse();
  return found.map((value) => ({ value, label: monthName(value) }));
}

export default function MiningPage() {
  const { query, route } = useLocation();
  const text = texts.value;
  const open: Tab = TABS.find((tab) => tab === query.tab) ?? "weeks";
  const selection: Selection = {
    site: query.site ?? "",
    group: query.group ?? "",
    since: query.since ?? "",
    until: query.until ?? "",
    split: open === "drift" ? (query.split ?? "") : "",
  };
  // What may be chosen does not depend on the case group: with it, the choice would end at itself.
  const { since, until, site } = selection;
  const known = useLoad(`scope/${site}/${since}/${until}`, (signal) =>
    ask<Weeks>("overview", { ...selection, group: "", split: "" }, signal),
  );
  const go = (values: Partial<Record<string, string>>): void => {
    const all = Object.entries({ ...selection, tab: open, ...values }).filter(([, value]) => value);
    route(`/app/mining?${new URLSearchParams(all as [string, string][])}`, true);
  };
  const scope = known.data?.scope;
  const every = { value: "", label: text.all };
  return (
    <>
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <div class="akz-stack">
        <p>{text.intro}</p>
        <div class="ops-filters akz-no-print">
          {(scope?.sites.length ?? 0) > 1 && (
            <Select
              label={text.site}
              value={selection.site}
              onValue={(value) => go({ site: value, group: "" })}
              options={[every, ...(scope?.sites ?? []).map((value) => ({ value, label: SITES[value] ?? value }))]}
            />
          )}
          <Select
            label={text.group}
            value={selection.group}
            onValue={(value) => go({ group: value })}
            options={[
              every,
              ...(scope?.groups ?? []).map((value) => ({ value, label: named(caseTexts.value.groups, value) })),
            ]}
          />
          <Select
            label={text.since}
            value={scope?.since ?? selection.since}
            onValue={(value) => go({ since: value })}
            options={monthChoices(scope?.since)}
          />
          <Select
            label={text.until}
            value={scope?.until ?? selection.until}
            onValue={(value) => go({ until: value })}
            options={monthChoices(scope?.until)}
          />
        </div>
        <Tabs
          label={text.tabsLabel}
          tabs={TABS.map((key) => ({ key, label: text.tabs[key] }))}
          open={open}
          onOpen={(tab) => go({ tab })}
        >
          {open === "weeks" && <WeeksTab selection={selection} />}
          {open === "elements" && <ElementsTab selection={selection} />}
          {open === "variants" && <VariantsTab selection={selection} />}
          {open === "conformance" && <ConformanceTab selection={selection} />}
          {open === "drift" && <DriftTab selection={selection} onSplit={(split) => go({ split })} />}
        </Tabs>
      </div>
    </>
  );
}
