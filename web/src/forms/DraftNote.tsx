/** Says whether what was typed is on the server, and lets it be thrown away. */
import { useState } from "preact/hooks";
import { clockTime } from "../i18n/dates.ts";
import { Button, SendDialog } from "../ui/index.ts";
import type { DraftKeeper } from "./draft.ts";
import { taskTexts } from "./taskTexts.ts";

export function DraftNote({
  keeper,
  onDrop,
}: {
  readonly keeper: DraftKeeper | null;
  readonly onDrop: () => Promise<void>;
}) {
  const [asking, setAsking] = useState(false);
  const text = taskTexts.value;
  const now = keeper?.state.value;
  if (!now || now.kind === "none") return null;
  return (
    <span class="akz-draft">
      <span class={now.kind === "failed" ? "akz-draft-failed" : "akz-muted"}>
        {now.kind === "typing" && text.draftTyping}
        {now.kind === "saved" && text.draftSaved(clockTime(now.at))}
        {now.kind === "failed" && text.draftFailed}
      </span>
      {now.kind === "saved" && (
        <Button small variant="tertiary" onClick={() => setAsking(true)}>
          {text.dropDraft}
        </Button>
      )}
      {asking && (
        <SendDialog title={text.dropDraft} onSend={onDrop} onClose={() => setAsking(false)}>
          <p>{text.dropDraftQuestion}</p>
        </SendDialog>
      )}
    </span>
  );
}
