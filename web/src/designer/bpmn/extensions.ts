/** Reading and changing our own extension elements of a diagram's element, one undoable step per change. */
import type { BpmnFactory, DiagramElement, ModdleElement, Modeling } from "./parts.ts";

export type Attributes = Readonly<Record<string, string>>;

function holder(element: DiagramElement): ModdleElement | undefined {
  return element.businessObject.get("extensionElements") as ModdleElement | undefined;
}

function values(element: DiagramElement): readonly ModdleElement[] {
  return (holder(element)?.get("values") as readonly ModdleElement[] | undefined) ?? [];
}

/** The first extension element of a type (`akzess:Label`) that has these attributes. */
export function find(element: DiagramElement, type: string, having: Attributes = {}): ModdleElement | undefined {
  return values(element).find(
    (each) => each.$type === type && Object.entries(having).every(([name, value]) => each.get(name) === value),
  );
}

/** Set a property of such an element; made when it is missing, removed when the value is empty. */
export function put(
  services: { readonly modeling: Modeling; readonly bpmnFactory: BpmnFactory },
  element: DiagramElement,
  type: string,
  having: Attributes,
  property: string,
  value: string | undefined,
): void {
  const { modeling, bpmnFactory } = services;
  const found = find(element, type, having);
  const text = value?.trim() ? value : undefined;
  if (found && text) {
    modeling.updateModdleProperties(element, found, { [property]: text });
    return;
  }
  if (!found && !text) return;
  const others = values(element).filter((each) => each !== found);
  const extension = holder(element);
  const made = text ? bpmnFactory.create(type, { ...having, [property]: text }) : null;
  if (extension) {
    if (made) made.$parent = extension;
    modeling.updateModdleProperties(element, extension, { values: made ? [...others, made] : others });
    return;
  }
  if (!made) return;
  const created = bpmnFactory.create("bpmn:ExtensionElements", { values: [made] });
  created.$parent = element.businessObject;
  made.$parent = created;
  modeling.updateModdleProperties(element, element.businessObject, { extensionElements: created });
}
