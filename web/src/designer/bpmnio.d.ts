/** Editors of bpmn.io that come without type declarations: what we use of them. */
declare module "bpmn-js-properties-panel" {
  export const BpmnPropertiesPanelModule: object;
  export const BpmnPropertiesProviderModule: object;
  export const ZeebePropertiesProviderModule: object;
  export function useService<T>(name: string): T;
}
declare module "bpmn-js-element-templates" {
  export const CloudElementTemplatesPropertiesProviderModule: object;
}
declare module "bpmn-js-create-append-anything" {
  export const CreateAppendAnythingModule: object;
  export const CreateAppendElementTemplatesModule: object;
}
declare module "camunda-bpmn-js-behaviors/lib/camunda-cloud" {
  const module: object;
  export default module;
}
declare module "bpmn-js-token-simulation" {
  const module: object;
  export default module;
}
declare module "zeebe-bpmn-moddle/resources/zeebe" {
  const descriptor: object;
  export default descriptor;
}
declare module "@bpmn-io/properties-panel" {
  import type { FunctionComponent } from "preact";

  interface EntryProps<V> {
    readonly element: object;
    readonly id: string;
    readonly label: string;
    readonly description?: string;
    readonly debounce?: (run: () => void) => () => void;
    readonly getValue: () => V;
    readonly setValue: (value: V) => void;
    readonly getOptions?: () => readonly { value: string; label: string }[];
    readonly rows?: number;
  }
  export const TextFieldEntry: FunctionComponent<EntryProps<string | undefined>>;
  export const SelectEntry: FunctionComponent<EntryProps<string | undefined>>;
  export const CheckboxEntry: FunctionComponent<EntryProps<boolean>>;
  export const Group: FunctionComponent<Record<string, unknown>>;
  export function isTextFieldEntryEdited(node: unknown): boolean;
  export function isSelectEntryEdited(node: unknown): boolean;
}
declare module "bpmn-auto-layout" {
  export function layoutProcess(xml: string): Promise<string>;
}
declare module "bpmnlint/lib/linter" {
  interface Report {
    readonly id: string;
    readonly message: string;
    readonly category: string;
  }
  export default class Linter {
    constructor(options: { resolver: unknown; config: { rules: Record<string, string> } });
    lint(root: unknown): Promise<Record<string, readonly Report[]>>;
  }
}
declare module "bpmnlint/lib/resolver/static-resolver" {
  export default class StaticResolver {
    constructor(cache: Record<string, unknown>);
  }
}
declare module "bpmnlint/rules/*" {
  const rule: unknown;
  export default rule;
}
declare module "dmn-js/lib/Modeler" {
  export default class DmnModeler {
    constructor(options: object);
    importXML(xml: string): Promise<{ warnings: readonly unknown[] }>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    getViews(): readonly { type: string; id: string; name?: string; element: { id: string; name?: string } }[];
    getActiveView(): { type: string } | undefined;
    getActiveViewer(): { on(event: string, listener: () => void): void } | undefined;
    open(view: object): Promise<unknown>;
    on(event: string, listener: (event: never) => void): void;
    destroy(): void;
  }
}
declare module "@bpmn-io/extract-process-variables/zeebe" {
  export function getVariablesForElement(element: object): Promise<readonly unknown[]> | readonly unknown[];
}
