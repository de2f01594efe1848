/** The services of the BPMN editor as far as we use them: bpmn-js declares most of them as `any`. */
export interface ModdleElement {
  readonly $type: string;
  id: string;
  name?: string;
  $parent?: ModdleElement;
  readonly $attrs?: Readonly<Record<string, unknown>>;
  get(name: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the properties depend on the type, which only moddle knows
  [property: string]: any;
}

export interface DiagramElement {
  readonly id: string;
  readonly type: string;
  readonly businessObject: ModdleElement;
  readonly parent?: DiagramElement | null;
  readonly labelTarget?: DiagramElement;
  readonly waypoints?: readonly unknown[];
  readonly hidden?: boolean;
}

export interface Registry {
  get(id: string): DiagramElement | undefined;
  filter(test: (element: DiagramElement) => boolean): DiagramElement[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Canvas {
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
  zoom(level: number | "fit-viewport", center?: "auto"): number;
  zoom(): number;
  scrollToElement(element: string, padding?: number): void;
  resized(): void;
  viewbox(): Box & { readonly inner: Box; readonly outer: { readonly width: number; readonly height: number } };
  viewbox(box: Box): unknown;
  getRootElement(): DiagramElement;
  setRootElement(root: DiagramElement): void;
  findRoot(element: DiagramElement): DiagramElement;
}

export interface Overlays {
  add(
    element: string,
    type: string,
    overlay: { position: Record<string, number>; html: HTMLElement; scale?: boolean | { min?: number; max?: number } },
  ): string;
  remove(filter: { type: string }): void;
}

export interface EventBus {
  // biome-ignore lint/suspicious/noExplicitAny: every event has a shape of its own
  on(event: string, priority: number | ((event: any) => void), listener?: (event: any, context: any) => void): void;
  fire(event: string, content: object): unknown;
}

export interface Selection {
  select(element: DiagramElement | DiagramElement[]): void;
  get(): DiagramElement[];
}

export interface Modeling {
  updateModdleProperties(element: object, moddle: ModdleElement, properties: Record<string, unknown>): void;
  updateProperties(element: object, properties: Record<string, unknown>): void;
}

export interface BpmnFactory {
  create(type: string, properties?: Record<string, unknown>): ModdleElement;
}

export interface EditorActions {
  trigger(action: string, options?: unknown): unknown;
  isRegistered(action: string): boolean;
  register(action: string, run: (event: unknown) => unknown): void;
  unregister(action: string): void;
}

export interface CommandStack {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
}

/** Something that hands out the services by name: the editor itself or its injector. */
export interface Services {
  get<T>(name: string): T;
}
