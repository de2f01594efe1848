/** The texts of all languages as one table over their files; comments and order of the files stay as they are. */
import { type Document, isScalar, parseDocument, type YAMLMap } from "yaml";
import { STYLE } from "./yamlStyle.ts";

export interface LanguageFile {
  readonly language: string;
  readonly path: string;
  readonly document: Document;
}

export interface Row {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  readonly gaps: readonly string[];
  /** Languages whose placeholders are not those of the leading language. */
  readonly deviations: Readonly<Record<string, string>>;
}

export const LEADING = "de";

export function languageFile(path: string, text: string): LanguageFile {
  return { language: path.replace(/^.*\//, "").replace(/\.ya?ml$/, ""), path, document: parseDocument(text) };
}

function entries(file: LanguageFile): Map<string, string> {
  const found = new Map<string, string>();
  const map = file.document.contents as YAMLMap | null;
  for (const pair of map?.items ?? []) {
    const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
    const value = isScalar(pair.value) ? pair.value.value : null;
    if (typeof value === "string") found.set(key, value);
  }
  return found;
}

/** The `{names}` of a text, sorted. */
export function placeholders(text: string): string {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""))].sort().join(", ");
}

/** All keys in the order of the leading language, then those that only others have. */
export function rowsOf(files: readonly LanguageFile[]): readonly Row[] {
  const tables = new Map(files.map((file) => [file.language, entries(file)]));
  const leading = tables.get(LEADING) ?? new Map<string, string>();
  const keys = new Set([...leading.keys(), ...[...tables.values()].flatMap((table) => [...table.keys()])]);
  return [...keys].map((key) => {
    const values: Record<string, string> = {};
    const gaps: string[] = [];
    const deviations: Record<string, string> = {};
    const wanted = placeholders(leading.get(key) ?? "");
    for (const [language, table] of tables) {
      const value = table.get(key);
      if (value === undefined) gaps.push(language);
      else {
        values[language] = value;
        if (leading.has(key) && placeholders(value) !== wanted) deviations[language] = placeholders(value) || "–";
      }
    }
    return { key, values, gaps, deviations };
  });
}

/** Set a text in its file; returns the file's new content. */
export function withText(file: LanguageFile, key: string, value: string): string {
  const node = file.document.get(key, true);
  if (isScalar(node)) node.value = value;
  else {
    const made = file.document.createNode(value);
    if (isScalar(made)) made.type = "QUOTE_DOUBLE";
    file.document.set(key, made);
  }
  return file.document.toString(STYLE);
}
