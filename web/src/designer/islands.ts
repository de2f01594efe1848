/**
 * What the editors of bpmn.io need on a page whose content security policy allows no inline styles.
 *
 * CodeMirror makes a `<style>` element for every document: the same rules in a constructed sheet are the page's own. Style
 * attributes in markup are renamed by the build (vite.config.ts) and set here through the object model.
 */
import { StyleModule } from "style-mod";

const mounted = new WeakMap<Document | ShadowRoot, Map<StyleModule, CSSStyleSheet>>();

StyleModule.mount = (root, modules): void => {
  const target = "adoptedStyleSheets" in root ? (root as Document | ShadowRoot) : document;
  const known = mounted.get(target) ?? new Map<StyleModule, CSSStyleSheet>();
  mounted.set(target, known);
  const list: readonly StyleModule[] = Array.isArray(modules) ? modules : [modules as StyleModule];
  const fresh = list.filter((each) => !known.has(each));
  if (fresh.length === 0) return;
  for (const each of fresh) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(each.getRules());
    known.set(each, sheet);
  }
  // Later modules of a list weigh more than earlier ones: all known sheets stand in the order of this list.
  const own = new Set(known.values());
  const others = target.adoptedStyleSheets.filter((sheet) => !own.has(sheet));
  const before = [...known.keys()].filter((each) => !list.includes(each));
  const ordered = [...before, ...list].flatMap((each) => known.get(each) ?? []);
  target.adoptedStyleSheets = [...others, ...ordered];
};

function styled(root: Element): void {
  const found = root.querySelectorAll<HTMLElement | SVGElement>("[data-akz-style]");
  for (const each of root.matches("[data-akz-style]") ? [root as HTMLElement, ...found] : found) {
    each.style.cssText += each.getAttribute("data-akz-style") ?? "";
    each.removeAttribute("data-akz-style");
  }
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node instanceof Element) styled(node);
  }
}).observe(document.body, { childList: true, subtree: true });
