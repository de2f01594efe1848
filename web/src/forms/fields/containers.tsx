/** The form itself, groups, and lists whose entries are added and removed. */
import {
  buildExpressionContext,
  Default,
  DynamicList,
  FormField,
  Group,
  LocalExpressionContext,
} from "@bpmn-io/form-js-viewer";
import type { ComponentType } from "preact";
import { useContext, useRef } from "preact/hooks";
import { announce } from "../../ui/announce.tsx";
import { Button } from "../../ui/index.ts";
import type { FieldProps, FormFieldSchema } from "../schema.ts";
import { formTexts } from "../texts.ts";
import { placeOf, useController, useService, useWords } from "./shared.tsx";

// biome-ignore lint/suspicious/noExplicitAny: form-js types its field component by JSDoc only
const Child = FormField as unknown as ComponentType<any>;

interface Row {
  readonly id: string;
  readonly components: readonly string[];
}

function Rows(props: FieldProps & { readonly list?: FormFieldSchema }) {
  const parent = props.list ?? props.field;
  const layouter = useService<{ getRows(id: string): readonly Row[] }>("formLayouter");
  const registry = useService<{ get(id: string): FormFieldSchema | undefined }>("formFieldRegistry");
  return (
    <>
      {layouter.getRows(parent.id).map((row) => (
        <div class="akz-form-row" key={row.id}>
          {row.components.map((id) => {
            const field = registry.get(id);
            return field && <Child {...props} key={id} field={field} indexes={props.indexes} />;
          })}
        </div>
      ))}
    </>
  );
}

export function FormRoot(props: FieldProps) {
  return (
    <div class="akz-form-rows">
      <Rows {...props} />
    </div>
  );
}
FormRoot.config = { ...Default.config, escapeGridRender: true };

export function GroupField(props: FieldProps) {
  const { label, hint, hintLanguage } = useWords(props.field);
  return (
    <fieldset
      class={`akz-form-group${props.field.showOutline ? " akz-outlined" : ""}`}
      aria-describedby={hint ? `${props.domId}-hint` : undefined}
    >
      {label && <legend class="akz-form-legend">{label}</legend>}
      {hint && (
        <div class="kern-hint" id={`${props.domId}-hint`} lang={hintLanguage}>
          {hint}
        </div>
      )}
      <div class="akz-form-rows">
        <Rows {...props} />
      </div>
    </fieldset>
  );
}
GroupField.config = Group.config;

interface Expressions {
  readonly data: unknown;
  readonly this: unknown;
  readonly parent: unknown;
  readonly i: readonly number[];
}

/** One entry: its fields see `this`, `parent` and `i` as form-js gives them. */
function Item({
  props,
  index,
  value,
}: {
  readonly props: FieldProps;
  readonly index: number;
  readonly value: unknown;
}) {
  const outer = useContext(LocalExpressionContext) as unknown as Expressions;
  const inner: Expressions = {
    data: outer.data,
    this: value,
    parent: buildExpressionContext({ ...outer, data: outer.this } as never),
    i: [...outer.i, index + 1],
  };
  return (
    <LocalExpressionContext.Provider value={inner as never}>
      <Rows {...props} indexes={{ ...props.indexes, [props.field.id]: index }} />
    </LocalExpressionContext.Provider>
  );
}

interface Engine {
  _getState(): { data: unknown };
  _getInitializedFieldData(data: unknown, options: unknown): unknown;
}

export function ListField(props: FieldProps) {
  const { field, domId, indexes } = props;
  const { label, hint, hintLanguage } = useWords(field);
  const controller = useController();
  const events = useService<{ fire(type: string, event: unknown): void }>("eventBus");
  const frame = useRef<HTMLFieldSetElement>(null);
  const text = formTexts.value;
  const items: readonly unknown[] = Array.isArray(props.value) ? props.value : [];
  const changeable = field.allowAddRemove !== false && !props.readonly && !props.disabled;
  const dataPath = placeOf(props).split(".");
  const add = (): void => {
    const form = controller.form as unknown as Engine;
    const item = form._getInitializedFieldData(form._getState().data, {
      container: field,
      indexes: { ...indexes, [field.id]: items.length },
    });
    props.onChange({ value: [...items, item] });
    events.fire("repeatRenderManager.add", { dataPath, index: items.length, item });
    requestAnimationFrame(() => {
      const entries = frame.current?.querySelectorAll<HTMLElement>(":scope > ol > li");
      entries?.[entries.length - 1]?.querySelector<HTMLElement>("input, select, textarea")?.focus();
    });
  };
  const remove = (index: number): void => {
    const value = items.filter((_, at) => at !== index);
    events.fire("repeatRenderManager.remove", { dataPath, index, item: items[index] });
    props.onChange({ value });
    announce(text.removeItem(index + 1));
    frame.current?.querySelector<HTMLElement>(":scope > .akz-list-add button")?.focus();
  };
  return (
    <fieldset class="akz-form-group akz-outlined" ref={frame} aria-describedby={hint ? `${domId}-hint` : undefined}>
      <legend class="akz-form-legend">{label}</legend>
      {hint && (
        <div class="kern-hint" id={`${domId}-hint`} lang={hintLanguage}>
          {hint}
        </div>
      )}
      {items.length === 0 && <p class="akz-muted">{text.noItems}</p>}
      <ol class="akz-items">
        {items.map((value, index) => (
          // Form-js knows entries by their place only
          <li key={index} class="akz-item">
            <div class="akz-item-head">
              <span class="akz-strong">{text.item(index + 1)}</span>
              {changeable && (
                <Button small variant="tertiary" icon="delete" iconOnly onClick={() => remove(index)}>
                  {text.removeItem(index + 1)}
                </Button>
              )}
            </div>
            <div class="akz-form-rows">
              <Item props={props} index={index} value={value} />
            </div>
          </li>
        ))}
      </ol>
      {changeable && (
        <div class="akz-list-add">
          <Button small icon="add" aria-label={text.addItem(label)} onClick={add}>
            {text.add}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
ListField.config = DynamicList.config;
