/** Language, login or the state of the case, and what everybody sees around it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { read } from "../i18n/applicant.ts";
import { LanguageChoice } from "../i18n/LanguageChoice.tsx";
import { forgetWord } from "../portal/api.ts";
import { leave, Refusal, type Status, status, texts } from "./api.ts";
import { Contact } from "./Contact.tsx";
import { Login } from "./Login.tsx";
import { State } from "./State.tsx";
import { page, problemText, word } from "./words.ts";

const address = new URLSearchParams(location.search);

/** The address asks for one application (none: for the login), and this is another one. */
function another(found: Status): boolean {
  const wanted = address.get("nr");
  return wanted !== null && wanted.trim().toUpperCase() !== found.reference;
}

/** Nothing is known yet, nobody is in, or somebody is. */
type Seen = "unknown" | "out" | Status;

/** What is told at the top, asked for at each look: whoever chooses another language reads it in that one. */
type Note = { readonly text: () => string };

export function Page() {
  const [seen, setSeen] = useState<Seen>("unknown");
  const [note, setNote] = useState<Note | null>(null);
  const [said, setSaid] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const turn = useRef(0);
  const language = useRef(address.get("lang"));

  /** Ask for words and state; whoever is overtaken by a later look (the language was changed meanwhile) says nothing. */
  async function show(quiet = false): Promise<void> {
    turn.current += 1;
    const mine = turn.current;
    try {
      const words = await texts(language.current);
      if (mine !== turn.current) return;
      page.value = words;
      read(page.value.language);
      document.documentElement.lang = page.value.language;
      document.documentElement.dir = page.value.dir;
      document.title = `${word("title")} – AKZESS`;
      const found = await status(page.value.language);
      if (mine === turn.current) setSeen(another(found) ? "out" : found);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (mine !== turn.current) return;
      if (error.status === 401) {
        forgetWord("status");
        setSeen("out");
        if (!quiet) setNote({ text: () => word("expired") });
      } else setNote({ text: () => problemText(error) || error.code });
    }
  }

  useEffect(() => {
    void show(true);
  }, []);

  /** For which application the address asks from now on; null: for whichever is open. */
  function ask(wanted: string | null): void {
    if (wanted === null) address.delete("nr");
    else address.set("nr", wanted);
    history.replaceState(null, "", `?${address}`);
  }

  /** Beside the one that is open, which other windows may show: its session goes on. */
  function other(): void {
    forgetWord("status");
    ask("");
    setSeen("out");
    heading.current?.focus();
  }

  function choose(lang: string): void {
    address.set("lang", lang);
    history.replaceState(null, "", `?${address}`);
    language.current = lang;
    void show(seen === "out" || seen === "unknown");
  }

  async function entered(): Promise<void> {
    setNote(null);
    ask(null);
    await show();
    heading.current?.focus();
  }

  async function out(): Promise<void> {
    await leave().catch(() => undefined);
    setNote({ text: () => word("loggedOut") });
    setSeen("out");
    heading.current?.focus();
  }

  const words = page.value;
  if (!words) {
    return (
      <div class="st-main" aria-busy={note ? undefined : "true"}>
        {note && <p role="alert">{note.text()}</p>}
      </div>
    );
  }
  const inside = typeof seen === "object" ? seen : null;
  return (
    <>
      <a class="st-skip" href="#inhalt">
        {word("skip")}
      </a>
      <header class="st-header">
        <p class="st-brand">
          <strong>AKZESS</strong> <span>{inside ? inside.contact.office : ""}</span>
        </p>
        <LanguageChoice
          label={word("language")}
          chosen={words.language}
          languages={words.languages}
          onChoose={choose}
        />
      </header>
      <main class="st-main" id="inhalt">
        <h1 tabIndex={-1} ref={heading}>
          {word("title")}
        </h1>
        {note && (
          <p class="st-note" role="status">
            {note.text()}
          </p>
        )}
        {inside ? (
          <State shown={inside} onChanged={() => show()} say={setSaid} />
        ) : (
          seen === "out" && <Login preset={address.get("nr") ?? ""} onEntered={entered} />
        )}
        <Contact offices={inside ? [inside.contact] : words.contacts} />
      </main>
      <footer class="st-footer">
        <p>{word("binding")}</p>
        {words.machine && <p>{word("machine")}</p>}
        {inside && (
          <p class="st-actions">
            <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => print()}>
              <span class="kern-label">{word("print")}</span>
            </button>
            <button type="button" class="kern-btn kern-btn--tertiary" onClick={other}>
              <span class="kern-label">{word("other")}</span>
            </button>
            <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => void out()}>
              <span class="kern-label">{word("logout")}</span>
            </button>
          </p>
        )}
      </footer>
      <p class="kern-sr-only" role="status" aria-live="polite">
        {said}
      </p>
    </>
  );
}
