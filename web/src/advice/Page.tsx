/** The frame of the advice pages: language, the two parts, and which page is read (`#/…`). */
import { useEffect, useRef, useState } from "preact/hooks";
import { read, reading } from "../i18n/applicant.ts";
import { LanguageChoice } from "../i18n/LanguageChoice.tsx";
import { Checklist } from "./Checklist.tsx";
import { Knowledge } from "./Knowledge.tsx";
import { t, words } from "./words.ts";

function part(): string {
  return decodeURIComponent(location.hash.replace(/^#\/?/, ""));
}

export function Page() {
  const [where, setWhere] = useState(part());
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const moved = () => {
      if (location.hash !== "" && !location.hash.startsWith("#/")) return;
      setWhere(part());
      heading.current?.focus();
      window.scrollTo(0, 0);
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  if (!words.ready.value) return <div class="st-main" aria-busy="true" />;
  const knowing = where.startsWith("pages");
  document.title = `${t(knowing ? "nav.pages" : "nav.check")} – AKZESS`;
  return (
    <>
      <a class="st-skip" href="#inhalt">
        {t("skip")}
      </a>
      <header class="st-header">
        <p class="st-brand">
          <strong>AKZESS</strong> <span>{t("brand")}</span>
        </p>
        <LanguageChoice label={t("language")} chosen={reading.value.code} onChoose={read} />
      </header>
      <nav class="ad-nav" aria-label={t("brand")}>
        <a href="#/" aria-current={knowing ? undefined : "page"}>
          {t("nav.check")}
        </a>
        <a href="#/pages" aria-current={knowing ? "page" : undefined}>
          {t("nav.pages")}
        </a>
        <a href={`/booking/?lang=${reading.value.code}`}>{t("nav.booking")}</a>
        <a href={`/status/?lang=${reading.value.code}`}>{t("nav.status")}</a>
      </nav>
      <main class="st-main" id="inhalt" tabIndex={-1}>
        {knowing ? <Knowledge page={where.split("/")[1] ?? ""} heading={heading} /> : <Checklist heading={heading} />}
      </main>
      <footer class="st-footer">
        <p>{t("binding")}</p>
        {!["de", "en", "de-simple"].includes(reading.value.code) && <p>{t("machine")}</p>}
      </footer>
    </>
  );
}
