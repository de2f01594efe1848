/** The words of the bpmn.io editors in the language of the page. */
import { language } from "../../i18n/index.ts";
import { GERMAN } from "./german.ts";

type Replacements = Readonly<Record<string, string>>;

/** A text of an editor in the reader's language, with its `{names}` filled in. */
export function translate(template: string, replacements: Replacements = {}): string {
  const text = language.peek() === "de" ? (GERMAN[template] ?? template) : template;
  return text.replace(/\{([^}]+)\}/g, (whole, name: string) => replacements[name] ?? whole);
}

/** The module that replaces the editors' own translation. */
export function translation(): object {
  return { translate: ["value", translate] };
}
