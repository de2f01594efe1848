/** The diagram viewer of bpmn.io, loaded only when a diagram is looked at; its logo stays visible, as its licence asks. */
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import { inPageLanguage } from "../i18n/diagram.ts";
import type { ProcessState } from "./data.ts";

interface Canvas {
  addMarker(element: string, marker: string): void;
  zoom(level: number | "fit-viewport", center?: "auto" | { x: number; y: number }): number;
  zoom(): number;
  scrollToElement(element: string, padding?: number): void;
  viewbox(): View;
  viewbox(view: View): void;
  resized(): void;
}

interface Registry {
  get(element: string): { id: string; type: string } | undefined;
}

interface Overlays {
  add(element: string, type: string, overlay: { position: Record<string, number>; html: HTMLElement }): string;
}

interface EventBus {
  on(event: string, listener: (event: { element: { id: string } }) => void): void;
}

/** The part of a diagram that is in sight. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Shown {
  readonly view: () => View;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  /** Bring an element into view; the case's place when none is named. */
  readonly goTo: (element?: string) => void;
  readonly destroy: () => void;
}

export interface Words {
  readonly active: string;
  readonly incident: string;
  readonly into: (element: string) => string | null;
}

const READABLE = 0.9;

/** Draw one process of a case into a box. `onOpen` is told of a call activity whose diagram is to be opened; `view` is
 * what was in sight when it was last drawn. */
export async function show(
  box: HTMLElement,
  xml: string,
  state: ProcessState,
  words: Words,
  onOpen: (element: string) => void,
  view: View | null,
): Promise<Shown> {
  const viewer = new NavigatedViewer({ container: box });
  await viewer.importXML(inPageLanguage(xml));
  const canvas = viewer.get<Canvas>("canvas");
  const registry = viewer.get<Registry>("elementRegistry");
  const overlays = viewer.get<Overlays>("overlays");
  const mark = (element: string, marker: string): void => {
    if (registry.get(element)) canvas.addMarker(element, marker);
  };
  for (const flow of state.flows) mark(flow, "akz-way");
  // A room full of other elements is framed, not filled.
  const room = (element: string): boolean => registry.get(element)?.type === "bpmn:SubProcess";
  for (const { elementId } of state.done) mark(elementId, room(elementId) ? "akz-done-room" : "akz-done");
  for (const { elementId } of state.active) mark(elementId, room(elementId) ? "akz-active-room" : "akz-active");
  for (const element of state.incidents) mark(element, "akz-stuck");
  for (const { elementId } of state.active) {
    if (!registry.get(elementId) || room(elementId)) continue;
    const stuck = state.incidents.includes(elementId);
    const flag = document.createElement("span");
    flag.className = stuck ? "akz-flag akz-flag-stuck" : "akz-flag";
    flag.textContent = stuck ? words.incident : words.active;
    overlays.add(elementId, "akz-flag", { position: { top: -14, left: 4 }, html: flag });
  }
  for (const { elementId } of [...state.active, ...state.done]) {
    const called = registry.get(elementId)?.type === "bpmn:CallActivity" ? words.into(elementId) : null;
    if (!called) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "akz-into";
    button.textContent = "↘";
    button.title = called;
    button.setAttribute("aria-label", called);
    button.addEventListener("click", () => onOpen(elementId));
    overlays.add(elementId, "akz-into", { position: { bottom: 28, right: 30 }, html: button });
  }
  viewer.get<EventBus>("eventBus").on("element.dblclick", ({ element }) => onOpen(element.id));
  const goTo = (element?: string): void => {
    const tokens = state.active.filter(({ elementId }) => !room(elementId));
    const target = element ?? state.incidents[0] ?? tokens[0]?.elementId ?? state.done.at(-1)?.elementId;
    if (!target || !registry.get(target)) return;
    canvas.zoom(READABLE);
    canvas.scrollToElement(target, 120);
  };
  if (view) canvas.viewbox(view);
  else {
    canvas.zoom("fit-viewport");
    goTo();
  }
  return {
    view: () => {
      const { x, y, width, height } = canvas.viewbox();
      return { x, y, width, height };
    },
    zoom: (factor) => canvas.zoom(Math.min(4, Math.max(0.1, canvas.zoom() * factor)), "auto"),
    fit: () => canvas.zoom("fit-viewport", "auto"),
    goTo,
    destroy: () => viewer.destroy(),
  };
}
