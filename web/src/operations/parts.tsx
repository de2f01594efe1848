/** What every part of the operations page needs: fresh lists, a line that says how fresh, the link to a case. */
import { useEffect } from "preact/hooks";
import { clockTime } from "../i18n/dates.ts";
import { Button, PagedList, type PagedListProps } from "../ui/index.ts";
import { texts } from "./texts.ts";

const EVERY_MS = 30_000;

/** Read again every half minute while somebody looks. */
export function useFresh(reload: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && reload(), EVERY_MS);
    return () => clearInterval(timer);
  }, [reload]);
}

export function AsOf({ reload, busy }: { readonly reload: () => void; readonly busy: boolean }) {
  const text = texts.value;
  return (
    <p class="ops-fresh akz-small akz-muted akz-no-print">
      {text.asOf(clockTime(new Date().toISOString()))}
      <Button small variant="tertiary" busy={busy} onClick={reload}>
        {text.refresh}
      </Button>
    </p>
  );
}

export function CaseLink({ id, reference }: { readonly id: string; readonly reference: string }) {
  return (
    <a class="akz-nowrap" href={`/app/cases/${id}`}>
      {reference}
    </a>
  );
}

export function capped(count: { readonly value: number; readonly more?: boolean }): string {
  return count.more ? texts.value.capped(count.value) : String(count.value);
}

/** A list that stays fresh. */
export function Listed<T>(list: PagedListProps<T>) {
  useFresh(list.pages.reload);
  return (
    <>
      <AsOf reload={list.pages.reload} busy={list.pages.busy} />
      <PagedList {...list} />
    </>
  );
}
