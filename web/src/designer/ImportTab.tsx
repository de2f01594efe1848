/** Reading a diagram of another tool: what became of what, what is left to do, and into which draft it goes. */
import { useRef, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import {
  announce,
  Badge,
  Button,
  EmptyState,
  Field,
  ProblemAlert,
  Select,
  Table,
  type Tone,
  useSending,
} from "../ui/index.ts";
import { drafts, newDraft, readFile, writeFile } from "./data.ts";
import { said } from "./findings.ts";
import { type Imported, importFile } from "./released.ts";
import { released } from "./textsReleased.ts";

/** Into a draft that does not exist yet. */
const ANEW = "*";
const TONES: Readonly<Record<string, Tone>> = {
  translated: "success",
  dropped: "neutral",
  open: "warning",
  unreadable: "danger",
};

export default function ImportTab() {
  const text = released.value.import;
  const known = useLoad("drafts", drafts);
  const input = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<Imported | null>(null);
  const { busy, problem, send } = useSending();
  const [into, setInto] = useState("");
  const [laid, setLaid] = useState<{ readonly draft: string; readonly path: string } | null>(null);
  const draft = into || known.data?.[0]?.id || ANEW;
  const read = (): Promise<boolean> =>
    send(async () => {
      const file = input.current?.files?.[0];
      if (file) {
        setFound(await importFile(file));
        setLaid(null);
      }
    });
  const put = (): Promise<boolean> =>
    send(async () => {
      const files = found?.files ?? [];
      const first = files[0]?.path ?? "";
      const target = draft === ANEW ? (await newDraft(first, null, false)).id : draft;
      for (const { path, content } of files) {
        // A file of that name is written over under its version: the draft keeps the version before.
        const before = await readFile(target, path).catch(() => null);
        await writeFile(target, path, content, before?.version ?? null);
      }
      if (draft === ANEW) known.reload();
      setInto(target);
      setLaid({ draft: target, path: first });
      announce(text.put1, "success");
    });
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <Field label={text.file}>
        {(joined) => <input {...joined} ref={input} type="file" accept=".bpmn,.xml,.dmn,.form,.json" />}
      </Field>
      <p>
        <Button variant="primary" icon="drive-folder-upload" busy={busy} onClick={() => void read()}>
          {text.read}
        </Button>
      </p>
      <ProblemAlert problem={problem} />
      {found && (
        <>
          <h2 class="akz-h2">{text.report}</h2>
          {found.report.length === 0 ? (
            <EmptyState title={text.none} />
          ) : (
            <Table
              caption={text.report}
              rows={found.report.map((line, index) => ({ ...line, index }))}
              rowKey={({ index }) => String(index)}
              columns={[
                {
                  key: "element",
                  title: released.value.live.element,
                  heading: true,
                  cell: ({ elementId }) => elementId,
                },
                {
                  key: "outcome",
                  title: released.value.migrate.verdict,
                  cell: ({ outcome }) => <Badge tone={TONES[outcome] ?? "neutral"}>{text.outcomes[outcome]}</Badge>,
                },
                { key: "was", title: text.was, cell: ({ was }) => <code>{was}</code> },
                { key: "became", title: text.became, cell: ({ became }) => <code>{became}</code> },
                { key: "text", title: released.value.migrate.why, cell: (line) => pick(line.text) },
              ]}
            />
          )}
          {found.findings.length > 0 && (
            <>
              <h2 class="akz-h2">{text.findings}</h2>
              <ul class="wks-findings">
                {found.findings.map((each, index) => (
                  <li key={`${each.code} ${index}`} class="wks-finding">
                    {each.elementId && <code>{each.elementId}</code>} {said(each)}
                  </li>
                ))}
              </ul>
            </>
          )}
          {known.data && (
            <div class="akz-actions">
              <Select
                label={text.into}
                value={draft}
                onValue={setInto}
                options={[
                  ...known.data.map(({ id, name }) => ({ value: id, label: name })),
                  { value: ANEW, label: text.anew },
                ]}
              />
              <Button busy={busy} onClick={() => void put()}>
                {text.put}
              </Button>
              {laid && (
                <a
                  href={`/app/designer/drafts/${encodeURIComponent(laid.draft)}?file=${encodeURIComponent(laid.path)}`}
                >
                  {text.open(laid.path)}
                </a>
              )}
            </div>
          )}
        </>
      )}
    </div>
  );
}
