/** What is drawn over a diagram: findings, comments, coverage, unnoticed faults, differences, tokens of a play, figures of open cases. */
import "./marks.css";
import type { Canvas, Overlays, Registry, Services } from "./parts.ts";

export type Layer =
  | "findings"
  | "way"
  | "comments"
  | "coverage"
  | "mutants"
  | "difference"
  | "tokens"
  | "live"
  | "migration";

export interface Mark {
  readonly element: string;
  /** A class of designer.css: `akz-mark-error`, `akz-mark-added`, … */
  readonly marker?: string;
  /** A short word at the element. */
  readonly flag?: string;
  readonly tone?: string;
  /** The whole sentence, for the pointer and for assistive technology. */
  readonly title?: string;
  readonly onPress?: () => void;
}

const PLACES: Readonly<Record<Layer, Record<string, number>>> = {
  findings: { top: -12, right: 12 },
  way: { bottom: 10, left: 0 },
  comments: { bottom: 10, right: 12 },
  coverage: { bottom: 10, left: 0 },
  mutants: { top: -12, left: 0 },
  difference: { top: -12, left: 0 },
  tokens: { top: -16, left: 24 },
  live: { bottom: 4, left: 0 },
  migration: { top: -12, left: 0 },
};

/** Layers of marks over one editor or viewer; they survive a new import of the diagram. */
export class Marks {
  private readonly layers = new Map<Layer, readonly Mark[]>();
  private readonly set = new Map<Layer, (readonly [string, string])[]>();

  constructor(private readonly services: Services) {}

  show(layer: Layer, marks: readonly Mark[]): void {
    this.layers.set(layer, marks);
    this.draw(layer);
  }

  /** Draw all layers again, after the diagram was opened anew. */
  restore(): void {
    this.set.clear();
    for (const layer of this.layers.keys()) this.draw(layer);
  }

  private draw(layer: Layer): void {
    const canvas = this.services.get<Canvas>("canvas");
    const registry = this.services.get<Registry>("elementRegistry");
    const overlays = this.services.get<Overlays>("overlays");
    const type = `akz-${layer}`;
    overlays.remove({ type });
    for (const [element, marker] of this.set.get(layer) ?? []) {
      if (registry.get(element)) canvas.removeMarker(element, marker);
    }
    const drawn: (readonly [string, string])[] = [];
    for (const mark of this.layers.get(layer) ?? []) {
      const element = registry.get(mark.element);
      if (!element) continue;
      if (mark.marker) {
        canvas.addMarker(mark.element, mark.marker);
        drawn.push([mark.element, mark.marker]);
      }
      // A word at a line would hide the line.
      if (mark.flag && !element.waypoints) {
        overlays.add(mark.element, type, { position: PLACES[layer], html: flag(mark), scale: { min: 0.7, max: 1.2 } });
      }
    }
    this.set.set(layer, drawn);
  }
}

function flag({ flag: word = "", tone = "info", title, onPress }: Mark): HTMLElement {
  const made = document.createElement(onPress ? "button" : "span");
  made.className = `akz-mark akz-mark-flag-${tone}`;
  made.textContent = word;
  if (title) {
    made.title = title;
    made.setAttribute("aria-label", `${word}: ${title}`);
  }
  if (onPress) {
    (made as HTMLButtonElement).type = "button";
    made.addEventListener("click", onPress);
  } else made.setAttribute("role", "note");
  return made;
}
