/** The frame: language, who one is, and which of the pages is shown. */
import { lazy, Suspense } from "preact/compat";
import { read, reading } from "../i18n/applicant.ts";
import { LanguageChoice } from "../i18n/LanguageChoice.tsx";
import { t, words } from "./words.ts";

const Apply = lazy(() => import("./Apply.tsx").then((module) => module.Apply));
const Employer = lazy(() => import("./Employer.tsx").then((module) => module.Employer));

const employer = location.pathname.startsWith("/portal/employer");

export function Page() {
  if (!words.ready.value) return <div class="st-main" aria-busy="true" />;
  document.title = `${t(employer ? "employer.title" : "title")} – AKZESS`;
  return (
    <>
      <a class="st-skip" href="#inhalt">
        {t("skip")}
      </a>
      <header class="st-header">
        <p class="st-brand">
          <strong>AKZESS</strong> <span>{t(employer ? "employer.title" : "brand")}</span>
        </p>
        <LanguageChoice label={t("language")} chosen={reading.value.code} onChoose={read} />
      </header>
      <main class="st-main" id="inhalt" tabIndex={-1}>
        <Suspense fallback={<p aria-busy="true">{t("loading")}</p>}>{employer ? <Employer /> : <Apply />}</Suspense>
      </main>
      <footer class="st-footer">
        <p>{t("binding")}</p>
        {!["de", "en", "de-simple"].includes(reading.value.code) && <p>{t("machine")}</p>}
      </footer>
    </>
  );
}
