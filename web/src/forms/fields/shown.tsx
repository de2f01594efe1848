/** What is only shown: text, tables, pictures, lines; and what a task form does not do (uploads, frames, buttons). */
import {
  DocumentPreview,
  ExpressionField,
  FilePicker,
  Button as FormButton,
  Html,
  IFrame,
  Image,
  Separator,
  Spacer,
  sanitizeHTML,
  sanitizeIFrameSource,
  sanitizeImageSource,
  Table,
  Text,
  useExpressionEvaluation,
  useTemplateEvaluation,
} from "@bpmn-io/form-js-viewer";
import { useEffect, useMemo } from "preact/hooks";
import { Alert } from "../../ui/index.ts";
import { type FieldProps, labelOf, said } from "../schema.ts";
import { formTexts } from "../texts.ts";
import { useService, useWords } from "./shared.tsx";

/** Markdown of the form's author with values of the case in it: rendered, then cleaned of everything active. */
export function TextShown({ field }: FieldProps) {
  const renderer = useService<{ render(markdown: string): string }>("markdownRenderer");
  const markdown = useTemplateEvaluation(said(field, "text"), { debug: true, strict: false }) as string;
  const html = useMemo(() => sanitizeHTML(renderer.render(markdown)), [renderer, markdown]);
  if (field.properties?.kind === "warning") return <Alert tone="warning" title={markdown.replace(/^⚠\s*/, "")} />;
  // Cleaned one line above
  return <div class="akz-prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
TextShown.config = Text.config;

export function HtmlShown({ field }: FieldProps) {
  const source = useTemplateEvaluation(field.content ?? "", { debug: true, strict: false }) as string;
  const html = useMemo(() => sanitizeHTML(source), [source]);
  // Cleaned one line above
  return <div class="akz-prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
HtmlShown.config = Html.config;

export function ImageShown({ field }: FieldProps) {
  const source = useTemplateEvaluation(field.source ?? "", { debug: true }) as string;
  const alt = useTemplateEvaluation(field.alt ?? "", { debug: true }) as string;
  const safe = sanitizeImageSource(source);
  return safe ? <img src={safe} alt={alt} class="akz-form-image" /> : null;
}
ImageShown.config = Image.config;

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function TableShown({ field }: FieldProps) {
  const { label } = useWords(field);
  const rows = useExpressionEvaluation(field.dataSource ?? "") as unknown;
  const computed = useExpressionEvaluation(field.columnsExpression ?? "") as unknown;
  const columns = (field.columns ?? (Array.isArray(computed) ? computed : [])) as readonly {
    label?: string;
    key: string;
  }[];
  const data = (Array.isArray(rows) ? rows : []) as readonly Record<string, unknown>[];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section class="kern-table-responsive" aria-label={label || labelOf(field)} tabIndex={0}>
      <table class="kern-table kern-table--small akz-table">
        <caption class="akz-form-legend">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class="kern-table__header">
                {column.label ?? column.key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((row, index) => (
            // The rows have no identity but their place
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.key} class="kern-table__cell">
                  {cellText(row[column.key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
TableShown.config = Table.config;

/** Computes its value whenever the answers change; nobody sees it. */
export function Computed(props: FieldProps) {
  const { field, value, onChange } = props;
  const evaluated = useExpressionEvaluation((field as unknown as { expression?: string }).expression ?? "") as unknown;
  const text = JSON.stringify(evaluated ?? null);
  // Compared by content, or equal objects would loop
  useEffect(() => {
    if (text !== JSON.stringify(value ?? null)) onChange({ value: evaluated ?? null });
  }, [text, value]);
  return null;
}
Computed.config = { ...ExpressionField.config, escapeGridRender: true };

export function SeparatorShown() {
  return <hr class="akz-rule" />;
}
SeparatorShown.config = Separator.config;

export function SpacerShown() {
  return <div class="akz-spacer" />;
}
SpacerShown.config = Spacer.config;

/** A page from elsewhere is never framed (CSP); whoever wants it opens it. */
export function FrameShown({ field }: FieldProps) {
  const { label } = useWords(field);
  const source = useTemplateEvaluation(field.url ?? "", { debug: true }) as string;
  const safe = sanitizeIFrameSource(source);
  if (!safe) return null;
  return (
    <p>
      <a href={safe} target="_blank" rel="noopener noreferrer">
        {label || formTexts.value.openLink}
      </a>
    </p>
  );
}
FrameShown.config = IFrame.config;

/** Files belong to the case and are checked there; the form says so instead of taking them. */
export function UploadHint({ field }: FieldProps) {
  const { label } = useWords(field);
  return (
    <p>
      <span class="akz-strong">{label}</span> <span class="akz-muted">{formTexts.value.upload}</span>
    </p>
  );
}
UploadHint.config = FilePicker.config;

export function PreviewHint({ field }: FieldProps) {
  return <UploadHint {...({ field } as FieldProps)} />;
}
PreviewHint.config = DocumentPreview.config;

/** The task has its own buttons, outside of the form. */
export function NoButton() {
  return null;
}
NoButton.config = FormButton.config;
