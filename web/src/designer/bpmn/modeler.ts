/** The diagram editor of bpmn.io with its panels, loaded only when a diagram is edited; its logo stays visible, as its licence asks. */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "bpmn-js-element-templates/dist/assets/element-templates.css";
import "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css";
import "../islands.ts";
import "../unasked.ts";
import Modeler from "bpmn-js/lib/Modeler";
import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from "bpmn-js-create-append-anything";
import { CloudElementTemplatesPropertiesProviderModule } from "bpmn-js-element-templates";
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from "bpmn-js-properties-panel";
import TokenSimulationModule from "bpmn-js-token-simulation";
import ZeebeBehaviorsModule from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe";
import type { Known } from "../data.ts";
import { AKZESS } from "./akzess.ts";
import { clipboard } from "./clipboard.ts";
import { keys } from "./keys.ts";
import { linkedUp, type Moddle } from "./linking.ts";
import { Marks } from "./marks.ts";
import { nameOf, names } from "./names.ts";
import { akzessPanel, type Choices } from "./panel.tsx";
import type { Canvas, CommandStack, DiagramElement, EditorActions, EventBus, Registry, Selection } from "./parts.ts";
import { translation } from "./translation.ts";
import { variablesFrom } from "./variables.ts";
import { ourZeebe } from "./zeebe.js";

export interface ListedElement {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly depth: number;
}

export interface ModelerOptions {
  readonly canvas: HTMLElement;
  readonly panel: HTMLElement;
  readonly templates: readonly object[];
  readonly choices: Choices;
  readonly variables: (element: string) => Promise<readonly Known[]>;
  readonly onChange: (xml: string) => void;
  readonly onSelect: (ids: readonly string[]) => void;
  readonly onHistory: (undo: boolean, redo: boolean) => void;
}

const READABLE = 0.9;
/** Below the one nobody reads a step's name; a diagram that is larger is opened at its beginning with the other. */
const SMALLEST = 0.45;
const BEGINNING = 0.7;
const PALETTE_PX = 120;
const FLOW =
  /^bpmn:(.*Task|.*Event|.*Gateway|SubProcess|AdHocSubProcess|Transaction|CallActivity|SequenceFlow|Participant|Lane|TextAnnotation)$/;

/** One open diagram. */
export class BpmnEditor {
  readonly marks: Marks;
  private readonly modeler: Modeler;
  private readonly asked = new Map<string, Promise<readonly Known[]>>();
  private quiet = true;
  private closed = false;

  constructor(private readonly options: ModelerOptions) {
    this.modeler = new Modeler({
      container: options.canvas,
      propertiesPanel: { parent: options.panel },
      additionalModules: [
        BpmnPropertiesPanelModule,
        BpmnPropertiesProviderModule,
        ZeebePropertiesProviderModule,
        CloudElementTemplatesPropertiesProviderModule,
        ZeebeBehaviorsModule,
        CreateAppendAnythingModule,
        CreateAppendElementTemplatesModule,
        TokenSimulationModule,
        translation(),
        names(),
        clipboard(),
        akzessPanel(options.choices),
        keys(options.canvas),
        variablesFrom(options.variables, this.asked),
      ],
      moddleExtensions: { zeebe: ourZeebe(zeebe), akzess: AKZESS },
    } as ConstructorParameters<typeof Modeler>[0]);
    this.marks = new Marks(this.modeler);
    this.get<{ setTemplates(templates: readonly object[]): void }>("elementTemplatesLoader").setTemplates(
      options.templates,
    );
    const bus = this.get<EventBus>("eventBus");
    bus.on("commandStack.changed", () => void this.changed());
    bus.on("selection.changed", ({ newSelection }: { newSelection: readonly DiagramElement[] }) =>
      options.onSelect(newSelection.map(({ id }) => id)),
    );
  }

  private get<T>(name: string): T {
    return this.modeler.get<T>(name);
  }

  private async changed(): Promise<void> {
    const stack = this.get<CommandStack>("commandStack");
    this.options.onHistory(stack.canUndo(), stack.canRedo());
    if (this.quiet) return;
    const { xml } = await this.modeler.saveXML({ format: true });
    if (xml && !this.closed) this.options.onChange(xml);
  }

  /** Open a diagram; one without a layout gets one. Errors: Error when it is no BPMN. */
  async open(xml: string): Promise<{ laidOut: boolean; warnings: number }> {
    this.quiet = true;
    const laidOut = !/<(\w+:)?BPMNShape\b/.test(xml);
    const linked = /<(\w+:)?(incoming|outgoing)>/.test(xml) ? xml : await linkedUp(xml, this.get<Moddle>("moddle"));
    const shown = laidOut ? await this.laidOut(linked) : linked;
    const { warnings } = await this.modeler.importXML(shown);
    this.marks.restore();
    this.beginning();
    this.quiet = false;
    if (laidOut) await this.changed();
    return { laidOut, warnings: warnings.length };
  }

  private async laidOut(xml: string): Promise<string> {
    const { layoutProcess } = await import("bpmn-auto-layout");
    return layoutProcess(xml);
  }

  /** Lay the whole diagram out anew; what is on the canvas is replaced. */
  async layOut(): Promise<void> {
    const { xml } = await this.modeler.saveXML({ format: true });
    if (!xml) return;
    await this.modeler.importXML(await this.laidOut(xml));
    this.fit();
    await this.changed();
  }

  async xml(): Promise<string> {
    return (await this.modeler.saveXML({ format: true })).xml ?? "";
  }

  /** The diagram has been saved: the server may now know other names at its elements. */
  saved(): void {
    this.asked.clear();
  }

  /** The model as the checks in the browser read it. */
  definitions(): unknown {
    return this.modeler.getDefinitions();
  }

  elements(): readonly ListedElement[] {
    const registry = this.get<Registry>("elementRegistry");
    const depth = (element: DiagramElement): number => {
      let count = 0;
      for (let at = element.parent; at?.parent; at = at.parent) count += 1;
      return count;
    };
    return registry
      .filter((element) => !element.labelTarget && FLOW.test(element.type))
      .map((element) => ({
        id: element.id,
        type: element.type.replace("bpmn:", ""),
        name: nameOf(element),
        depth: depth(element),
      }));
  }

  /** Select an element and bring it into sight, in whatever plane it is drawn. */
  goTo(id: string): boolean {
    const element = this.get<Registry>("elementRegistry").get(id);
    if (!element) return false;
    const canvas = this.get<Canvas>("canvas");
    const root = canvas.findRoot(element);
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
    if (canvas.zoom() < READABLE) canvas.zoom(READABLE);
    canvas.scrollToElement(id, 160);
    this.get<Selection>("selection").select(element);
    return true;
  }

  trigger(
    action:
      | "undo"
      | "redo"
      | "find"
      | "createElement"
      | "appendElement"
      | "replaceElement"
      | "removeSelection"
      | "copy"
      | "paste"
      | "toggleTokenSimulation",
  ): void {
    const actions = this.get<EditorActions>("editorActions");
    // The menus ask the event where the pointer is; a key says nothing about it, so that they open beside the element.
    if (actions.isRegistered(action)) actions.trigger(action, new KeyboardEvent("keydown"));
  }

  zoom(factor: number): void {
    const canvas = this.get<Canvas>("canvas");
    canvas.zoom(Math.min(4, Math.max(0.1, canvas.zoom() * factor)), "auto");
  }

  /** All of it where its words can be read, else where it begins. */
  private beginning(): void {
    this.fit();
    const canvas = this.get<Canvas>("canvas");
    if (canvas.zoom() >= SMALLEST) return;
    const start = this.get<Registry>("elementRegistry").filter(({ type }) => type === "bpmn:StartEvent")[0];
    if (!start) return;
    canvas.zoom(BEGINNING);
    canvas.scrollToElement(start.id, 200);
  }

  /** All of it in sight, beside the palette and not under it. */
  fit(): void {
    const canvas = this.get<Canvas>("canvas");
    canvas.zoom("fit-viewport", "auto");
    const { outer, ...view } = canvas.viewbox();
    const share = outer.width / Math.max(1, outer.width - PALETTE_PX);
    const width = view.width * share;
    const height = view.height * share;
    canvas.viewbox({ x: view.x - (width - view.width), y: view.y - (height - view.height) / 2, width, height });
  }

  destroy(): void {
    this.closed = true;
    this.modeler.destroy();
  }
}
