/** What our group of the properties panel offers: languages and keys from the texts, stages from the list of stages. */
import { useEffect, useState } from "preact/hooks";
import type { Choices } from "./bpmn/panel.tsx";
import { type DraftFile, readFile } from "./data.ts";

/** Keys at the top of a YAML mapping of texts; `review` is a mark, no text. */
export function textKeys(yaml: Record<string, unknown>): string[] {
  return Object.entries(yaml)
    .filter(([, value]) => typeof value === "string")
    .map(([key]) => key);
}

function stageKeys(yaml: unknown): string[] {
  const stages = (yaml as { stages?: Record<string, readonly { key?: string }[]> } | null)?.stages ?? {};
  return [...new Set(Object.values(stages).flatMap((list) => (list ?? []).map(({ key }) => key ?? "")))].filter(
    Boolean,
  );
}

/** The periods that the law sets, from the parameters; of each what holds last. */
function statutory(yaml: unknown): Choices["periods"] {
  type Row = { id?: string; norm?: string; values?: readonly { value?: { duration?: string; kind?: string } }[] };
  return ((yaml ?? []) as readonly Row[]).flatMap(({ id, norm, values }) => {
    const value = values?.at(-1)?.value;
    if (!id?.startsWith("timer.") || value?.kind !== "S") return [];
    return [{ key: id.slice("timer.".length), label: [value.duration, norm].filter(Boolean).join(", ") }];
  });
}

/** Null until they are read; then they stay, because the panel is made once. */
export function useChoices(draft: string, files: readonly DraftFile[]): Choices | null {
  const [choices, setChoices] = useState<Choices | null>(null);
  // Read once per draft
  useEffect(() => {
    let gone = false;
    const text = async (path: string): Promise<string> =>
      files.some((file) => file.path === path) ? (await readFile(draft, path)).text : "";
    void (async () => {
      const found: Choices = { languages: ["de", "en"], textKeys: [], stages: [], periods: [] };
      try {
        const [{ parse }, german, stages, parameters] = await Promise.all([
          import("yaml"),
          text("texts/de.yaml"),
          text("stages.yaml"),
          text("parameters.yaml"),
        ]);
        found.textKeys = textKeys((parse(german) ?? {}) as Record<string, unknown>);
        found.stages = stageKeys(parse(stages));
        found.periods = statutory(parse(parameters));
      } catch {
        // Texts that cannot be read are a finding of the check; the panel then takes any key.
      }
      if (!gone) setChoices(found);
    })();
    return () => {
      gone = true;
    };
  }, [draft]);
  return choices;
}
