/** Reading and changing our own extension elements of a diagram's element, one undoable step per change. */
import type { BpmnFactory, DiagramElement, ModdleElement, Modeling } from "./parts.ts";

interface Services {
  readonly modeling: Modeling;
  readonly bpmnFactory: BpmnFactory;
}

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

/** A line of the step's additional properties (`zeebe:property`). */
export function property(element: DiagramElement, name: string): string | undefined {
  return lines(element)
    .find((each) => each.get("name") === name)
    ?.get("value") as string | undefined;
}

/** Set such a line; taken away when the value is empty. */
export function putProperty(
  services: Services,
  element: DiagramElement,
  name: string,
  value: string | undefined,
): void {
  const { modeling, bpmnFactory } = services;
  const known = find(element, "zeebe:Properties");
  const others = lines(element).filter((each) => each.get("name") !== name);
  const made = value ? [bpmnFactory.create("zeebe:Property", { name, value })] : [];
  if (known && others.length + made.length > 0) {
    for (const each of made) each.$parent = known;
    modeling.updateModdleProperties(element, known, { properties: [...others, ...made] });
    return;
  }
  const holding = made.length > 0 ? bpmnFactory.create("zeebe:Properties", { properties: made }) : null;
  for (const each of made) if (holding) each.$parent = holding;
  if (known || holding) replace(services, element, known, holding);
}

function lines(element: DiagramElement): readonly ModdleElement[] {
  return (find(element, "zeebe:Properties")?.get("properties") as readonly ModdleElement[] | undefined) ?? [];
}

/** Set a property of such an element; made when it is missing, removed when the value is empty. */
export function put(
  services: Services,
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
  const made = text ? bpmnFactory.create(type, { ...having, [property]: text }) : null;
  replace(services, element, found, made);
}

/** One extension element instead of another, either of which may be none. */
function replace(
  { modeling, bpmnFactory }: Services,
  element: DiagramElement,
  gone: ModdleElement | undefined,
  made: ModdleElement | null,
): void {
  const others = values(element).filter((each) => each !== gone);
  const extension = holder(element);
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
