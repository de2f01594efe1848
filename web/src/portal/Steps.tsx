/** All pages of the form with how far they are; folded on a phone, because one page at a time is enough. */
import { useState } from "preact/hooks";
import type { Draft, Fault } from "./api.ts";
import { t } from "./words.ts";

interface Props {
  readonly steps: readonly string[];
  readonly here: string;
  readonly draft: Draft;
  readonly onGo: (key: string) => void;
  readonly ofPage: (key: string) => readonly Fault[];
}

export function Steps({ steps, here, onGo, ofPage }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <nav class="po-steps" aria-label={t("steps")}>
      <button type="button" class="st-link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t("steps.close") : t("steps.show")}
      </button>
      {open && (
        <ol>
          {steps.map((key) => {
            const count = ofPage(key).length;
            const form = key !== "documents" && key !== "summary";
            return (
              <li key={key}>
                <button
                  type="button"
                  class="st-link"
                  aria-current={key === here ? "step" : undefined}
                  onClick={() => {
                    setOpen(false);
                    onGo(key);
                  }}
                >
                  {t(`page.${key}`)}
                </button>
                {form && <span class="st-state"> – {count === 0 ? t("step.done") : t("step.open")}</span>}
              </li>
            );
          })}
        </ol>
      )}
    </nav>
  );
}
