/** Drawing by keyboard alone: the menu of new elements opens beside the palette, and what is chosen there lands in a free place. */
import type { Box, Canvas, DiagramElement, EditorActions, Registry, Selection } from "./parts.ts";

type Action = (event: unknown, ...more: unknown[]) => unknown;
type Entries = Readonly<Record<string, { readonly action: Action | Readonly<Record<string, Action>> }>>;

interface PopupMenu {
  isEmpty(element: DiagramElement, id: string): boolean;
  registerProvider(id: string, priority: number, provider: object): void;
}

interface Pad {
  triggerEntry(entry: string, action: string, event: unknown): unknown;
}

interface Hanging {
  readonly shape?: DiagramElement & Box;
  readonly elements?: readonly DiagramElement[];
  readonly hints?: object;
}

interface Dragging {
  context(): { readonly prefix: string; readonly data?: { readonly context?: Hanging } } | null;
  cancel(): void;
}

interface Keyboard {
  addListener(priority: number, listener: (context: { keyEvent: KeyboardEvent }) => true | undefined): void;
}

interface Creating {
  createElements(
    elements: DiagramElement[],
    position: { x: number; y: number },
    parent: DiagramElement,
    hints?: object,
  ): DiagramElement[];
}

/** After the editor's own entries. */
const LATER = 500;
/** Before the editor's own keys. */
const EARLIER = 2000;
const GAP = 40;

function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width + GAP &&
    other.x < one.x + one.width + GAP &&
    one.y < other.y + other.height + GAP &&
    other.y < one.y + one.height + GAP
  );
}

/** The module for it; `box` is the element that the editor draws in. */
export function keys(box: HTMLElement): object {
  class ByKeyboard {
    static readonly $inject = [
      "editorActions",
      "popupMenu",
      "palette",
      "contextPad",
      "selection",
      "dragging",
      "canvas",
      "elementRegistry",
      "modeling",
      "keyboard",
    ];

    constructor(
      actions: EditorActions,
      menu: PopupMenu,
      palette: Pad,
      contextPad: Pad,
      private readonly selection: Selection,
      private readonly dragging: Dragging,
      private readonly canvas: Canvas,
      private readonly registry: Registry,
      private readonly modeling: Creating,
      keyboard: Keyboard,
    ) {
      // The editor opens the menu where the pointer was last: for those who have none, in the corner of the window.
      const create = (): unknown =>
        palette.triggerEntry("create", "click", { target: box.querySelector(".djs-palette .entry") });
      const append = (event: unknown): unknown => {
        const [only, ...others] = selection.get();
        return only && others.length === 0 && !menu.isEmpty(only, "bpmn-append")
          ? contextPad.triggerEntry("append", "click", event)
          : create();
      };
      actions.unregister("createElement");
      actions.register("createElement", create);
      actions.unregister("appendElement");
      actions.register("appendElement", append);
      menu.registerProvider("bpmn-create", LATER, this);
      // What was pasted hangs at the pointer, too: Enter puts it down.
      keyboard.addListener(EARLIER, ({ keyEvent }) => {
        if (keyEvent.key !== "Enter" || dragging.context()?.prefix !== "create") return undefined;
        this.place();
        return true;
      });
    }

    getPopupMenuEntries(): (entries: Entries) => Entries {
      return (entries) =>
        Object.fromEntries(
          Object.entries(entries).map(([id, entry]) => {
            const { action } = entry;
            const click = typeof action === "function" ? action : action.click;
            const placed: Action = (event, ...more) => {
              click?.(event, ...more);
              if (event instanceof KeyboardEvent) this.place();
            };
            return [id, { ...entry, action: typeof action === "function" ? placed : { ...action, click: placed } }];
          }),
        );
    }

    /** Put down what hangs at a pointer that nobody moves: in the middle of what is in sight, or below where there is room. */
    private place(): void {
      const hanging = this.dragging.context()?.data?.context;
      const elements = [...(hanging?.elements ?? (hanging?.shape ? [hanging.shape] : []))];
      const boxes = elements.filter((each) => "width" in each && !each.labelTarget) as (DiagramElement & Box)[];
      if (boxes.length === 0) return;
      this.dragging.cancel();
      const left = Math.min(...boxes.map((each) => each.x));
      const top = Math.min(...boxes.map((each) => each.y));
      const size = {
        width: Math.max(...boxes.map((each) => each.x + each.width)) - left,
        height: Math.max(...boxes.map((each) => each.y + each.height)) - top,
      };
      const isPool = boxes.some(({ type }) => type === "bpmn:Participant");
      const { x, y, width, height } = this.canvas.viewbox();
      const center = { x: x + width / 2, y: y + height / 2 };
      const shapes = this.registry.filter(
        (each) => "width" in each && each.parent !== undefined && each.parent !== null,
      ) as (DiagramElement & Box)[];
      const frames = shapes.filter(({ type }) => type === "bpmn:Participant");
      const around = (at: { x: number; y: number }): (DiagramElement & Box) | undefined =>
        frames.find(
          (each) => at.x > each.x && at.x < each.x + each.width && at.y > each.y && at.y < each.y + each.height,
        );
      const pool = isPool ? undefined : (around(center) ?? frames[0]);
      const at = pool && !around(center) ? { x: pool.x + pool.width / 2, y: pool.y + pool.height / 2 } : center;
      const taken = shapes.filter(({ type }) => isPool || !/Participant$|Lane$/.test(type));
      const lies = (): Box => ({ x: at.x - size.width / 2, y: at.y - size.height / 2, ...size });
      while (taken.some((each) => overlaps(lies(), each))) at.y += GAP;
      const parent = pool ?? this.canvas.getRootElement();
      const [made] = this.modeling.createElements(elements, at, parent, hanging?.hints);
      if (!made) return;
      this.selection.select(boxes);
      this.canvas.scrollToElement(made.id, 160);
    }
  }
  return { __init__: ["byKeyboard"], byKeyboard: ["type", ByKeyboard] };
}
