/** Number and code, shown once: whoever notes them loses nothing when the browser is closed. */
import { useEffect, useRef } from "preact/hooks";
import type { Begun } from "./api.ts";
import { t } from "./words.ts";

export function Keys({ begun, onNoted }: { readonly begun: Begun; readonly onNoted: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="po-keys" aria-labelledby="notieren">
      <h2 id="notieren" tabIndex={-1} ref={heading}>
        {t("keys.title")}
      </h2>
      <Pair reference={begun.reference} code={begun.code} referenceLabel={t("reference")} codeLabel={t("code")} />
      <p>{t("keys.text")}</p>
      <p class="st-actions">
        <button type="button" class="kern-btn kern-btn--primary" id="notiert" onClick={onNoted}>
          <span class="kern-label">{t("keys.noted")}</span>
        </button>
        <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => print()}>
          <span class="kern-label">{t("print")}</span>
        </button>
      </p>
    </section>
  );
}

interface PairProps {
  readonly reference: string;
  readonly code: string;
  readonly referenceLabel: string;
  readonly codeLabel: string;
}

export function Pair({ reference, code, referenceLabel, codeLabel }: PairProps) {
  return (
    <dl class="po-pair">
      <dt>{referenceLabel}</dt>
      <dd>
        <code dir="ltr" id="die-nummer">
          {reference}
        </code>
      </dd>
      <dt>{codeLabel}</dt>
      <dd>
        <code dir="ltr" id="der-code">
          {code}
        </code>
      </dd>
    </dl>
  );
}
