/** Documents that were asked for: what is missing, what has arrived, and one way to hand each of them in. */
import { useRef, useState } from "preact/hooks";
import { finish, Refusal, type Status, upload } from "./api.ts";
import { day, problemText, word } from "./words.ts";

interface Props {
  readonly shown: Status;
  readonly onChanged: () => Promise<void>;
  readonly say: (text: string) => void;
}

export function Documents({ shown, onChanged, say }: Props) {
  const [complete, setComplete] = useState(false);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const done = useRef<HTMLDivElement>(null);
  const wanted = shown.requestedDocuments;

  async function handedIn(name: string, all: boolean): Promise<void> {
    say(all ? word("allReceived") : word("thanks", { name }));
    setComplete(all);
    await onChanged();
    if (all) done.current?.focus();
  }

  async function finished(): Promise<void> {
    try {
      await finish(shown.csrf);
      await handedIn("", true);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setProblem(error);
      if (error.status === 401) await onChanged();
    }
  }

  return (
    <>
      {complete && wanted.length === 0 && (
        <div class="st-success" tabIndex={-1} ref={done}>
          <p>{word("allReceived")}</p>
        </div>
      )}
      {wanted.length > 0 && (
        <section class="st-section st-documents" aria-labelledby="unterlagen">
          <h2 id="unterlagen">{word("documents")}</h2>
          {wanted[0]?.until && <p>{word("documentsUntil", { date: day(wanted[0].until) })}</p>}
          {shown.requestNote && (
            <p class="st-quote">
              {word("requestNote")}:{" "}
              <q lang="de" dir="ltr">
                {shown.requestNote}
              </q>
            </p>
          )}
          <ul class="st-wanted">
            {wanted.map((one) => (
              <Wanted key={one.code} one={one} csrf={shown.csrf} onHandedIn={handedIn} onLost={onChanged} />
            ))}
          </ul>
          <p class="st-hint" id="dateien">
            {word("fileHint")}
          </p>
          {problem && (
            <p class="st-fault" role="alert">
              {problemText(problem)}
            </p>
          )}
          {shown.finishable && (
            <div class="st-finish">
              <p>{word("finishHint")}</p>
              <button type="button" class="kern-btn kern-btn--primary" onClick={() => void finished()}>
                <span class="kern-label">{word("finish")}</span>
              </button>
            </div>
          )}
        </section>
      )}
    </>
  );
}

interface WantedProps {
  readonly one: Status["requestedDocuments"][number];
  readonly csrf: string;
  readonly onHandedIn: (name: string, all: boolean) => Promise<void>;
  readonly onLost: () => Promise<void>;
}

function Wanted({ one, csrf, onHandedIn, onLost }: WantedProps) {
  const [chosen, setChosen] = useState<{ file: File; key: string } | null>(null);
  const [part, setPart] = useState<number | null>(null);
  const [fault, setFault] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const id = `datei-${one.code}`;

  function choose(files: FileList | null): void {
    const file = files?.[0];
    setFault("");
    setChosen(file ? { file, key: `status-${crypto.randomUUID()}` } : null);
  }

  async function send(): Promise<void> {
    if (part !== null) return;
    if (!chosen) {
      setFault(word("noFile"));
      input.current?.focus();
      return;
    }
    setFault("");
    setPart(0);
    try {
      const answer = await upload(csrf, chosen.key, one.code, chosen.file, setPart);
      setChosen(null);
      if (input.current) input.current.value = "";
      await onHandedIn(one.name, answer.complete);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error));
      if (error.status === 401) await onLost();
    } finally {
      setPart(null);
    }
  }

  const arrived = one.uploaded.length > 0;
  return (
    <li class={arrived ? "st-paper st-paper--there" : "st-paper"}>
      <h3>
        <span id={`${id}-name`}>{one.name}</span>{" "}
        <span class="st-badge">{arrived ? word("received") : word("missing")}</span>
      </h3>
      {one.uploaded.map((file) => (
        <p key={`${file.at}${file.fileName}`} class="st-file">
          {word("uploaded", { date: day(file.at), file: file.fileName })}
        </p>
      ))}
      <div class="st-pick">
        <input
          ref={input}
          id={id}
          type="file"
          class="kern-sr-only st-input"
          accept=".pdf,.jpg,.jpeg,.png,.docx,.odt"
          aria-labelledby={`${id}-wahl ${id}-name`}
          aria-describedby={fault ? `${id}-fehler dateien` : "dateien"}
          aria-invalid={fault ? "true" : undefined}
          onChange={(event) => choose(event.currentTarget.files)}
        />
        <label for={id} id={`${id}-wahl`} class="kern-btn kern-btn--secondary">
          <span class="kern-label">{word("choose")}</span>
        </label>
        {chosen && <bdi class="st-file">{chosen.file.name}</bdi>}
        {chosen && (
          <button
            type="button"
            class="kern-btn kern-btn--primary"
            id={`${id}-los`}
            aria-labelledby={`${id}-los ${id}-name`}
            aria-disabled={part !== null ? "true" : undefined}
            onClick={() => void send()}
          >
            <span class="kern-label">{part === null ? word("upload") : word("uploading")}</span>
          </button>
        )}
      </div>
      {part !== null && <progress class="st-progress" max={1} value={part} aria-label={word("uploading")} />}
      {fault && (
        <p class="st-fault" role="alert" id={`${id}-fehler`}>
          {fault}
        </p>
      )}
    </li>
  );
}
