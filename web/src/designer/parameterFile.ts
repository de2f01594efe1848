/** The list of parameters as rows, and a new value with its first day; comments of the file stay as they are. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { STYLE } from "./yamlStyle.ts";

export interface Value {
  readonly value: string;
  readonly from: string;
  readonly to: string;
}

export interface Parameter {
  readonly id: string;
  readonly unit: string;
  readonly norm: string;
  readonly source: string;
  readonly values: readonly Value[];
}

/** The mappings of a sequence; what else stands in it is nothing of ours. */
function maps(list: YAMLSeq): readonly YAMLMap[] {
  return (list.items as unknown[]).filter((each): each is YAMLMap => isMap(each));
}

function said(map: YAMLMap, name: string): string {
  const found: unknown = map.get(name);
  if (found instanceof Date) return found.toISOString().slice(0, 10);
  return found === undefined || found === null ? "" : typeof found === "object" ? JSON.stringify(found) : String(found);
}

/** Null when the text is no list of parameters. */
export function parametersOf(
  text: string,
): { readonly document: Document; readonly rows: readonly Parameter[] } | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isSeq(document.contents)) return null;
  const rows = maps(document.contents as YAMLSeq).map((map) => {
    const values = map.get("values");
    return {
      id: said(map, "id"),
      unit: said(map, "unit"),
      norm: said(map, "norm"),
      source: said(map, "source"),
      values: isSeq(values)
        ? maps(values as YAMLSeq).map((each) => ({
            value: said(each, "value"),
            from: said(each, "validFrom"),
            to: said(each, "validTo"),
          }))
        : [],
    };
  });
  return { document, rows };
}

function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** The text with one more value of a parameter; the one before it ends the day before. Null when a value begins later. */
export function withValue(text: string, id: string, value: string, from: string): string | null {
  const read = parametersOf(text);
  if (!read || !isSeq(read.document.contents)) return null;
  const map = maps(read.document.contents as YAMLSeq).find((each) => said(each, "id") === id);
  const values = map?.get("values");
  if (!map || !isSeq(values)) return null;
  const last = maps(values as YAMLSeq).at(-1);
  if (last && said(last, "validFrom") >= from) return null;
  if (last && (!said(last, "validTo") || said(last, "validTo") >= from))
    last.set("validTo", day(read.document, dayBefore(from)));
  const number = Number(value.replace(",", "."));
  const made = read.document.createNode({
    value: value.trim() !== "" && Number.isFinite(number) ? number : value,
    validFrom: null,
  }) as YAMLMap;
  made.set("validFrom", day(read.document, from));
  made.flow = true;
  values.add(made);
  return read.document.toString(STYLE);
}

/** A day as the file writes it: without quotes. */
function day(document: Document, value: string): unknown {
  const node = document.createNode(value);
  Object.assign(node, { type: "PLAIN" });
  return node;
}
