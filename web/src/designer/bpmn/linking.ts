/** Flows at their steps: BPMN lets a file leave `incoming` and `outgoing` out, but layout and checks go by them. */
import type { ModdleElement } from "./parts.ts";

export interface Moddle {
  fromXML(xml: string): Promise<{ readonly rootElement: ModdleElement }>;
  toXML(element: ModdleElement, options: { readonly format: boolean }): Promise<{ readonly xml: string }>;
}

type Many = ModdleElement[];

function named(flow: ModdleElement, step: unknown, side: "incoming" | "outgoing"): void {
  const list = (step as ModdleElement | undefined)?.get?.(side) as Many | undefined;
  if (list && !list.includes(flow)) list.push(flow);
}

function walk(container: ModdleElement): void {
  for (const each of (container.get("flowElements") as Many | undefined) ?? []) {
    if (each.$type === "bpmn:SequenceFlow") {
      named(each, each.get("sourceRef"), "outgoing");
      named(each, each.get("targetRef"), "incoming");
    } else walk(each);
  }
}

/** The same file, in which each step names its flows. */
export async function linkedUp(xml: string, moddle: Moddle): Promise<string> {
  const { rootElement } = await moddle.fromXML(xml);
  for (const each of (rootElement.get("rootElements") as Many | undefined) ?? []) walk(each);
  return (await moddle.toXML(rootElement, { format: true })).xml;
}
