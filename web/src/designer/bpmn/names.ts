/** The names on the editor's canvas in the language of the page: drawn from akzess:label, never written into the model. */
import { language } from "../../i18n/index.ts";
import { find } from "./extensions.ts";
import type { DiagramElement, EventBus } from "./parts.ts";

/** Before every renderer, those of element templates included. */
const FIRST = 5000;

/** What an element is called for the reader; without a label in the page's language, its own name. */
export function nameOf(element: DiagramElement): string {
  const own = String(element.businessObject.name ?? element.businessObject.text ?? "");
  if (language.peek() === "de") return own;
  const label = find(element, "akzess:Label", { lang: language.peek() })?.get("text");
  return String(label ?? "").trim() || own;
}

/** The element as it is to be drawn: itself, but for its name. */
function called(element: DiagramElement, name: string): DiagramElement {
  const businessObject = Object.create(element.businessObject, { name: { value: name } });
  return Object.create(element, { businessObject: { value: businessObject } });
}

/** The module that draws them; what is typed at an element stays its (German) name. */
export function names(): object {
  class Names {
    static readonly $inject = ["eventBus"];

    constructor(bus: EventBus) {
      bus.on("render.shape", FIRST, (_event, context: { element: DiagramElement }) => {
        const { element } = context;
        const name = nameOf(element);
        if (element.businessObject.name && element.businessObject.name !== name)
          context.element = called(element, name);
      });
      // A label outside its element (events, gateways, flows) is drawn anew with it.
      bus.on("element.changed", ({ element }: { element: { label?: DiagramElement } }) => {
        if (element.label) bus.fire("element.changed", { element: element.label });
      });
    }
  }
  return { __init__: ["akzessNames"], akzessNames: ["type", Names] };
}
