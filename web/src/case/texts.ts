/** Texts of the case pages. */
import { catalogue } from "../i18n/index.ts";
import * as contents from "./texts/contents.ts";
import * as finding from "./texts/finding.ts";
import * as record from "./texts/record.ts";
import * as standing from "./texts/standing.ts";

export const caseTexts = catalogue(
  {
    back: "Alle Vorgänge",
    unknown: {
      title: "Vorgang nicht gefunden",
      of: (number: string) => `Einen Vorgang ${number} gibt es für Sie nicht`,
      why: "Vielleicht ist das Aktenzeichen vertippt, oder der Vorgang liegt bei einer anderen Ausländerbehörde. Ein Aktenzeichen sieht so aus: AKZ-DD-2026-000001.",
      back: "Zur Liste der Vorgänge",
    },
    acts: {
      menu: "Vorgang",
      print: "Drucken",
      cancel: "Abbrechen …",
      suspend: "Anhalten …",
      resume: "Fortsetzen",
      cancelTitle: "Vorgang abbrechen",
      cancelText:
        "Der Vorgang endet sofort. Offene Aufgaben und Anfragen werden geschlossen. Das lässt sich nicht zurücknehmen.",
      cancelConfirm: "Vorgang abbrechen",
      suspendTitle: "Vorgang anhalten",
      suspendText: "Nichts geht weiter, bis jemand den Vorgang fortsetzt. Gesetzliche Fristen laufen trotzdem.",
      suspendConfirm: "Vorgang anhalten",
      done: {
        cancel: "Der Vorgang ist abgebrochen.",
        suspend: "Der Vorgang ist angehalten.",
        resume: "Der Vorgang läuft weiter.",
      },
      reasonHint: "Steht im Verlauf und in der Prüfspur.",
    },
    tabs: {
      label: "Teile der Akte",
      timeline: "Verlauf",
      documents: "Dokumente",
      applicant: "Antragsteller",
      messages: "Schriftverkehr",
      decisions: "Warum?",
      consultations: "Beteiligte",
      diagram: "Ablauf",
      comments: "Notizen",
      audit: "Prüfspur",
    },
    ...finding.de,
    ...standing.de,
    ...record.de,
    ...contents.de,
  },
  {
    back: "All cases",
    unknown: {
      title: "Case not found",
      of: (number: string) => `There is no case ${number} for you`,
      why: "Perhaps the number is mistyped, or the case is with another immigration office. A case number looks like this: AKZ-DD-2026-000001.",
      back: "To the list of cases",
    },
    acts: {
      menu: "Case",
      print: "Print",
      cancel: "Cancel …",
      suspend: "Suspend …",
      resume: "Resume",
      cancelTitle: "Cancel the case",
      cancelText: "The case ends at once. Open tasks and requests are closed. This cannot be undone.",
      cancelConfirm: "Cancel the case",
      suspendTitle: "Suspend the case",
      suspendText: "Nothing goes on until somebody resumes the case. Statutory periods run all the same.",
      suspendConfirm: "Suspend the case",
      done: { cancel: "The case is cancelled.", suspend: "The case is suspended.", resume: "The case goes on." },
      reasonHint: "Stands in the timeline and in the audit.",
    },
    tabs: {
      label: "Parts of the file",
      timeline: "Timeline",
      documents: "Documents",
      applicant: "Applicant",
      messages: "Messages",
      decisions: "Why?",
      consultations: "Partners",
      diagram: "Process",
      comments: "Notes",
      audit: "Audit",
    },
    ...finding.en,
    ...standing.en,
    ...record.en,
    ...contents.en,
  },
);

/** A text by a key that comes from the server; a key nobody knows is shown as it is. */
export function named(words: object, key: string | null | undefined): string {
  if (!key) return "";
  const found = (words as Record<string, unknown>)[key];
  return typeof found === "string" ? found : key;
}
