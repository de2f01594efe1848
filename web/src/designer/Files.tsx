/** The files of a draft by kind, with adding and deleting. */
import { useState } from "preact/hooks";
import { Button, SendDialog, TextInput } from "../ui/index.ts";
import { type DraftFile, dropFile, type Finding, type Kind, writeFile } from "./data.ts";
import { skeleton } from "./skeletons.ts";
import { texts } from "./texts.ts";

const KINDS: readonly Kind[] = ["bpmn", "dmn", "form", "scenario", "text", "parameters", "other"];
/** The table of all languages is opened like a file. */
export const TEXTS_TABLE = "texts/*";

export interface FilesProps {
  readonly draft: string;
  readonly files: readonly DraftFile[];
  readonly open: string | null;
  readonly findings: readonly Finding[];
  readonly onOpen: (path: string) => void;
  readonly onChanged: (open: string | null) => void;
}

export function Files({ draft, files, open, findings, onOpen, onChanged }: FilesProps) {
  const text = texts.value.draft;
  const [asking, setAsking] = useState<"add" | "drop" | null>(null);
  const wrong = new Set(findings.filter(({ severity }) => severity === "error").map(({ resource }) => resource));
  const current = files.find(({ path }) => path === open);
  return (
    <nav class="wks-files" aria-label={text.files}>
      {KINDS.map((kind) => {
        const own = files.filter((file) => file.kind === kind);
        if (own.length === 0) return null;
        return (
          <details key={kind} open={kind === "bpmn" || own.some(({ path }) => path === open) || kind === "dmn"}>
            <summary class="akz-strong">
              {text.kinds[kind]} <span class="akz-count">{own.length}</span>
            </summary>
            <ul>
              {kind === "text" && (
                <li>
                  <button
                    type="button"
                    class="wks-file"
                    aria-current={open === TEXTS_TABLE ? "true" : undefined}
                    onClick={() => onOpen(TEXTS_TABLE)}
                  >
                    {text.textsTable}
                  </button>
                </li>
              )}
              {own.map(({ path }) => (
                <li key={path}>
                  <button
                    type="button"
                    class="wks-file"
                    aria-current={open === path ? "true" : undefined}
                    onClick={() => onOpen(path)}
                  >
                    {wrong.has(path) && <span aria-hidden="true">⚠ </span>}
                    {path.replace(/^(forms|scenarios|texts)\//, "")}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
      <p class="akz-actions">
        <Button small icon="add" onClick={() => setAsking("add")}>
          {text.addFile}
        </Button>
        {current && (
          <Button small icon="delete" onClick={() => setAsking("drop")}>
            {text.dropFile}
          </Button>
        )}
      </p>
      {asking === "add" && (
        <AddDialog draft={draft} files={files} onClose={() => setAsking(null)} onDone={(path) => onChanged(path)} />
      )}
      {asking === "drop" && current && (
        <DropDialog draft={draft} file={current} onClose={() => setAsking(null)} onDone={() => onChanged(null)} />
      )}
    </nav>
  );
}

interface DialogProps {
  readonly draft: string;
  readonly onClose: () => void;
}

function AddDialog({
  draft,
  files,
  onClose,
  onDone,
}: DialogProps & { readonly files: readonly DraftFile[]; readonly onDone: (path: string) => void }) {
  const text = texts.value.draft;
  const [path, setPath] = useState("");
  const [tried, setTried] = useState(false);
  const name = path.trim();
  const fits =
    /^[\w-]+(\/[\w.-]+)*\.\w+$/.test(name.replace(/\.(?=.*\.)/g, "_")) && files.every((file) => file.path !== name);
  const add = async (): Promise<void> => {
    setTried(true);
    if (!fits) return;
    await writeFile(draft, name, skeleton(name), null);
    onClose();
    onDone(name);
  };
  return (
    <SendDialog title={text.addFile} onSend={add} onClose={onClose}>
      <TextInput
        label={text.addPath}
        hint={text.addHint}
        required
        value={path}
        error={tried && !fits ? text.addWrong : undefined}
        onValue={setPath}
      />
    </SendDialog>
  );
}

function DropDialog({
  draft,
  file,
  onClose,
  onDone,
}: DialogProps & { readonly file: DraftFile; readonly onDone: () => void }) {
  const text = texts.value.draft;
  const drop = async (): Promise<void> => {
    await dropFile(draft, file.path);
    onClose();
    onDone();
  };
  return (
    <SendDialog title={text.dropFile} onSend={drop} onClose={onClose}>
      <p>{text.dropFileText(file.path)}</p>
    </SendDialog>
  );
}
