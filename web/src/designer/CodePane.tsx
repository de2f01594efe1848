/** Files that are text: scenarios, parameters, lists. What is typed is read at once; the first thing that cannot be read is said. */
import { useEffect, useState } from "preact/hooks";
import { Loading, ProblemAlert, TextArea } from "../ui/index.ts";
import { texts } from "./texts.ts";
import type { EditedFile } from "./useFile.ts";

export interface CodePaneProps {
  readonly path: string;
  readonly file: EditedFile;
}

/** Why a text cannot be read, with the place; null when it can. */
async function wrong(path: string, text: string): Promise<string | null> {
  if (/\.(json|form)$/.test(path)) {
    try {
      JSON.parse(text);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (!/\.ya?ml$/.test(path)) return null;
  const { parseDocument } = await import("yaml");
  return parseDocument(text).errors[0]?.message ?? null;
}

export function CodePane({ path, file }: CodePaneProps) {
  const text = texts.value.code;
  const [shown, setShown] = useState<string | null>(file.first);
  const [error, setError] = useState<string | null>(null);
  // Opened anew when the file was read again
  useEffect(() => setShown(file.first === null ? null : file.text()), [file.first, file.round]);
  if (shown === null) return file.problem ? <ProblemAlert problem={file.problem} /> : <Loading />;
  return (
    <div class="wks-code">
      <TextArea
        label={text.label(path)}
        hint={text.hint}
        rows={28}
        spellcheck={false}
        value={shown}
        error={error ? `${text.wrong}: ${error}` : undefined}
        onValue={(value) => {
          setShown(value);
          file.edit(value);
          void wrong(path, value).then(setError);
        }}
      />
    </div>
  );
}
