/** Copies that outlive their diagram: what was copied in one file can be pasted in another one. */
import type { EventBus, ModdleElement } from "./parts.ts";

interface Clipboard {
  set(tree: unknown): void;
}

interface Moddle {
  create(type: string, properties: Record<string, unknown>): ModdleElement;
}

const KEY = "akzess.designer.clipboard";

/** Text of a tree as model elements of this diagram; the same id is the same element. */
export function revived(text: string, moddle: Moddle): unknown {
  const known = new Map<string, ModdleElement>();
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value !== "object" || value === null || !("$type" in value)) return value;
    const { $type, ...properties } = value as { $type: string; id?: string };
    const id = typeof properties.id === "string" ? properties.id : null;
    const before = id ? known.get(id) : undefined;
    if (before) return before;
    const made = moddle.create($type, properties);
    if (id) known.set(id, made);
    return made;
  });
}

/** The module that keeps the last copy for the other diagrams of this browser tab. */
export function clipboard(): object {
  class AcrossDiagrams {
    static readonly $inject = ["eventBus", "clipboard", "moddle"];

    constructor(eventBus: EventBus, board: Clipboard, moddle: Moddle) {
      let own = false;
      eventBus.on("copyPaste.elementsCopied", ({ tree }: { tree: unknown }) => {
        own = true;
        try {
          sessionStorage.setItem(KEY, JSON.stringify(tree));
        } catch {
          // Too large to keep, or not to be written down: then it can be pasted in this diagram only.
          sessionStorage.removeItem(KEY);
        }
      });
      const text = sessionStorage.getItem(KEY);
      if (!text) return;
      eventBus.on("import.done", () => {
        if (!own) board.set(revived(text, moddle));
      });
    }
  }
  return { __init__: ["acrossDiagrams"], acrossDiagrams: ["type", AcrossDiagrams] };
}
