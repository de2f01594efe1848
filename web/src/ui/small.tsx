/** Small pieces of every page: dates, waiting, nothing there, headings. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { common } from "../i18n/common.ts";
import { dateTime, longDate, shortDate } from "../i18n/dates.ts";

/** A date (or a date with time) as people read it, exact in the tooltip and for machines. */
export function DateText({ value, time }: { readonly value: string | null | undefined; readonly time?: boolean }) {
  if (!value) return <span class="akz-muted">–</span>;
  return (
    <time dateTime={value} title={time || value.length > 10 ? dateTime(value) : longDate(value)}>
      {time ? dateTime(value) : shortDate(value)}
    </time>
  );
}

/** Appears only when waiting takes noticeable time (by CSS), so that quick answers do not flicker. */
export function Loading({ label }: { readonly label?: string }) {
  return (
    <div class="akz-loading" role="status">
      <span class="akz-spinner" aria-hidden="true" />
      <span>{label ?? common.value.loading}</span>
    </div>
  );
}

/** Nothing to show: says why and what to do. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="akz-empty">
      <p class="akz-empty-title">{title}</p>
      {children}
    </div>
  );
}

/** The heading of a page; also the title of the window. */
export function PageTitle({
  children,
  title,
  actions,
}: {
  readonly children: ComponentChildren;
  readonly title: string;
  readonly actions?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} – AKZESS`;
  }, [title]);
  return (
    <div class="akz-page-head">
      <h1 class="akz-h1">{children}</h1>
      {actions && <div class="akz-actions">{actions}</div>}
    </div>
  );
}

/** Terms and descriptions in one or two columns. */
export function Facts({ items }: { readonly items: readonly (readonly [ComponentChildren, ComponentChildren])[] }) {
  return (
    <dl class="akz-facts">
      {items.map(([term, description], index) => (
        <div key={index}>
          <dt>{term}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}
