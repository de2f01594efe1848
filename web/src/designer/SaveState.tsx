/** Whether the open file is saved, when, and what to do when somebody else has written it meanwhile. */
import { Alert, Button, ProblemAlert } from "../ui/index.ts";
import { texts } from "./texts.ts";
import type { EditedFile } from "./useFile.ts";

export function clock(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(
    new Date(moment),
  );
}

export function SaveState({ file }: { readonly file: EditedFile }) {
  const text = texts.value.saving;
  const { saving, savedAt } = file;
  return (
    <>
      <p class="akz-small akz-muted" role="status" data-saving={saving}>
        {saving === "saved" && savedAt ? text.savedAt(clock(savedAt)) : text[saving]}
      </p>
      {saving === "conflict" && (
        <Alert tone="warning" title={text.conflictTitle} live>
          <p>{text.conflictText}</p>
          <p class="akz-actions">
            <Button small variant="primary" onClick={() => void file.keepMine()}>
              {text.mine}
            </Button>
            <Button small onClick={file.takeTheirs}>
              {text.theirs}
            </Button>
          </p>
        </Alert>
      )}
      {saving === "failed" && <ProblemAlert problem={file.problem} retry={() => void file.flush()} />}
    </>
  );
}
