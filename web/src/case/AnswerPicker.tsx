/** Answers that clerks give often: find one, fill in what the case does not know, take it over into a message. */
import { useEffect, useState } from "preact/hooks";
import { raw } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";
import { catalogue, language } from "../i18n/index.ts";
import { Alert, Button, ProblemAlert, Select, TextInput } from "../ui/index.ts";

type Template = components["schemas"]["AnswerTemplate"];
type Filled = components["schemas"]["FilledTemplate"];

const says = catalogue(
  {
    title: "Antwortvorlage einfügen",
    search: "Vorlage suchen",
    searchHint: "Ein Wort aus Titel oder Text",
    template: "Vorlage",
    choose: "Bitte wählen",
    none: "Keine Vorlage enthält dieses Wort.",
    language: "Sprache",
    own: "Sprache des Antragstellers",
    open: { date: "Datum", items: "Unterlagen oder Punkte", text: "Eigener Text" } as Record<string, string>,
    preview: "Vorschau",
    german: "Deutscher Text (maßgeblich), wird angefügt",
    machine: "Maschinell übersetzt, noch nicht geprüft",
    take: "In die Nachricht übernehmen",
    topics: {
      appointments: "Termine",
      documents: "Unterlagen",
      family: "Familie",
      fees: "Gebühren",
      status: "Stand des Verfahrens",
      work: "Arbeit",
    } as Record<string, string>,
  },
  {
    title: "Insert an answer template",
    search: "Find a template",
    searchHint: "A word of the title or the text",
    template: "Template",
    choose: "Please choose",
    none: "No template has this word.",
    language: "Language",
    own: "The applicant's language",
    open: { date: "Date", items: "Documents or points", text: "Your own text" },
    preview: "Preview",
    german: "German text (which binds), will be added",
    machine: "Translated by machine, not reviewed yet",
    take: "Take over into the message",
    topics: {
      appointments: "Appointments",
      documents: "Documents",
      family: "Family",
      fees: "Fees",
      status: "State of the procedure",
      work: "Work",
    },
  },
);

const NAMES: Readonly<Record<string, string>> = {
  de: "Deutsch",
  "de-simple": "Einfaches Deutsch",
  en: "English",
  uk: "Українська",
  ar: "العربية",
  vi: "Tiếng Việt",
  es: "Español",
  tr: "Türkçe",
  ru: "Русский",
};

/** Lower case without accents, as people type it. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function found(items: readonly Template[], words: string): Template[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return items.filter((one) => {
    const all = plain(
      [one.titleDe, one.titleEn, one.topic, ...one.texts.map((t) => `${t.subject} ${t.body}`)].join(" "),
    );
    return wanted.every((word) => all.includes(word));
  });
}

interface Props {
  readonly id: string;
  readonly onTake: (text: string) => void;
}

export function AnswerPicker({ id, onTake }: Props) {
  const text = says.value;
  const [items, setItems] = useState<readonly Template[] | null>(null);
  const [words, setWords] = useState("");
  const [key, setKey] = useState("");
  const [tongue, setTongue] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [filled, setFilled] = useState<Filled | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    raw<{ items: Template[] }>("GET", "/answer-templates").then(
      (answer) => setItems(answer.items),
      () => setItems([]), // whoever may not give answers writes without templates
    );
  }, []);

  useEffect(() => {
    if (!key) {
      setFilled(null);
      return;
    }
    let late = false;
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()));
    raw<Filled>("POST", `/cases/${encodeURIComponent(id)}/answers`, {
      body: JSON.stringify({ template: key, language: tongue, values: given }),
      headers: { "Content-Type": "application/json" },
    }).then(
      (answer) => {
        if (late) return;
        setFilled(answer);
        setProblem(null);
      },
      (error) => late || setProblem(asProblem(error)),
    );
    return () => {
      late = true;
    };
  }, [id, key, tongue, values]);

  if (!items?.length) return null;
  const title = (one: Template): string => (language.value === "de" ? one.titleDe : one.titleEn);
  const shown = found(items, words);
  const chosen = items.find((one) => one.key === key);
  const places = (chosen?.places ?? []).filter((place) => place in text.open);

  function take(): void {
    if (!filled) return;
    const german = filled.language.startsWith("de") ? "" : `\n\n———\n${filled.german.trim()}`;
    onTake(`${filled.text.trim()}${german}`);
    setKey("");
    setValues({});
  }

  return (
    <details class="akz-details">
      <summary>{text.title}</summary>
      <div class="akz-stack">
        <ProblemAlert problem={problem} />
        <TextInput type="search" label={text.search} hint={text.searchHint} value={words} onValue={setWords} />
        <Select
          label={text.template}
          value={key}
          onValue={(value) => {
            setKey(value);
            setValues({});
          }}
          options={[
            { value: "", label: text.choose },
            ...shown.map((one) => ({
              value: one.key,
              label: `${text.topics[one.topic] ?? one.topic}: ${title(one)}`,
            })),
          ]}
        />
        {shown.length === 0 && <p role="status">{text.none}</p>}
        <Select
          label={text.language}
          value={tongue}
          onValue={setTongue}
          options={[
            { value: "", label: text.own },
            ...Object.entries(NAMES).map(([value, label]) => ({ value, label })),
          ]}
        />
        {places.map((place) => (
          <TextInput
            key={place}
            label={text.open[place]}
            value={values[place] ?? ""}
            onValue={(value) => setValues({ ...values, [place]: value })}
          />
        ))}
        {filled && (
          <section class="akz-card akz-stack" aria-label={text.preview}>
            {filled.machine && <Alert tone="info" title={text.machine} />}
            <p class="akz-comment-text" lang={filled.language} dir={filled.dir}>
              {filled.text}
            </p>
            {!filled.language.startsWith("de") && (
              <>
                <p class="akz-muted">{text.german}</p>
                <p class="akz-comment-text" lang="de">
                  {filled.german}
                </p>
              </>
            )}
            <div class="akz-actions">
              <Button small variant="primary" onClick={take}>
                {text.take}
              </Button>
            </div>
          </section>
        )}
      </div>
    </details>
  );
}
