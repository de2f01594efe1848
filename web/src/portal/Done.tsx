/** It has arrived: the number of the case and its code, shown once, and the way to its page. */
import { reading } from "../i18n/applicant.ts";
import type { Submitted } from "./api.ts";
import { Pair } from "./Keys.tsx";
import { t } from "./words.ts";

export function Done({ submitted }: { readonly submitted: Submitted }) {
  const query = new URLSearchParams({ nr: submitted.businessKey, lang: reading.value.code });
  return (
    <section class="po-keys" aria-label={t("done.title")}>
      <Pair
        reference={submitted.businessKey}
        code={submitted.code}
        referenceLabel={t("done.number")}
        codeLabel={t("done.code")}
      />
      <p>{t("done.text")}</p>
      <p class="st-actions">
        <a class="kern-btn kern-btn--primary" href={`/status/?${query}`}>
          <span class="kern-label">{t("done.status")}</span>
        </a>
        <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => print()}>
          <span class="kern-label">{t("print")}</span>
        </button>
      </p>
    </section>
  );
}
