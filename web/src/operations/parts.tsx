/** What every part of the operations page needs: fresh lists, a line that says how fresh, the link to a case. */
import { useEffect } from "preact/hooks";
import type { Pages } from "../case/usePages.ts";
import { clockTime } from "../i18n/dates.ts";
import { Button, EmptyState, Loading, ProblemAlert } from "../ui/index.ts";
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

interface ListedProps<T> {
  readonly pages: Pages<T>;
  readonly empty: string;
  readonly emptyText: string;
  readonly children: (rows: readonly T[]) => preact.ComponentChildren;
}

/** A list with its states: loading, refused, empty, there, more. */
export function Listed<T>({ pages, empty, emptyText, children }: ListedProps<T>) {
  useFresh(pages.reload);
  return (
    <>
      <AsOf reload={pages.reload} busy={pages.busy} />
      <ProblemAlert problem={pages.problem} retry={pages.reload} />
      {pages.first ? (
        <Loading />
      ) : pages.items.length === 0 && !pages.problem && !pages.more ? (
        <EmptyState title={empty}>{emptyText}</EmptyState>
      ) : (
        children(pages.items)
      )}
      {pages.more && (
        <p>
          <Button onClick={pages.more} busy={pages.busy}>
            {texts.value.more}
          </Button>
        </p>
      )}
    </>
  );
}
