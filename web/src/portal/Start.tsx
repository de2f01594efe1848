/** Begin a new application, or come back by number and code; with an account only where the authority offers one. */
import { useEffect, useRef, useState } from "preact/hooks";
import { read, reading } from "../i18n/applicant.ts";
import { withBeginnings } from "./answers.ts";
import {
  type Account,
  type Answers,
  ask,
  type Begun,
  type Draft,
  type Entered,
  keepWord,
  Refusal,
  type Setup,
} from "./api.ts";
import { KeyField } from "./KeyField.tsx";
import { day, problemText, t } from "./words.ts";

/** Where the advice page leaves first answers for an application. */
const ADVICE = "akzess.advice.application";

/** What somebody has told the advice page is in the application from the beginning. */
async function takeAdvice(csrf: string): Promise<void> {
  const kept = sessionStorage.getItem(ADVICE);
  if (!kept) return;
  sessionStorage.removeItem(ADVICE);
  try {
    const draft = await ask<Draft>("GET", `/portal/draft?lang=${reading.value.code}`, { csrf });
    const answers = withBeginnings(JSON.parse(kept) as Answers, draft.answers as Answers);
    const body = { answers, page: draft.page, language: reading.value.code };
    await ask("PUT", "/portal/draft", { body, csrf, headers: { "If-Match": `"${draft.version}"` } });
  } catch {
    // It was a help, no condition: the application begins empty.
  }
}

interface Props {
  readonly onBegun: (begun: Begun) => void;
  readonly onEntered: () => Promise<void>;
}

export function Start({ onBegun, onEntered }: Props) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [mine, setMine] = useState<Account | null>(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [reference, setReference] = useState("");
  const [code, setCode] = useState("");
  const alert = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    ask<Setup>("GET", "/portal/setup").then(
      (found) => {
        setSetup(found);
        if (found.account) ask<Account>("GET", "/portal/account/drafts").then(setMine, () => undefined);
      },
      () => undefined,
    );
  }, []);

  async function act(work: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFault("");
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
      alert.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  const begin = (): Promise<void> =>
    act(async () => {
      const begun = await ask<Begun>("POST", "/portal/drafts", { body: { language: reading.value.code } });
      keepWord("portal", begun.csrf);
      await takeAdvice(begun.csrf);
      onBegun(begun);
    });

  const resume = (event: Event): Promise<void> => {
    event.preventDefault();
    return act(async () => {
      const body = { reference: reference || " ", code: code || " " };
      keepWord("portal", (await ask<Entered>("POST", "/portal/session", { body })).csrf);
      await onEntered();
    });
  };

  const open = (wanted: string): Promise<void> =>
    act(async () => {
      const body = { reference: wanted };
      const entered = await ask<Entered>("POST", "/portal/account/session", { body, csrf: mine?.csrf ?? "" });
      keepWord("portal", entered.csrf);
      await onEntered();
    });

  const out = (): Promise<void> =>
    act(async () => {
      await ask("POST", "/portal/logout");
      setMine(null);
    });

  return (
    <>
      <p>{t("start.intro")}</p>
      <p>{t("start.need")}</p>
      <p class="st-fault" role="alert" tabIndex={-1} ref={alert}>
        {fault}
      </p>
      <p>
        <button
          type="button"
          class="kern-btn kern-btn--primary po-wide"
          id="beginnen"
          aria-disabled={busy ? "true" : undefined}
          onClick={() => void begin()}
        >
          <span class="kern-label">{t("start.new")}</span>
        </button>
      </p>
      {setup?.account && (
        <section class="st-section" aria-labelledby="konto">
          <h2 id="konto">{mine ? setup.account : t("start.account", { name: setup.account })}</h2>
          {!mine && <p class="st-hint">{t("start.accountHint")}</p>}
          {mine ? (
            <>
              <p>{t("start.accountIn")}</p>
              <ul class="po-mine">
                {mine.items.map((one) => (
                  <li key={one.reference}>
                    <button type="button" class="st-link" onClick={() => void open(one.reference)}>
                      {t("start.open")}: <bdi>{one.businessKey ?? one.reference}</bdi>
                    </button>{" "}
                    <span class="st-hint">{day(one.updatedAt)}</span>
                  </li>
                ))}
              </ul>
              <p>
                <button type="button" class="st-link" onClick={() => void out()}>
                  {t("start.accountOut")}
                </button>
              </p>
            </>
          ) : (
            <p>
              {/* The provider sends the browser back without the address's language: it is kept here. */}
              <a class="kern-btn kern-btn--secondary" href={setup.accountPath} onClick={() => read(reading.value.code)}>
                <span class="kern-label">{t("start.account", { name: setup.account })}</span>
              </a>
            </p>
          )}
        </section>
      )}
      <section class="st-section" aria-labelledby="fortsetzen">
        <h2 id="fortsetzen">{t("start.resume")}</h2>
        <p class="st-hint">{t("start.resumeHint")}</p>
        <form class="st-form" noValidate onSubmit={(event) => void resume(event)}>
          <KeyField
            id="nummer"
            label={t("reference")}
            hint={t("referenceHint")}
            value={reference}
            onValue={setReference}
          />
          <KeyField
            id="zugangscode"
            label={t("code")}
            hint={t("codeHint")}
            autocomplete="one-time-code"
            value={code}
            onValue={setCode}
          />
          <button type="submit" class="kern-btn kern-btn--secondary" aria-disabled={busy ? "true" : undefined}>
            <span class="kern-label">{t("resume.do")}</span>
          </button>
        </form>
      </section>
      <p>
        <a href={`/advice/?lang=${reading.value.code}`}>{t("start.advice")}</a>
      </p>
      <p>
        <a href={`/status/?lang=${reading.value.code}`}>{t("start.status")}</a>
      </p>
      <p>
        <a href={`/portal/employer/?lang=${reading.value.code}`}>{t("employer.title")}</a>
      </p>
      <p class="st-hint">{t("start.privacy")}</p>
    </>
  );
}
