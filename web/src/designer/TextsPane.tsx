/** Texts for applicants, key by language: what is missing or names other placeholders is seen and mended in its place. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { Alert, Button, Checkbox, Loading, ProblemAlert, TextInput } from "../ui/index.ts";
import { type DraftFile, readFile, writeFile } from "./data.ts";
import { clock } from "./SaveState.tsx";
import { type LanguageFile, languageFile, rowsOf, withText } from "./textFiles.ts";
import { editors } from "./textsEditors.ts";

const SHOWN = 40;
const ORDER = ["de", "en"];

interface Open extends LanguageFile {
  version: string;
}

export interface TextsPaneProps {
  readonly draft: string;
  readonly files: readonly DraftFile[];
  readonly onSaved: () => void;
}

export default function TextsPane({ draft, files, onSaved }: TextsPaneProps) {
  const text = editors.value.table;
  const [open, setOpen] = useState<readonly Open[] | null>(null);
  const [round, setRound] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [filter, setFilter] = useState("");
  const [gaps, setGaps] = useState(false);
  const [limit, setLimit] = useState(SHOWN);
  const [newKey, setNewKey] = useState("");
  const [savedAt, setSavedAt] = useState<string | null>(null);
  /** One write after the other for each file. */
  const queue = useRef(Promise.resolve());
  const paths = files.filter(({ kind }) => kind === "text").map(({ path }) => path);
  const known = paths.join(" ");
  useEffect(() => {
    let gone = false;
    void Promise.all(
      known
        .split(" ")
        .filter(Boolean)
        .map(async (path): Promise<Open> => {
          const { text: content, version } = await readFile(draft, path);
          return { ...languageFile(path, content), version };
        }),
    ).then(
      (found) => {
        if (!gone) setOpen(found.sort((a, b) => rank(a.language) - rank(b.language)));
      },
      (error: unknown) => {
        if (!gone) setProblem(asProblem(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [draft, known]);
  // The documents change in place; `round` counts it
  const rows = useMemo(() => (open ? rowsOf(open) : []), [open, round]);
  if (!open) return problem ? <ProblemAlert problem={problem} /> : <Loading />;
  const save = (file: Open, key: string, value: string): void => {
    const content = withText(file, key, value);
    setRound((count) => count + 1);
    queue.current = queue.current.then(async () => {
      try {
        file.version = await writeFile(draft, file.path, content, file.version);
        setSavedAt(clock(new Date().toISOString()));
        setProblem(null);
        onSaved();
      } catch (error) {
        setProblem(asProblem(error));
      }
    });
  };
  const wanted = filter.trim().toLowerCase();
  const fitting = rows.filter(
    ({ key, values, gaps: missing, deviations }) =>
      (!gaps || missing.length > 0 || Object.keys(deviations).length > 0) &&
      (!wanted || `${key} ${Object.values(values).join(" ")}`.toLowerCase().includes(wanted)),
  );
  const leading = open.find(({ language }) => language === "de") ?? open[0];
  return (
    <div class="akz-stack">
      <div class="wks-file-head">
        <h2 class="akz-h2">{text.title}</h2>
        <p class="akz-small akz-muted" role="status">
          {savedAt ? text.saved(savedAt) : text.count(Math.min(limit, fitting.length), rows.length)}
        </p>
      </div>
      <Alert title={text.releaseTitle}>{text.release}</Alert>
      <p class="akz-small akz-muted">{text.hint}</p>
      <ProblemAlert problem={problem} />
      <div class="akz-actions">
        <TextInput label={text.filter} type="search" value={filter} onValue={setFilter} />
        <Checkbox label={text.gaps} checked={gaps} onValue={setGaps} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section class="wks-texts" aria-label={text.title} tabIndex={0}>
        <table class="kern-table kern-table--small akz-table">
          <thead class="kern-table__head">
            <tr class="kern-table__row">
              <th scope="col" class="kern-table__header">
                {text.key}
              </th>
              {open.map(({ language }) => (
                <th key={language} scope="col" class="kern-table__header">
                  {text.languages[language] ?? language}
                </th>
              ))}
            </tr>
          </thead>
          <tbody class="kern-table__body">
            {fitting.slice(0, limit).map((row) => (
              <tr key={row.key} class="kern-table__row">
                <th scope="row" class="kern-table__header">
                  <code>{row.key}</code>
                </th>
                {open.map((file) => (
                  <td key={file.language} class="kern-table__cell">
                    <textarea
                      class="kern-form-input__input wks-text"
                      rows={2}
                      lang={file.language}
                      dir={file.language === "ar" ? "rtl" : undefined}
                      aria-label={text.cell(row.key, text.languages[file.language] ?? file.language)}
                      placeholder={text.missing}
                      value={row.values[file.language] ?? ""}
                      onChange={(event) => {
                        const value = event.currentTarget.value;
                        if (value !== (row.values[file.language] ?? "")) save(file, row.key, value);
                      }}
                    />
                    {row.gaps.includes(file.language) && <span class="wks-gap">{text.missing}</span>}
                    {row.deviations[file.language] && (
                      <span class="wks-gap">{text.names(row.deviations[file.language] ?? "")}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {fitting.length > limit && (
        <p>
          <Button small onClick={() => setLimit(limit + SHOWN)}>
            {common.value.more}
          </Button>
        </p>
      )}
      <div class="akz-actions">
        <TextInput label={text.newKey} value={newKey} onValue={setNewKey} />
        <Button
          small
          icon="add"
          disabled={!leading || !newKey.trim() || rows.some(({ key }) => key === newKey.trim())}
          onClick={() => {
            if (leading) save(leading, newKey.trim(), "");
            setFilter(newKey.trim());
            setNewKey("");
          }}
        >
          {text.add}
        </Button>
      </div>
    </div>
  );
}

function rank(language: string): number {
  const at = ORDER.indexOf(language);
  return at < 0 ? ORDER.length : at;
}
