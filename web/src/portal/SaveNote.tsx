/** Whether everything that was typed is safe. */
import type { DraftStore } from "./useDraft.ts";
import { t, time } from "./words.ts";

export function SaveNote({ store }: { readonly store: DraftStore }) {
  if (store.state === "offline") {
    return (
      <strong class="st-fault" role="alert">
        {t("unsaved")}
      </strong>
    );
  }
  if (store.state !== "saved") return <span class="po-save">{t("saving")}</span>;
  return <span class="po-save">{store.savedAt ? t("saved", { time: time(store.savedAt) }) : ""}</span>;
}
