/** A text field with a list that narrows while typing: the ARIA combobox pattern, without a library. */
import { useMemo, useRef, useState } from "preact/hooks";
import type { Wiring } from "../../ui/Field.tsx";
import { Icon } from "../../ui/index.ts";
import { useUid } from "../../ui/uid.ts";
import { formTexts } from "../texts.ts";
import type { Choice } from "./options.ts";
import "./combobox.css";

export interface ComboboxProps {
  readonly wired: Wiring;
  readonly choices: readonly Choice[];
  /** The label of what is chosen, shown while nobody types. */
  readonly shown: string;
  readonly onChoose: (choice: Choice | null) => void;
  readonly onBlur: () => void;
  readonly onFocus: () => void;
  readonly readonly: boolean;
  readonly disabled: boolean;
  readonly error: boolean;
  readonly clearable?: boolean;
  readonly placeholder?: string;
}

const SHOWN = 100;

/** Without case and accents, so that "Turkei" finds "Türkei". */
function folded(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .toLowerCase();
}

export function Combobox(props: ComboboxProps) {
  const { wired, choices, shown, onChoose } = props;
  const text = formTexts.value;
  const list = useUid();
  const frame = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const words = folded(typed ?? "")
      .split(/\s+/)
      .filter(Boolean);
    const hits = words.length
      ? choices.filter((each) => words.every((word) => folded(each.label).includes(word)))
      : choices;
    return hits.slice(0, SHOWN);
  }, [choices, typed]);
  const locked = props.readonly || props.disabled;
  const show = (): void => {
    if (locked) return;
    if (!open)
      setAt(
        Math.max(
          0,
          found.findIndex((each) => each.label === shown),
        ),
      );
    setOpen(true);
  };
  const take = (choice: Choice | null): void => {
    onChoose(choice);
    setTyped(null);
    setOpen(false);
  };
  const reveal = (index: number): void => {
    setAt(index);
    requestAnimationFrame(() =>
      frame.current?.querySelector(`#${CSS.escape(`${list}-${index}`)}`)?.scrollIntoView({ block: "nearest" }),
    );
  };
  const press = (event: KeyboardEvent): void => {
    if (locked) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) show();
      else reveal(Math.min(found.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter") {
      if (!open) return;
      event.preventDefault();
      const choice = found[at];
      if (choice) take(choice);
    } else if (event.key === "Escape" && (open || typed !== null)) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
      setOpen(false);
    }
  };
  const leave = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && frame.current?.contains(event.relatedTarget)) return;
    // What was typed completely counts as chosen; anything else goes back to what was there.
    const exact = typed === null ? undefined : choices.find((each) => folded(each.label) === folded(typed.trim()));
    if (exact) onChoose(exact);
    else if (typed === "" && props.clearable) onChoose(null);
    setTyped(null);
    setOpen(false);
    props.onBlur();
  };
  const value = typed ?? shown;
  return (
    <div class="akz-combobox" ref={frame} onFocusOut={leave}>
      <input
        {...wired}
        type="text"
        role="combobox"
        class={`kern-form-input__input${props.error ? " kern-form-input__input--error" : ""}`}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={props.placeholder ?? text.choose}
        value={value}
        readOnly={props.readonly}
        disabled={props.disabled}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
          setOpen(true);
        }}
        onClick={show}
        onFocus={props.onFocus}
        onKeyDown={press}
      />
      {!(props.clearable && shown) && !locked && (
        <span class="akz-combobox-arrow">
          <Icon name="arrow-down" />
        </span>
      )}
      {props.clearable && shown && !locked && (
        <button type="button" class="akz-combobox-clear" onClick={() => take(null)} aria-label={text.clear}>
          <Icon name="close" />
        </button>
      )}
      <ul role="listbox" id={list} class="akz-listbox" hidden={!open} aria-label={text.search}>
        {open &&
          found.map((each, index) => (
            // The keyboard stays in the field (aria-activedescendant)
            <li
              key={each.key}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              class={`akz-option${index === at ? " akz-option-at" : ""}`}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => index !== at && setAt(index)}
              onClick={() => take(each)}
            >
              {each.label}
            </li>
          ))}
        {open && found.length === 0 && (
          <li class="akz-option" role="option" aria-selected="false" aria-disabled="true">
            {text.noMatch}
          </li>
        )}
      </ul>
      <span class="kern-sr-only" role="status">
        {open && typed ? text.matches(found.length) : ""}
      </span>
    </div>
  );
}
