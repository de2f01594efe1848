/**
 * One open form: form-js as engine (visibility, computed values, checks), our fields as its face.
 *
 * Knows what form-js does not: half-typed values that are no values yet, refusals that came from the server, the order of
 * the errors on the page.
 */
import { Form } from "@bpmn-io/form-js-viewer";
import { fields } from "./fields/index.ts";
import { translated } from "./messages.ts";
import { type FieldInstance, type FormFieldSchema, labelOf } from "./schema.ts";

export type Answers = Readonly<Record<string, unknown>>;

export interface Fault {
  readonly path: string;
  readonly label: string;
  readonly message: string;
}

interface State {
  readonly data: Record<string, unknown>;
  readonly errors: Record<string, unknown>;
}

/** What form-js 1.23 has and its type declarations hide. */
interface Inside {
  _getState(): State;
  _setState(state: Partial<State>): void;
  _getSubmitData(): Record<string, unknown>;
}

interface Instances {
  getAllKeyed(): readonly FieldInstance[];
}

interface Registry {
  get(id: string): FormFieldSchema;
}

/** Fields find the controller of the form they stand in by this name. */
export const CONTROLLER = "akzessController";

export class FormController {
  readonly form: Form;
  private readonly local = new Map<string, string>();
  private readonly changed = new Set<() => void>();

  /** `caseId`: the case that the form belongs to; previews and plays have none. */
  constructor(
    container: HTMLElement,
    label: string,
    readonly caseId?: string,
  ) {
    const registered = {
      __init__: [
        [
          "formFields",
          (registry: { register(type: string, component: unknown): void }) => {
            for (const [type, component] of Object.entries(fields)) registry.register(type, component);
          },
        ],
      ],
      [CONTROLLER]: ["value", this],
    };
    this.form = new Form({
      container,
      additionalModules: [registered],
      properties: { ariaLabel: label, textLinkTarget: "_blank" },
    } as ConstructorParameters<typeof Form>[0]);
    for (const event of ["field.updated", "repeatRenderManager.add", "repeatRenderManager.remove"]) {
      this.form.on(event as never, 500, (() => {
        for (const call of this.changed) call();
      }) as never);
    }
  }

  private get inside(): Inside {
    return this.form as unknown as Inside;
  }

  private instances(): readonly FieldInstance[] {
    return this.form.get<Instances>("formFieldInstanceRegistry").getAllKeyed();
  }

  /** Errors: Error when the schema cannot be used. */
  async open(schema: object, variables: Answers, answers: Answers | null, readonly: boolean): Promise<void> {
    this.local.clear();
    this.form.setProperty("readOnly" as never, readonly);
    await this.form.importSchema(schema as never, (answers ? merged(variables, answers) : variables) as never);
  }

  setReadonly(readonly: boolean): void {
    this.form.setProperty("readOnly" as never, readonly);
  }

  onChange(call: () => void): () => void {
    this.changed.add(call);
    return () => this.changed.delete(call);
  }

  /** What would be sent: the values of the fields that are shown. */
  answers(): Answers {
    return structuredClone(this.inside._getSubmitData());
  }

  /** A field holds something that is no value yet; empty text: all is well again. */
  setLocal(path: string, message: string): void {
    if ((this.local.get(path) ?? "") === message) return;
    if (message) this.local.set(path, message);
    else this.local.delete(path);
    for (const call of this.changed) call();
  }

  localError(path: string): string {
    return this.local.get(path) ?? "";
  }

  /** Check everything and show what is wrong; in the order of the page. */
  check(): readonly Fault[] {
    this.form.validate();
    return this.faults();
  }

  faults(): readonly Fault[] {
    const { errors } = this.inside._getState();
    const registry = this.form.get<Registry>("formFieldRegistry");
    const found = new Map<string, Fault>();
    for (const instance of this.instances()) {
      const path = pathOf(instance);
      const messages = messagesAt(errors, [instance.id, ...Object.values(instance.indexes ?? {})]);
      const message = this.local.get(path) ?? messages[0];
      if (message) found.set(path, { path, label: labelOf(registry.get(instance.id)), message: translated(message) });
    }
    const order = [...this.container().querySelectorAll<HTMLElement>("[data-path]")].map(
      (node) => node.dataset.path ?? "",
    );
    return [...found.values()].sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  }

  /** Show what the server refused at its fields. Returns those that belong to no field of the page. */
  refuse(refusals: readonly { readonly pointer: string; readonly detail: string }[]): readonly Fault[] {
    const errors: Record<string, unknown> = structuredClone(this.inside._getState().errors);
    const instances = new Map(this.instances().map((instance) => [pathOf(instance), instance]));
    const homeless: Fault[] = [];
    for (const { pointer, detail } of refusals) {
      const path = pointer
        .replace(/^\/answers(?=\/|$)/, "")
        .split("/")
        .slice(1)
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
        .join(".");
      const instance = instances.get(path);
      if (instance) put(errors, [instance.id, ...Object.values(instance.indexes ?? {})], [detail]);
      else homeless.push({ path, label: path, message: detail });
    }
    this.inside._setState({ errors });
    return homeless;
  }

  /** Move the focus to the control of a field. */
  focus(path: string): void {
    const frame = [...this.container().querySelectorAll<HTMLElement>("[data-path]")].find(
      (node) => node.dataset.path === path,
    );
    const control = frame?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button");
    control?.focus({ preventScroll: true });
    frame?.scrollIntoView({ block: "center" });
  }

  focusFirst(): void {
    this.container()
      .querySelector<HTMLElement>(
        "input:not([readonly]):not([disabled]), select:not([disabled]), textarea:not([readonly])",
      )
      ?.focus();
  }

  private container(): HTMLElement {
    return (this.form as unknown as { _container: HTMLElement })._container;
  }

  close(): void {
    this.changed.clear();
    this.form.destroy();
  }
}

export function pathOf(instance: FieldInstance): string {
  return instance.valuePath.join(".");
}

function messagesAt(errors: unknown, path: readonly (string | number)[]): readonly string[] {
  let found: unknown = errors;
  for (const part of path) {
    if (typeof found !== "object" || found === null) return [];
    found = (found as Record<string | number, unknown>)[part];
  }
  return Array.isArray(found) ? found.filter((each): each is string => typeof each === "string") : [];
}

function put(target: Record<string, unknown>, path: readonly (string | number)[], value: unknown): void {
  let place = target as Record<string | number, unknown>;
  for (const part of path.slice(0, -1)) {
    if (typeof place[part] !== "object" || place[part] === null) place[part] = {};
    place = place[part] as Record<string | number, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) place[last] = value;
}

function plain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The draft laid over the variables; lists are taken as a whole. */
function merged(below: Answers, above: Answers): Answers {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const before = result[key];
    result[key] = plain(before) && plain(value) ? merged(before, value) : value;
  }
  return result;
}
