/** A list that is read page by page, with its states: loading, refused, empty, there, more. */
import type { ComponentChildren } from "preact";
import type { Pages } from "../api/usePages.ts";
import { common } from "../i18n/common.ts";
import { Button } from "./Button.tsx";
import { ProblemAlert } from "./ProblemAlert.tsx";
import { EmptyState, Loading } from "./small.tsx";

export interface PagedListProps<T> {
  readonly pages: Pages<T>;
  /** What is said where there is nothing, and what to do then. */
  readonly none: string;
  readonly hint?: ComponentChildren;
  readonly children: (items: readonly T[]) => ComponentChildren;
}

export function PagedList<T>({ pages, none, hint, children }: PagedListProps<T>) {
  const { items, first, problem, more } = pages;
  return (
    <>
      <ProblemAlert problem={problem} retry={pages.reload} />
      {first && <Loading />}
      {!first && !problem && !more && items.length === 0 && <EmptyState title={none}>{hint}</EmptyState>}
      {items.length > 0 && children(items)}
      {more && (
        <div class="akz-no-print">
          <Button busy={pages.busy} onClick={more}>
            {common.value.more}
          </Button>
        </div>
      )}
    </>
  );
}
