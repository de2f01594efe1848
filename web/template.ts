/**
 * Every page from one template (template.html): its own file has its title, its script and, where that is something of its
 * own, what is said without JavaScript. To applicants it says, in every language, whom to call – in the words and with the
 * numbers of processes/akzess, so that neither is kept twice.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { parse } from "yaml";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
const data = <T>(path: string): T => parse(read(`../processes/akzess/${path}`)) as T;

interface Spoken {
  readonly code: string;
  readonly dir: string;
}

interface Office {
  readonly office: string;
  readonly phone: string;
}

const NOSCRIPT = /<noscript>([\s\S]*)<\/noscript>/;

/** Text as it stands in markup. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** "This page needs JavaScript, please call us" in every language that has the sentence, and the offices' telephones. */
function telephones(): string {
  const said = data<readonly Spoken[]>("languages.yaml").flatMap(({ code, dir }) => {
    const text = data<Readonly<Record<string, string>>>(`texts/${code}.yaml`)["page.javascript"];
    return text ? [`<p lang="${code}" dir="${dir}">${escaped(text)}</p>`] : [];
  });
  const { contacts } = data<{ readonly contacts: Readonly<Record<string, Office>> }>("status.yaml");
  const offices = Object.values(contacts).map(
    ({ office, phone }) =>
      `<li>${escaped(office)}: <a href="tel:${phone.replaceAll(" ", "")}">${escaped(phone)}</a></li>`,
  );
  return `<main class="st-main"><h1>AKZESS</h1>${said.join("\n")}<ul>${offices.join("\n")}</ul></main>`;
}

export const template: Plugin = {
  name: "one-template-for-all-pages",
  transformIndexHtml: {
    order: "pre",
    handler(own) {
      const spoken = NOSCRIPT.exec(own)?.[1] ?? telephones();
      return read("template.html")
        .replace("<!-- what the page starts -->", () => own.replace(NOSCRIPT, "").trim())
        .replace("<!-- what is said without JavaScript -->", () => spoken.trim());
    },
  },
};
