/** A diagram that is looked at, with marks: the earlier version, figures of open cases. */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { Marks } from "./marks.ts";
import type { Canvas, Registry } from "./parts.ts";

export class BpmnView {
  readonly marks: Marks;
  private readonly viewer: NavigatedViewer;

  constructor(container: HTMLElement) {
    this.viewer = new NavigatedViewer({ container });
    this.marks = new Marks(this.viewer);
  }

  /** Errors: Error when it is no BPMN. */
  async open(xml: string): Promise<void> {
    await this.viewer.importXML(xml);
    this.marks.restore();
    this.viewer.get<Canvas>("canvas").zoom("fit-viewport", "auto");
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
