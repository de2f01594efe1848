/** The filters of the inbox, which live in the address: what is shown can be bookmarked, shared and gone back to. */

import { useCallback, useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";

export type Scope = "mine" | "team" | "deputies";

/** What narrows the list, as the API names it. */
export const FILTERS = [
  "q",
  "assigned",
  "dueLight",
  "caseGroup",
  "site",
  "element",
  "dueBefore",
  "priorityMin",
  "followUp",
] as const;
export type FilterName = (typeof FILTERS)[number];

const DEFAULTS: Readonly<Record<string, string>> = { scope: "mine", sort: "due", followUp: "hidden" };

export interface Filters {
  readonly scope: Scope;
  readonly sort: string;
  readonly get: (name: FilterName) => string;
  /** How many filters narrow the list. */
  readonly count: number;
  /** As the API takes it; also what identifies the list. */
  readonly query: string;
  /** The task that is open beside the list. */
  readonly task: string;
  readonly change: (values: Readonly<Record<string, string | null>>, replace?: boolean) => void;
  readonly open: (task: string | null, replace?: boolean) => void;
  readonly reset: () => void;
  readonly apply: (query: string) => void;
}

function address(values: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const [name, value] of values) if (value && DEFAULTS[name] !== value) kept.set(name, value);
  const text = kept.toString();
  return text ? `/app/tasks?${text}` : "/app/tasks";
}

export function useFilters(): Filters {
  const { url, route } = useLocation();
  const search = url.split("?")[1] ?? "";
  const values = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback(
    (wanted: Readonly<Record<string, string | null>>, replace = false) => {
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(wanted)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const to = address(next);
      if (to !== location.pathname + location.search) route(to, replace);
    },
    [route],
  );
  return useMemo(() => {
    const scope = (values.get("scope") ?? "mine") as Scope;
    const sort = values.get("sort") ?? "due";
    const query = new URLSearchParams({ scope, sort, followUp: "hidden" });
    let count = 0;
    for (const name of FILTERS) {
      const value = values.get(name);
      if (!value || value === DEFAULTS[name]) continue;
      query.set(name, value);
      if (name !== "q") count += 1;
    }
    return {
      scope,
      sort,
      get: (name: FilterName) => values.get(name) ?? "",
      count,
      query: query.toString(),
      task: values.get("task") ?? "",
      change,
      open: (task: string | null, replace = false) => change({ task }, replace),
      reset: () => change(Object.fromEntries(FILTERS.map((name) => [name, null]))),
      apply: (wanted: string) => {
        const next = new URLSearchParams(wanted);
        const task = new URLSearchParams(location.search).get("task");
        if (task) next.set("task", task);
        route(address(next));
      },
    };
  }, [values, change, route]);
}
