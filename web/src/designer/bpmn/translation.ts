/** The words of the bpmn.io editors in the language of the page. */
import { language } from "../../i18n/index.ts";
import { GERMAN } from "./german.ts";

type Replacements = Readonly<Record<string, string>>;

/** The panel's heading writes types in its own way: "Timer Boundary Event (Non Interrupting)". */
const BY_TYPE = new Map(Object.entries(GERMAN).map(([word, german]) => [plain(word), german]));

function plain(word: string): string {
  return word.toLowerCase().replaceAll("-", "").replaceAll(" ", "");
}

function german(template: string): string {
  return GERMAN[template] ?? (/^[A-Z]/.test(template) ? BY_TYPE.get(plain(template)) : undefined) ?? template;
}

/** A text of an editor in the reader's language, with its `{names}` filled in. */
export function translate(template: string, replacements: Replacements = {}): string {
  const text = language.peek() === "de" ? german(template) : template;
  return text.replace(/\{([^}]+)\}/g, (whole, name: string) => replacements[name] ?? whole);
}

/** The module that replaces the editors' own translation. */
export function translation(): object {
  return { translate: ["value", translate] };
}
