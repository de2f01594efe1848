/** A diagram that is looked at, with marks: the earlier version, figures of open cases. */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { inPageLanguage } from "../../i18n/diagram.ts";
import { Marks } from "./marks.ts";
import type { Canvas, Registry } from "./parts.ts";

/** A scale below which nobody reads a step's name, and the margin around a diagram. */
const READABLE = 0.45;
const EDGE = 30;

export class BpmnView {
  readonly marks: Marks;
  private readonly viewer: NavigatedViewer;

  constructor(container: HTMLElement) {
    this.viewer = new NavigatedViewer({ container });
    this.marks = new Marks(this.viewer);
  }

  /** Errors: Error when it is no BPMN. */
  async open(xml: string): Promise<void> {
    await this.viewer.importXML(inPageLanguage(xml));
    this.marks.restore();
    this.whole();
  }

  /** Everything at once where it can still be read, else its beginning in the full width. */
  whole(): void {
    const canvas = this.viewer.get<Canvas>("canvas");
    canvas.zoom("fit-viewport", "auto");
    const { inner, outer } = canvas.viewbox();
    if (canvas.zoom() >= READABLE || inner.width === 0) return;
    const scale = Math.min(1, Math.max(READABLE, outer.width / (inner.width + 2 * EDGE)));
    canvas.viewbox({
      x: inner.x - EDGE,
      y: inner.y - EDGE,
      width: outer.width / scale,
      height: outer.height / scale,
    });
  }

  /** Larger (above 1) or smaller. */
  zoom(factor: number): void {
    const canvas = this.viewer.get<Canvas>("canvas");
    canvas.zoom(Math.min(4, Math.max(0.1, canvas.zoom() * factor)));
  }

  /** Names of the elements by id. */
  names(): ReadonlyMap<string, string> {
    const registry = this.viewer.get<Registry>("elementRegistry");
    return new Map(
      registry
        .filter(({ labelTarget }) => !labelTarget)
        .map(({ id, businessObject }) => [id, String(businessObject.name ?? "")]),
    );
  }

  goTo(element: string): void {
    const canvas = this.viewer.get<Canvas>("canvas");
    if (!this.viewer.get<Registry>("elementRegistry").get(element)) return;
    canvas.zoom(0.9);
    canvas.scrollToElement(element, 120);
  }

  destroy(): void {
    this.viewer.destroy();
  }
}
