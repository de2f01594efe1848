/** Fields that choose: one of few, one of many, yes or no, several. */
import { Checklist, Checkbox as FormCheckbox, Radio, Select, Taglist } from "@bpmn-io/form-js-viewer";
import { ErrorText, LabelText, wiring } from "../../ui/Field.tsx";
import { Icon } from "../../ui/index.ts";
import { type FieldProps, isRequired } from "../schema.ts";
import { formTexts } from "../texts.ts";
import { Combobox } from "./Combobox.tsx";
import { type Choice, keyOf, useChoices } from "./options.ts";
import { FieldFrame, GroupFrame, placeOf, Sensitive, useError, useWords } from "./shared.tsx";

/** Above so many choices a list is searched by typing; below, the browser's own select is quicker and known. */
const MANY = 10;

export function SelectField(props: FieldProps) {
  return <OneOf props={props} choices={useChoices(props.field)} />;
}
SelectField.config = Select.config;

interface OneOfProps {
  readonly props: FieldProps;
  readonly choices: readonly Choice[];
  /** By typing however few there are: choices that come later must not take the focus away. */
  readonly searched?: boolean;
}

/** One of these, by a list or by typing, as many as there are. */
export function OneOf({ props, choices, searched }: OneOfProps) {
  const { error } = useError(props);
  const now = choices.find((each) => each.key === keyOf(props.value));
  const required = isRequired(props.field);
  if (props.readonly) {
    return (
      <FieldFrame props={props} error={error}>
        {(wired) => <input {...wired} type="text" class="kern-form-input__input" readOnly value={now?.label ?? ""} />}
      </FieldFrame>
    );
  }
  if (searched || choices.length > MANY) {
    return (
      <FieldFrame props={props} error={error}>
        {(wired) => (
          <Combobox
            wired={wired}
            choices={choices}
            shown={now?.label ?? ""}
            clearable={!required}
            error={error !== ""}
            readonly={props.readonly}
            disabled={props.disabled}
            onChoose={(choice) => props.onChange({ value: choice ? choice.value : null })}
            onBlur={props.onBlur}
            onFocus={props.onFocus}
          />
        )}
      </FieldFrame>
    );
  }
  return (
    <FieldFrame props={props} error={error}>
      {(wired) => (
        <div class="kern-form-input__select-wrapper">
          <select
            {...wired}
            class={`kern-form-input__select${error ? " kern-form-input__select--error" : ""}`}
            value={now?.key ?? ""}
            disabled={props.disabled}
            onChange={(event) => {
              const chosen = choices.find((each) => each.key === event.currentTarget.value);
              props.onChange({ value: chosen ? chosen.value : null });
            }}
            onBlur={props.onBlur}
            onFocus={props.onFocus}
          >
            <option value="">{formTexts.value.choose}</option>
            {choices.map((each) => (
              <option key={each.key} value={each.key} selected={each.key === now?.key}>
                {each.label}
              </option>
            ))}
          </select>
        </div>
      )}
    </FieldFrame>
  );
}

export function RadioField(props: FieldProps) {
  const { error } = useError(props);
  const choices = useChoices(props.field);
  const now = keyOf(props.value);
  return (
    <GroupFrame props={props} error={error}>
      {(wired) => (
        <div class={`kern-fieldset__body akz-radios${choices.length <= 3 ? " kern-fieldset__body--horizontal" : ""}`}>
          {choices.map((each, index) => (
            <div class="kern-form-check" key={each.key}>
              <input
                type="radio"
                class={`kern-form-check__radio${error ? " kern-form-check__radio--error" : ""}`}
                id={`${props.domId}-${index}`}
                name={props.domId}
                value={each.key}
                checked={each.key === now}
                disabled={props.disabled || props.readonly}
                aria-invalid={wired["aria-invalid"]}
                aria-describedby={error ? `${props.domId}-error` : undefined}
                onChange={() => props.onChange({ value: each.value })}
                onBlur={props.onBlur}
                onFocus={props.onFocus}
              />
              <label class="kern-label" for={`${props.domId}-${index}`}>
                {each.label}
              </label>
            </div>
          ))}
        </div>
      )}
    </GroupFrame>
  );
}
RadioField.config = Radio.config;

export function CheckboxField(props: FieldProps) {
  const { error } = useError(props);
  const { label, hint, hintLanguage } = useWords(props.field);
  const required = isRequired(props.field);
  return (
    <div class={`akz-field akz-check${error ? " kern-form-check--error" : ""}`} data-path={placeOf(props)}>
      <div class="kern-form-check">
        <input
          {...wiring(props.domId, { hint, error, required })}
          type="checkbox"
          class={`kern-form-check__checkbox${error ? " kern-form-check__checkbox--error" : ""}`}
          checked={props.value === true}
          disabled={props.disabled || props.readonly}
          onChange={(event) => props.onChange({ value: event.currentTarget.checked })}
          onBlur={props.onBlur}
          onFocus={props.onFocus}
        />
        <label class="kern-label" for={props.domId}>
          <LabelText label={label} required={required} />
          <Sensitive field={props.field} />
        </label>
      </div>
      {hint && (
        <div class="kern-hint" id={`${props.domId}-hint`} lang={hintLanguage}>
          {hint}
        </div>
      )}
      {error && <ErrorText id={`${props.domId}-error`}>{error}</ErrorText>}
    </div>
  );
}
CheckboxField.config = FormCheckbox.config;

function several(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function ChecklistField(props: FieldProps) {
  const { error } = useError(props);
  const choices = useChoices(props.field);
  const now = several(props.value);
  const marked = new Set(now.map(keyOf));
  return (
    <GroupFrame props={props} error={error}>
      {(wired) => (
        <div class="kern-fieldset__body akz-radios">
          {choices.map((each, index) => (
            <div class="kern-form-check" key={each.key}>
              <input
                type="checkbox"
                class={`kern-form-check__checkbox${error ? " kern-form-check__checkbox--error" : ""}`}
                id={`${props.domId}-${index}`}
                value={each.key}
                checked={marked.has(each.key)}
                disabled={props.disabled || props.readonly}
                aria-invalid={wired["aria-invalid"]}
                onChange={(event) =>
                  props.onChange({
                    value: event.currentTarget.checked
                      ? [...now, each.value]
                      : now.filter((one) => keyOf(one) !== each.key),
                  })
                }
                onBlur={props.onBlur}
                onFocus={props.onFocus}
              />
              <label class="kern-label" for={`${props.domId}-${index}`}>
                {each.label}
              </label>
            </div>
          ))}
        </div>
      )}
    </GroupFrame>
  );
}
ChecklistField.config = Checklist.config;

export function TaglistField(props: FieldProps) {
  const { error } = useError(props);
  const choices = useChoices(props.field);
  const now = several(props.value);
  const marked = new Set(now.map(keyOf));
  const locked = props.readonly || props.disabled;
  const text = formTexts.value;
  const name = (value: unknown): string => choices.find((each) => each.key === keyOf(value))?.label ?? String(value);
  return (
    <FieldFrame props={props} error={error}>
      {(wired) => (
        <>
          {now.length > 0 && (
            <ul class="akz-tags" aria-label={text.chosen}>
              {now.map((value) => (
                <li key={keyOf(value)} class="akz-tag">
                  {name(value)}
                  {!locked && (
                    <button
                      type="button"
                      class="akz-tag-remove"
                      aria-label={text.removeTag(name(value))}
                      onClick={(event) => {
                        const frame = event.currentTarget.closest("[data-path]");
                        props.onChange({ value: now.filter((one) => keyOf(one) !== keyOf(value)) });
                        frame?.querySelector("input")?.focus();
                      }}
                    >
                      <Icon name="close" />
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )}
          <Combobox
            wired={wired}
            choices={choices.filter((each) => !marked.has(each.key))}
            shown=""
            placeholder={text.search}
            error={error !== ""}
            readonly={props.readonly}
            disabled={props.disabled}
            onChoose={(choice) => choice && props.onChange({ value: [...now, choice.value] })}
            onBlur={props.onBlur}
            onFocus={props.onFocus}
          />
        </>
      )}
    </FieldFrame>
  );
}
TaglistField.config = Taglist.config;
