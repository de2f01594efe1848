/** Answers by dotted path; numbers in a path are places in lists. Nothing is changed in place. */
import type { Answers } from "./api.ts";

export function at(answers: unknown, path: string): unknown {
  let found = answers;
  for (const part of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}

export function put(answers: Answers, path: string, value: unknown): Answers {
  return placed(answers, path.split("."), value) as Answers;
}

function placed(value: unknown, path: readonly string[], wanted: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return wanted;
  if (/^\d+$/.test(first)) {
    const list = Array.isArray(value) ? [...value] : [];
    while (list.length <= Number(first)) list.push({});
    list[Number(first)] = placed(list[Number(first)], rest, wanted);
    return list;
  }
  const object = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  return { ...object, [first]: placed((object as Record<string, unknown>)[first], rest, wanted) };
}

/** What the server fills in where nothing was typed: beginnings of fields that have just come into sight. */
export function withBeginnings(typed: Answers, server: Answers): Answers {
  const found: Record<string, unknown> = { ...typed };
  for (const [name, value] of Object.entries(server)) {
    const own = found[name];
    if (own === undefined) found[name] = value;
    else if (plain(own) && plain(value)) found[name] = withBeginnings(own, value);
  }
  return found;
}

function plain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
