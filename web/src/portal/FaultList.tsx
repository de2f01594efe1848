/** What is wrong, at the top of the page; each line leads to its field, and the list takes the focus when it appears. */
import { useEffect, useRef } from "preact/hooks";
import type { Fault, Field, FormPage } from "./api.ts";
import { idOf } from "./formState.ts";
import { t } from "./words.ts";

export function FaultList({
  faults,
  form,
}: {
  readonly faults: readonly Fault[];
  readonly form: { readonly pages: readonly FormPage[] };
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) frame.current?.focus();
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div class="st-summary" tabIndex={-1} ref={frame} role="alert" aria-labelledby="fehler">
      <p id="fehler">
        <strong>{t("errors.title", { count: faults.length })}</strong>
      </p>
      <ul>
        {faults.map((one) => (
          <li key={one.path}>
            <a
              href={`#${idOf(one.path)}`}
              onClick={(event) => {
                event.preventDefault();
                focusOn(one.path);
              }}
            >
              {labelOf(one.path, form.pages)}: {one.text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusOn(path: string): void {
  const found = document.getElementById(idOf(path));
  const control = found?.matches("fieldset") ? found.querySelector<HTMLElement>("input") : found;
  control?.focus();
  found?.scrollIntoView({ block: "center" });
}

/** The label of the field at a path, items of lists left out of account. */
export function labelOf(path: string, pages: readonly FormPage[]): string {
  const wanted = path
    .split(".")
    .filter((part) => !/^\d+$/.test(part))
    .join(".");
  function find(fields: readonly Field[], base: string): string | undefined {
    for (const field of fields) {
      if (field.type === "text") continue;
      const own = `${base}${field.path}`;
      if (own === wanted && field.type !== "group") return field.label;
      const inside = find(field.fields, field.type === "dynamiclist" ? `${own}.` : base);
      if (inside) return inside;
    }
    return undefined;
  }
  for (const page of pages) {
    const found = find(page.fields, "");
    if (found) return found;
  }
  return "";
}
