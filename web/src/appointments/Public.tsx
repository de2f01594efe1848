/** The page of appointments without a case: choose, keep, confirm by e-mail; or the appointment that a link opens. */
import { useEffect, useRef, useState } from "preact/hooks";
import { read, reading } from "../i18n/applicant.ts";
import { LanguageChoice } from "../i18n/LanguageChoice.tsx";
import { hold, type Mine, mine, newToken, type Plan, plan, Refused } from "./api.ts";
import { MyAppointment } from "./Mine.tsx";
import { Slots } from "./Slots.tsx";
import { problem, words } from "./words.ts";

/** What this window has begun: a telephone that comes back from the mail program loads the page anew. */
const KEPT = "akzess.booking";

interface Opened {
  readonly token: string;
  readonly proof: string;
  readonly now: Mine;
}

export function Public() {
  const { t } = words;
  const [offer, setOffer] = useState<Plan | null>(null);
  const [site, setSite] = useState("");
  const [kind, setKind] = useState("");
  const [tongue, setTongue] = useState("");
  const [opened, setOpened] = useState<Opened | null>(null);
  const [note, setNote] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);

  function open(now: Opened): void {
    sessionStorage.setItem(KEPT, `${now.token}.${now.proof}`);
    setOpened(now);
  }

  function close(): void {
    sessionStorage.removeItem(KEPT);
    setOpened(null);
  }

  useEffect(() => {
    // Behind the number sign, so that it never reached a server's log; and not in the history of the browser either.
    const linked = location.hash.slice(1);
    const [token = "", proof = ""] = (linked || sessionStorage.getItem(KEPT) || "").split(".");
    if (linked) history.replaceState(null, "", location.pathname + location.search);
    const failed = (error: unknown): void => {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
    };
    plan().then(setOffer, failed);
    if (token) mine(token).then((now) => open({ token, proof, now }), linked ? failed : close);
  }, []);

  useEffect(() => {
    document.title = `${t("page.title")} – AKZESS`;
  });

  const here = offer?.sites.find((one) => one.id === site);
  const kinds = (offer?.kinds ?? []).filter((one) => one.who === "public" && (!here || here.kinds.includes(one.id)));
  const name = (one: { readonly de: string; readonly en: string }): string =>
    reading.value.code.startsWith("de") ? one.de : one.en;
  return (
    <>
      <a class="st-skip" href="#inhalt">
        {t("skip")}
      </a>
      <header class="st-header">
        <p class="st-brand">
          <strong>AKZESS</strong>
        </p>
        <LanguageChoice label={t("language")} chosen={reading.value.code} onChoose={read} />
      </header>
      <main class="st-main" id="inhalt">
        <h1 tabIndex={-1} ref={heading}>
          {opened ? t("title") : t("page.title")}
        </h1>
        <p role="alert" class="bk-note">
          {note}
        </p>
        {opened ? (
          <div class="bk">
            <h2 class="kern-sr-only">{t("mine")}</h2>
            <MyAppointment
              key={opened.token}
              token={opened.token}
              proof={opened.proof}
              first={opened.now}
              onChange={(now) => setOpened({ ...opened, now })}
            />
            <button type="button" class="kern-btn kern-btn--tertiary" onClick={close}>
              <span class="kern-label">{t("again")}</span>
            </button>
          </div>
        ) : (
          <div class="bk">
            <p>{t("page.intro")}</p>
            <p>
              <a href={`/status/?lang=${reading.value.code}`}>{t("page.case")}</a>
            </p>
            <Pick
              id="bk-site"
              label={t("site")}
              value={site}
              options={(offer?.sites ?? []).map((one) => [one.id, name(one)])}
              onPick={setSite}
            />
            <Pick
              id="bk-kind"
              label={t("kind")}
              value={kind}
              options={kinds.map((one) => [one.id, t(`kind.${one.id}`)])}
              onPick={setKind}
            />
            <Pick
              id="bk-tongue"
              label={t("tongue")}
              value={tongue}
              options={(here?.languages ?? []).map((code) => [code, tongueName(code)])}
              empty={t("tongue.any")}
              onPick={setTongue}
            />
            {site && kind && <h2>{t("choose")}</h2>}
            {site && kind && (
              <Slots
                search={{ site, kind, language: tongue, persons: 1 }}
                act={t("hold")}
                onTake={async (startsAt) => {
                  const token = newToken();
                  const now = await hold({ site, kind, language: tongue, persons: 1 }, startsAt, token, "");
                  open({ token, proof: "", now });
                  heading.current?.focus();
                }}
              />
            )}
          </div>
        )}
      </main>
      {!["de", "en", "de-simple"].includes(reading.value.code) && (
        <footer class="st-footer">
          <p>{t("machine")}</p>
        </footer>
      )}
    </>
  );
}

function tongueName(code: string): string {
  const locale = reading.value.code.split("-", 1)[0] ?? "de";
  return new Intl.DisplayNames([locale, "de"], { type: "language" }).of(code) ?? code;
}

interface PickProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly empty?: string;
  readonly onPick: (value: string) => void;
}

function Pick({ id, label, value, options, empty = "–", onPick }: PickProps) {
  return (
    <div class="kern-form-input">
      <label class="kern-label" for={id}>
        {label}
      </label>
      <div class="kern-form-input__select-wrapper">
        <select
          id={id}
          class="kern-form-input__select"
          value={value}
          onChange={(event) => onPick(event.currentTarget.value)}
        >
          <option value="">{empty}</option>
          {options.map(([code, name]) => (
            <option key={code} value={code} selected={code === value}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
