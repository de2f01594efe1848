/** The knowledge pages: a list with search, and one page with its sources. */
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { type Head, knowledge, type Knowledge as Page, pages } from "./api.ts";
import { day, t } from "./words.ts";

interface Props {
  readonly page: string;
  readonly heading: RefObject<HTMLHeadingElement>;
}

export function Knowledge({ page, heading }: Props) {
  return page ? <One key={page} page={page} heading={heading} /> : <All heading={heading} />;
}

function All({ heading }: { readonly heading: RefObject<HTMLHeadingElement> }) {
  const [search, setSearch] = useState("");
  const [found, setFound] = useState<readonly Head[] | null>(null);
  const language = reading.value.code;
  useEffect(() => {
    let current = true;
    pages(search).then(
      (items) => current && setFound(items),
      () => current && setFound([]),
    );
    return () => {
      current = false;
    };
  }, [search, language]);
  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {t("pages.title")}
      </h1>
      <search class="kern-form-input">
        <label class="kern-label" for="suche">
          {t("pages.search")}
        </label>
        <input
          id="suche"
          class="kern-form-input__input"
          type="search"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </search>
      <p role="status" class={search && found ? "st-hint" : "kern-sr-only"}>
        {search && found ? t("pages.found", { count: found.length }) : ""}
      </p>
      <ul class="ad-pages">
        {found?.map((one) => (
          <li key={one.key} lang={one.language} dir={one.dir}>
            <h2>
              <a href={`#/pages/${one.key}`}>{one.title}</a>
            </h2>
            <p>{one.summary}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function One({ page, heading }: Props) {
  const [shown, setShown] = useState<Page | null>(null);
  const [lost, setLost] = useState(false);
  const language = reading.value.code;
  useEffect(() => {
    knowledge(page).then(setShown, () => setLost(true));
  }, [page, language]);
  useEffect(() => {
    if (shown) heading.current?.focus();
  }, [shown?.key]);
  const back = (
    <p>
      <a href="#/pages">{t("pages.back")}</a>
    </p>
  );
  if (lost) {
    return (
      <>
        <h1 tabIndex={-1} ref={heading}>
          {t("pages.lost")}
        </h1>
        {back}
      </>
    );
  }
  if (!shown) return <p aria-busy="true">{t("loading")}</p>;
  return (
    <>
      {back}
      <article class="ad-article" lang={shown.language} dir={shown.dir}>
        <h1 tabIndex={-1} ref={heading}>
          {shown.title}
        </h1>
        <p class="ad-lead">{shown.summary}</p>
        <Body blocks={shown.body} />
      </article>
      {shown.language !== language && !(language === "de-simple" && shown.language === "de") && (
        <p class="st-note">{t("pages.fallback")}</p>
      )}
      {shown.machine && <p class="st-note">{t("machine")}</p>}
      <p class="st-hint">
        {t("pages.law")}{" "}
        <bdi lang="de" dir="ltr">
          {shown.law.join(" · ")}
        </bdi>
        <br />
        {t("pages.checked", { date: day(shown.checked) })}
      </p>
    </>
  );
}

/** Items that follow each other are one list. */
function Body({ blocks }: { readonly blocks: Page["body"] }) {
  const made: ComponentChildren[] = [];
  let items: string[] = [];
  const close = () => {
    if (items.length > 0) {
      const list = items;
      made.push(
        <ul>
          {list.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>,
      );
    }
    items = [];
  };
  for (const block of blocks) {
    if (block.kind === "item") {
      items.push(block.text);
      continue;
    }
    close();
    if (block.kind === "heading") made.push(<h2>{block.text}</h2>);
    else made.push(<p class={block.kind === "box" ? "st-notice" : undefined}>{block.text}</p>);
  }
  close();
  return <>{made}</>;
}
