/** An applicant: begin or come back, fill in, submit. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import {
  ask,
  type Begun,
  type Draft,
  forgetWord,
  keepWord,
  ownWord,
  type PortalForm,
  Refusal,
  type Submitted,
} from "./api.ts";
import { Done } from "./Done.tsx";
import { Keys } from "./Keys.tsx";
import { Start } from "./Start.tsx";
import { Wizard } from "./Wizard.tsx";
import { problemText, t } from "./words.ts";

type Seen =
  | { readonly at: "unknown" }
  | { readonly at: "out" }
  | { readonly at: "keys"; readonly begun: Begun }
  | { readonly at: "in"; readonly draft: Draft }
  | { readonly at: "done"; readonly submitted: Submitted };

/** Back from the applicants' login provider without a login; a reload does not say so again. */
function failedLogin(): boolean {
  const address = new URLSearchParams(location.search);
  if (!address.has("login")) return false;
  address.delete("login");
  history.replaceState(null, "", `?${address}`);
  return true;
}

export function Apply() {
  const [seen, setSeen] = useState<Seen>({ at: "unknown" });
  const [note, setNote] = useState(() => (failedLogin() ? t("start.accountFailed") : ""));
  const [form, setForm] = useState<PortalForm | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const language = reading.value.code;

  useEffect(() => {
    ask<PortalForm>("GET", `/portal/form?lang=${language}`).then(setForm, () => setNote(problemText("offline")));
  }, [language]);

  const look = useCallback(async (quiet: boolean): Promise<void> => {
    try {
      const draft = await ask<Draft>("GET", `/portal/draft?lang=${reading.value.code}`, { csrf: ownWord("portal") });
      keepWord("portal", draft.csrf);
      setSeen({ at: "in", draft });
      if (!quiet) setNote("");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) forgetWord("portal");
      setSeen({ at: "out" });
      if (!quiet) setNote(problemText(error.code));
    }
  }, []);

  useEffect(() => {
    void look(true);
  }, [look]);

  const lost = useCallback(() => {
    forgetWord("portal");
    setSeen({ at: "out" });
    setNote(t("problem.unauthenticated"));
    heading.current?.focus();
  }, []);

  async function leave(text: string): Promise<void> {
    await ask("POST", "/portal/logout", { csrf: ownWord("portal") }).catch(() => undefined);
    forgetWord("portal");
    setSeen({ at: "out" });
    setNote(text);
    heading.current?.focus();
  }

  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {seen.at === "done" ? t("done.title") : t("title")}
      </h1>
      {note && (
        <p class="st-note" role="status">
          {note}
        </p>
      )}
      {seen.at === "out" && (
        <Start
          onBegun={(begun) => {
            setNote("");
            setSeen({ at: "keys", begun });
          }}
          onEntered={() => look(false)}
        />
      )}
      {seen.at === "keys" && <Keys begun={seen.begun} onNoted={() => void look(false)} />}
      {seen.at === "in" && form && (
        <Wizard
          key={seen.draft.reference}
          draft={seen.draft}
          form={form}
          onLost={lost}
          onLeft={leave}
          onSubmitted={(submitted) => {
            setNote("");
            setSeen({ at: "done", submitted });
            heading.current?.focus();
          }}
        />
      )}
      {seen.at === "done" && <Done submitted={seen.submitted} />}
    </>
  );
}
