/** What all tabs share: how far the histories are counted. */
import { language } from "../i18n/index.ts";
import { EmptyState } from "../ui/index.ts";
import type { Scope } from "./data.ts";
import { number } from "./figures.ts";
import { texts } from "./texts.ts";

export function Counted({ scope, any }: { readonly scope: Scope; readonly any: boolean }) {
  const text = texts.value;
  if (!scope.countedUntil && any) return scope.wholeQuarters ? <p>{text.quarters}</p> : null;
  if (!scope.countedUntil) return <EmptyState title={text.nothing}>{text.nothingText}</EmptyState>;
  const until = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(scope.countedUntil),
  );
  return <p>{text.counted(number(scope.casesCounted), number(scope.linesCounted), until)}</p>;
}
