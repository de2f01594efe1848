/** The form editor of bpmn.io with German labels, loaded only when a form is edited. */
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import "@bpmn-io/form-js-editor/dist/assets/properties-panel.css";
import "../islands.ts";
import "../unasked.ts";
import { FormEditor } from "@bpmn-io/form-js-editor";
import { formTexts } from "../../forms/texts.ts";
import { language } from "../../i18n/index.ts";
import { FORM_GERMAN } from "./german.ts";

const SAID = ["title", "placeholder", "aria-label"] as const;
/** Where the editor's own words stand; what stands elsewhere belongs to the form. */
const CHROME =
  ".fjs-palette-container, .fjs-properties-container, .fjs-editor-palette-container, .fjs-context-pad, .fjs-repeat-render-footer, .fjs-select-placeholder";
/** Where nothing is chosen yet it says what is also the name of a kind of field. */
const NOTHING_CHOSEN = ".fjs-select-placeholder";

function said(text: string): string | undefined {
  const word = text.trim();
  const german = FORM_GERMAN[word];
  // A word that is the same in German must not be set again: that would be a change to be looked at again, for ever.
  return german === undefined || german === word ? undefined : text.replace(word, german);
}

/** The editor has no translation of its own: its words are replaced where they appear. */
function germanIn(root: HTMLElement): MutationObserver {
  const translate = (node: Node): void => {
    const element = node instanceof Element ? node : node.parentElement;
    if (!element?.closest(CHROME)) {
      if (node instanceof Element) for (const part of node.querySelectorAll(CHROME)) translate(part);
      return;
    }
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let at: Node | null = walk.currentNode; at; at = walk.nextNode()) {
      if (at instanceof Text) {
        const word = at.parentElement?.matches(NOTHING_CHOSEN) ? formTexts.value.choose : said(at.data);
        if (word !== undefined && word !== at.data) at.data = word;
      } else if (at instanceof Element) {
        for (const name of SAID) {
          const word = said(at.getAttribute(name) ?? "");
          if (word !== undefined) at.setAttribute(name, word);
        }
      }
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") for (const node of change.addedNodes) translate(node);
      else translate(change.target);
    }
  });
  observer.observe(root, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: [...SAID],
  });
  translate(root);
  return observer;
}

/** One open form. */
export class FormDesigner {
  private readonly editor: FormEditor;
  private readonly observer: MutationObserver | null;

  constructor(container: HTMLElement, onChange: (schema: object) => void) {
    this.editor = new FormEditor({ container });
    this.observer = language.peek() === "de" ? germanIn(container) : null;
    const bus = this.editor.get<{ on(event: string, listener: () => void): void }>("eventBus");
    bus.on("commandStack.changed", () => onChange(this.editor.saveSchema()));
  }

  /** Errors: Error when the schema cannot be used. */
  async open(schema: object): Promise<void> {
    await this.editor.importSchema(schema as Parameters<FormEditor["importSchema"]>[0]);
  }

  destroy(): void {
    this.observer?.disconnect();
    this.editor.destroy();
  }
}
