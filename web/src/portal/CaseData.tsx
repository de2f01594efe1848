/** One's own data, to read and to take along (Art. 15 and 20 GDPR). */
import { reading } from "../i18n/applicant.ts";
import { t } from "./words.ts";

export function CaseData({ window }: { readonly window: string }) {
  const lang = reading.value.code.split("-")[0];
  return (
    <section class="st-section" aria-labelledby="daten">
      <h2 id="daten">{t("case.export")}</h2>
      <p>{t("case.exportText")}</p>
      <ul class="po-mine">
        <li>
          <a href={`/status/export?format=html&lang=${lang}&window=${window}`} download>
            {t("case.exportReadable")}
          </a>
        </li>
        <li>
          <a href={`/status/export?format=json&window=${window}`} download>
            {t("case.exportJson")}
          </a>
        </li>
      </ul>
    </section>
  );
}
