/** Findings from the server and from the rules in the browser as one list, in the reader's language. */
import { language } from "../i18n/index.ts";
import type { Mark } from "./bpmn/marks.ts";
import type { Finding, Severity } from "./data.ts";

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

export function said(finding: Finding): string {
  return (language.value === "en" && finding.messageEn) || finding.message;
}

/** Grave ones first; what server and browser both found stands once. */
export function joined(server: readonly Finding[], browser: readonly Finding[]): readonly Finding[] {
  const known = new Set(server.map(({ resource, elementId, severity }) => `${resource} ${elementId} ${severity}`));
  const more = browser.filter(
    ({ resource, elementId, severity }) => !known.has(`${resource} ${elementId} ${severity}`),
  );
  return [...server, ...more].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

export function counted(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((each) => each.severity === severity).length;
}

/** One mark per element of the file, with all its sentences. */
export function marksOf(findings: readonly Finding[], resource: string, open: (element: string) => void): Mark[] {
  const byElement = new Map<string, Finding[]>();
  for (const each of findings) {
    if (each.resource !== resource || !each.elementId) continue;
    byElement.set(each.elementId, [...(byElement.get(each.elementId) ?? []), each]);
  }
  return [...byElement].map(([element, list]) => {
    const worst = list.reduce((a, b) => (WEIGHT[b.severity] < WEIGHT[a.severity] ? b : a)).severity;
    return {
      element,
      marker: `akz-mark-${worst}`,
      flag: worst === "info" ? `i ${list.length}` : `! ${list.length}`,
      tone: worst,
      title: list.map(said).join(" · "),
      onPress: () => open(element),
    };
  });
}
