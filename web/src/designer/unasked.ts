/** What the editors say without asking a catalogue – tooltips of the panel, token simulation, calendars – in German. */
import { language } from "../i18n/index.ts";
import { translate } from "./bpmn/translation.ts";
import { FORM_GERMAN } from "./forms/german.ts";

const WORDS: Readonly<Record<string, string>> = {
  // Properties panel
  "Binds to a form variable": "Name der Variable, in der die Angabe steht",
  "Click to remove dynamic value with FEEL expression": "Festen Wert statt eines FEEL-Ausdrucks angeben",
  "Click to set a dynamic value with FEEL expression": "Wert durch einen FEEL-Ausdruck bestimmen",
  Close: "Schließen",
  "Close popup": "Schließen",
  "Condition under which the field is hidden": "Bedingung, unter der das Feld nicht gezeigt wird",
  Constraints: "Grenzen",
  Create: "Anlegen",
  "Create new list item": "Eintrag anlegen",
  "Delete item": "Eintrag löschen",
  "FEEL expression is mandatory": "Hier steht immer ein FEEL-Ausdruck",
  "Open pop-up editor": "In großem Fenster bearbeiten",
  "Opened in editor": "Wird in großem Fenster bearbeitet",
  Repeatable: "Wiederholbar",
  "Save and close": "Übernehmen und schließen",
  "Section contains an error": "Abschnitt enthält einen Fehler",
  "Section contains edits": "Abschnitt enthält Angaben",
  "Select a template": "Vorlage wählen",
  "Toggle list item": "Eintrag auf- oder zuklappen",
  "Toggle section": "Abschnitt auf- oder zuklappen",
  "Version tag": "Fassungsmarke",
  // Decisions
  "Open decision table": "Entscheidungstabelle öffnen",
  "Open literal expression": "Ausdruck öffnen",
  "Search in diagram": "Im Diagramm suchen",
  // Token simulation
  "Add pause point": "Haltepunkt setzen",
  "Boundary Event": "Randereignis",
  "End Event": "Endereignis",
  Finished: "Beendet",
  "Found unsupported elements": "Manche Elemente können hier nicht laufen",
  "Intermediate Event": "Zwischenereignis",
  "No Entries": "Keine Einträge",
  "Not supported": "Läuft hier nicht",
  "Pause Simulation": "Angehalten",
  "Play Simulation": "Läuft",
  "Play/Pause Simulation": "Laufen lassen oder anhalten",
  "Remove pause point": "Haltepunkt entfernen",
  "Reset Simulation": "Von vorn beginnen",
  "Set Sequence Flow": "Anderen Fluss wählen",
  "Set animation speed = Fast": "Schnell",
  "Set animation speed = Normal": "In gewöhnlichem Tempo",
  "Set animation speed = Slow": "Langsam",
  "Simulation Log": "Verlauf",
  "Start Event": "Startereignis",
  "Toggle Simulation Log": "Verlauf zeigen oder verbergen",
  "Token Simulation": "Marken laufen",
  "Trigger Event": "Ereignis auslösen",
  // Calendars and numbers
  Decrement: "Verringern",
  Increment: "Erhöhen",
  Search: "Suchen",
  Year: "Jahr",
  Month: "Monat",
};
const MONTHS =
  "January Januar February Februar March März April April May Mai June Juni July Juli August August September September October Oktober November November December Dezember";
const DAYS = "Sun So Mon Mo Tue Di Wed Mi Thu Do Fri Fr Sat Sa";
const paired = (words: string): Map<string, string> => {
  const list = words.split(" ");
  return new Map(list.flatMap((word, at) => (at % 2 ? [] : [[word, list[at + 1] ?? word] as const])));
};
const MONTH = paired(MONTHS);
const KNOWN = new Map([...Object.entries(WORDS), ...MONTH, ...paired(DAYS)]);
const PATTERNS: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^List contains (\d+) items?$/, (count = "") => `Liste mit ${count} ${count === "1" ? "Eintrag" : "Einträgen"}`],
  // The heading of the large window: "bpmn:EndEvent / Name"
  [
    /^bpmn:([A-Z][A-Za-z]+) \/ (.+)$/,
    (type = "", field = "") => `${translate(type.replace(/(?<=[a-z])(?=[A-Z])/g, " "))} / ${field}`,
  ],
  [/^Create an? (.+) element$/, (kind = "") => `${FORM_GERMAN[kind] ?? kind} anlegen`],
  [/^Remove (.+)$/, (kind = "") => `${FORM_GERMAN[kind] ?? kind} entfernen`],
  [/^Focus process instance (.+)$/, (scope = "") => `Nur den Fall ${scope} zeigen`],
  [/^Process (started|finished|canceled)$/, (what = "") => `Prozess ${DONE[what]}`],
  [/^(.+) (started|finished|canceled)$/, (name = "", what = "") => `${name} ${DONE[what]}`],
  [/^([A-Z][a-z]+) (\d+), (\d{4})$/, (month = "", day = "", year = "") => `${day}. ${MONTH.get(month)} ${year}`],
];
const DONE: Readonly<Record<string, string>> = { started: "begonnen", finished: "beendet", canceled: "abgebrochen" };
const ATTRIBUTES = ["title", "aria-label", "placeholder"] as const;
/** Within these the editors speak; what stands anywhere else is ours, or what somebody has typed. */
const EDITORS = "[data-island], .bio-properties-panel-popup, .djs-popup, .flatpickr-calendar";
const SPOKEN = '[class*="bts-"], [class*="bio-properties-panel"], [class*="flatpickr"], .drill-down-overlay';

/** The German of such a word; null when it is none. */
export function inGerman(text: string): string | null {
  const word = text.trim();
  if (!word || word.length > 90) return null;
  const known = KNOWN.get(word);
  if (known) return known;
  for (const [pattern, german] of PATTERNS) {
    const found = pattern.exec(word);
    if (found) return german(...found.slice(1));
  }
  const type = /^[A-Z][a-z]+( [A-Z][a-z]+)+$/.test(word) ? translate(word) : word;
  return type === word ? null : type;
}

function attributes(element: Element): void {
  for (const name of ATTRIBUTES) {
    const found = element.getAttribute(name);
    const german = found && inGerman(found);
    if (german && german !== found) element.setAttribute(name, german);
  }
}

function words(node: Node): void {
  const parent = node.parentElement;
  if (!parent || parent instanceof SVGElement || !parent.closest(SPOKEN) || parent.closest(".cm-editor")) return;
  const found = node.textContent ?? "";
  const german = inGerman(found);
  if (german && german !== found.trim()) node.textContent = found.replace(found.trim(), german);
}

function all(root: Element): void {
  if (root instanceof SVGElement || !root.closest(EDITORS)) return;
  attributes(root);
  for (const each of root.querySelectorAll("[title], [aria-label], [placeholder]")) attributes(each);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) words(node);
}

/** Say it in German as soon as it stands on the page, wherever an editor puts it. */
new MutationObserver((changes) => {
  if (language.peek() !== "de") return;
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") {
      if ((target as Element).closest(EDITORS)) attributes(target as Element);
    } else if (type === "characterData") words(target);
    else {
      for (const node of addedNodes) {
        if (node instanceof Element) all(node);
        else words(node);
      }
    }
  }
}).observe(document.body, {
  childList: true,
  subtree: true,
  characterData: true,
  attributes: true,
  attributeFilter: [...ATTRIBUTES],
});
