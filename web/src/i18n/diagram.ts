/** A diagram in the language of the page: its names are German, the English ones stand beside them as akzess:label. */
import { language } from "./index.ts";

/** The XML of a diagram to be looked at; never to be saved. What has no English name keeps its German one. */
export function inPageLanguage(xml: string): string {
  if (language.value === "de") return xml;
  const found = new DOMParser().parseFromString(xml, "application/xml");
  if (found.querySelector("parsererror")) return xml;
  for (const label of found.querySelectorAll('extensionElements > label[lang="en"]')) {
    const text = label.textContent?.trim();
    if (text) label.parentElement?.parentElement?.setAttribute("name", text);
  }
  return new XMLSerializer().serializeToString(found);
}
