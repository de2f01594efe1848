/** Whether everything that was typed is safe. */
import type { SaveState } from "./useDraft.ts";
import { t, time } from "./words.ts";

/** Plain values, no store: a part that reads words is drawn anew only when what it is given changes. */
export function SaveNote({ state, savedAt }: { readonly state: SaveState; readonly savedAt: Date | null }) {
  if (state === "offline") {
    return (
      <strong class="st-fault" role="alert">
        {t("unsaved")}
      </strong>
    );
  }
  if (state !== "saved") return <span class="po-save">{t("saving")}</span>;
  return <span class="po-save">{savedAt ? t("saved", { time: time(savedAt) }) : ""}</span>;
}
