/** A document of the case, chosen by its name: a text field whose property `choice` says `case-documents` (docs/forms.md). */
import { useMemo } from "preact/hooks";
import { useLoad } from "../../api/use.ts";
import { type CaseDocument, documents } from "../../case/data.ts";
import { shortDate } from "../../i18n/dates.ts";
import { pick } from "../../i18n/index.ts";
import { ProblemAlert } from "../../ui/index.ts";
import type { FieldProps } from "../schema.ts";
import { formTexts } from "../texts.ts";
import { OneOf } from "./choice.tsx";
import { type Choice, keyOf } from "./options.ts";
import { useController } from "./shared.tsx";

/** Whether a field asks for one; without a case (previews, plays) it stays a text field. */
export function asksForDocument(props: FieldProps, caseId: string | undefined): caseId is string {
  return props.field.properties?.choice === "case-documents" && Boolean(caseId);
}

export function DocumentField(props: FieldProps) {
  const { caseId = "" } = useController();
  const { data, problem, reload } = useLoad(`choice/${caseId}`, (signal) => all(caseId, signal));
  const text = formTexts.value;
  const { value } = props;
  const choices = useMemo(() => {
    const found = (data ?? []).filter(({ scan }) => scan !== "pending").map(choiceOf);
    // What was named stays named, also when it has been taken out of the file since.
    const gone = data && value && !found.some(({ key }) => key === keyOf(value));
    return gone ? [...found, { key: keyOf(value), label: text.goneDocument, value }] : found;
  }, [data, value, text]);
  if (problem) return <ProblemAlert problem={problem} retry={reload} />;
  return (
    <div class="akz-document-choice">
      <OneOf props={props} choices={choices} searched />
    </div>
  );
}

async function all(caseId: string, signal: AbortSignal): Promise<readonly CaseDocument[]> {
  const found: CaseDocument[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof documents>> = await documents(caseId, after, signal);
    found.push(...page.items);
    after = page.next ?? null;
  } while (after);
  return found;
}

/** Two of one name are told apart by day and file. */
function choiceOf(document: CaseDocument): Choice {
  const name = pick({ de: document.title, en: document.titleEn }) || document.fileName;
  const file = name === document.fileName ? "" : `, ${document.fileName}`;
  return { key: keyOf(document.id), label: `${name} (${shortDate(document.uploadedAt)}${file})`, value: document.id };
}
