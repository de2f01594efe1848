/** The decision editor of bpmn.io: graph, tables and expressions, loaded only when a decision is edited. */
import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "../islands.ts";
import "../unasked.ts";
import DmnModeler from "dmn-js/lib/Modeler";
import { language } from "../../i18n/index.ts";
import { DMN_GERMAN } from "./german.ts";

export interface View {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

function translate(template: string, replacements: Readonly<Record<string, string>> = {}): string {
  const text = language.peek() === "de" ? (DMN_GERMAN[template] ?? template) : template;
  // The editor writes its names with and without spaces inside the braces.
  return text.replace(/\{\s*([^}\s]+)\s*\}/g, (whole, name: string) => replacements[name] ?? whole);
}

/** One open file of decisions. */
export class DmnEditor {
  private readonly modeler: DmnModeler;
  private readonly heard = new WeakSet<object>();
  private closed = false;

  constructor(
    container: HTMLElement,
    private readonly onChange: (xml: string) => void,
    private readonly onViews: (views: readonly View[], active: string | null) => void,
  ) {
    const additionalModules = [{ translate: ["value", translate] }];
    this.modeler = new DmnModeler({
      container,
      common: { additionalModules },
      drd: { additionalModules },
      decisionTable: { additionalModules },
      literalExpression: { additionalModules },
      boxedExpression: { additionalModules },
    });
    this.modeler.on("views.changed", () => this.viewed());
  }

  private viewed(): void {
    const viewer = this.modeler.getActiveViewer();
    if (viewer && !this.heard.has(viewer)) {
      this.heard.add(viewer);
      viewer.on("commandStack.changed", () => void this.changed());
    }
    this.tell();
  }

  private tell(): void {
    const active = this.modeler.getActiveView() as { type: string; id?: string; element?: { id: string } } | undefined;
    this.onViews(
      this.modeler.getViews().map(({ element, type, name }) => ({
        id: element.id,
        type,
        name: name ?? element.name ?? element.id,
      })),
      active?.element?.id ?? null,
    );
  }

  private async changed(): Promise<void> {
    if (this.closed) return;
    const { xml } = await this.modeler.saveXML({ format: true });
    if (!this.closed) {
      this.onChange(xml);
      this.tell();
    }
  }

  /** Errors: Error when the file is no DMN. */
  async open(xml: string): Promise<void> {
    await this.modeler.importXML(xml);
  }

  async show(id: string): Promise<void> {
    const view = this.modeler.getViews().find(({ element }) => element.id === id);
    if (view) await this.modeler.open(view);
  }

  destroy(): void {
    this.closed = true;
    this.modeler.destroy();
  }
}
