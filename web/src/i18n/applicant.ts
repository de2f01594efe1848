/** The language of the applicants' pages and their words: one JSON file per language, loaded when it is asked for.
 *
 * What a language lacks is taken from its own fallbacks, then from English, then from German, as on the server
 * (processes/languages.py). A page says `const words = wordsOf(import.meta.glob("./words/*.json"))`, waits for
 * `words.ready` and writes `words.t("key", { name: value })`.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";

export interface Language {
  readonly code: string;
  readonly name: string;
  readonly dir: "ltr" | "rtl";
  readonly fallback?: readonly string[];
}

/** The same list as processes/akzess/languages.yaml; a test compares them. */
export const LANGUAGES: readonly Language[] = [
  { code: "de", name: "Deutsch", dir: "ltr" },
  { code: "de-simple", name: "Einfaches Deutsch", dir: "ltr", fallback: ["de"] },
  { code: "en", name: "English", dir: "ltr" },
  { code: "uk", name: "Українська", dir: "ltr" },
  { code: "ar", name: "العربية", dir: "rtl" },
  { code: "vi", name: "Tiếng Việt", dir: "ltr" },
  { code: "es", name: "Español", dir: "ltr" },
  { code: "tr", name: "Türkçe", dir: "ltr" },
  { code: "ru", name: "Русский", dir: "ltr" },
];

const KEY = "akzess.applicant.language";
/** Around a value in a sentence from right to left, so that numbers do not turn around (Unicode UAX #9). */
const ISOLATE = "\u2068";
const POP = "\u2069";

/** The offered language of a code (`es-MX` is `es`), or undefined. */
export function offered(code: string | null | undefined): Language | undefined {
  const wanted = (code ?? "").toLowerCase();
  return LANGUAGES.find((one) => one.code === wanted) ?? LANGUAGES.find((one) => one.code === wanted.split("-", 1)[0]);
}

function first(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  for (const code of [asked, localStorage.getItem(KEY), ...navigator.languages]) {
    const found = offered(code);
    if (found) return found;
  }
  return LANGUAGES[0] as Language;
}

const chosen = signal<Language>(first());

/** The language that the applicant reads. */
export const reading: ReadonlySignal<Language> = chosen;

/** Read another language from now on; unknown codes change nothing. `keep`: remember it in this browser. */
export function read(code: string, keep = true): void {
  const found = offered(code);
  if (!found) return;
  chosen.value = found;
  if (keep) localStorage.setItem(KEY, found.code);
}

/** Where a text is looked for: the language, its own fallbacks, English, German. */
export function chain(language: Language): readonly string[] {
  return [...new Set([language.code, ...(language.fallback ?? []), "en", "de"])];
}

/** Keep language and direction of the document as they are read; call once per page. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = chosen.value.code;
    document.documentElement.dir = chosen.value.dir;
  });
}

type Catalogue = Readonly<Record<string, string>>;
type Loader = () => Promise<unknown>;

export interface Words {
  /** The text of a key with its places filled; the key itself while nothing is loaded or when no language has it. */
  readonly t: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  /** Whether the words of the language that is read are there. */
  readonly ready: ReadonlySignal<boolean>;
  /** Whether any language has the key. */
  readonly has: (key: string) => boolean;
}

/** The words of a page from its files `…/<language>.json`. */
export function wordsOf(files: Readonly<Record<string, Loader>>): Words {
  const loaders = new Map(Object.entries(files).map(([path, load]) => [path.replace(/^.*\/|\.json$/g, ""), load]));
  const loaded = signal<ReadonlyMap<string, Catalogue>>(new Map());
  const ready = signal(false);

  effect(() => {
    const wanted = chain(chosen.value).filter((code) => loaders.has(code));
    const missing = wanted.filter((code) => !loaded.peek().has(code));
    if (missing.length === 0) {
      ready.value = true;
      return;
    }
    void Promise.all(missing.map(async (code) => [code, entries(await loaders.get(code)?.())] as const)).then(
      (found) => {
        loaded.value = new Map([...loaded.peek(), ...found]);
        ready.value = true;
      },
    );
  });

  function text(key: string): string | undefined {
    for (const code of chain(chosen.value)) {
      const found = loaded.value.get(code)?.[key];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    ready,
    has: (key) => text(key) !== undefined,
    t: (key, values = {}) => fill(text(key) ?? key, values, chosen.value.dir),
  };
}

/** A text with `{name}` filled in; what has no value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | number>>, dir: "ltr" | "rtl"): string {
  return text.replace(/\{([a-zA-Z]\w*)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return dir === "rtl" ? `${ISOLATE}${value}${POP}` : String(value);
  });
}

function entries(module: unknown): Catalogue {
  const made = module as { default?: Catalogue } & Catalogue;
  return made.default ?? made;
}

/** Digits of an Arabic or Persian keyboard as those on German papers, numbers and codes. */
export function latinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** A numeric day without the marks (U+200F) with which Intl turns its parts round in Arabic: one order, as on letters. */
export function unturned(day: string): string {
  return day.replaceAll("\u200f", "");
}
