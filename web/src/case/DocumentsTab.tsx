/** Documents of the case: hand in by choosing or dropping, look at beside the list, versions, download, remove. */
import "./documents.css";
import { useRef, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import { usePages } from "../api/usePages.ts";
import { pick } from "../i18n/index.ts";
import { announce, Badge, Button, DateText, PagedList, ProblemAlert, ReasonDialog, Select } from "../ui/index.ts";
import { type CaseDocument, documents, type Overview, removeDocument } from "./data.ts";
import { Preview } from "./Preview.tsx";
import { caseTexts, named } from "./texts.ts";
import { upload } from "./upload.ts";

interface DocumentsProps {
  readonly id: string;
  readonly round: number;
  readonly mayUpload: boolean;
  readonly kinds: Overview["documentKinds"];
  readonly onChange: () => void;
}

interface Transfer {
  readonly name: string;
  readonly share: number;
}

const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.odt";

export function DocumentsTab({ id, round, mayUpload, kinds, onChange }: DocumentsProps) {
  const text = caseTexts.value.documents;
  const pages = usePages(`documents/${id}`, (after, signal) => documents(id, after, signal), {
    round,
    id: (document) => document.id,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [transfer, setTransfer] = useState<Transfer | null>(null);
  const [problems, setProblems] = useState<readonly { name: string; problem: Problem }[]>([]);
  const [over, setOver] = useState(false);
  const [code, setCode] = useState("");
  const [removing, setRemoving] = useState<{ document: CaseDocument; key: string } | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const replacing = useRef<CaseDocument | null>(null);
  const shown = pages.items.find((document) => document.id === chosen) ?? null;
  const send = async (files: readonly File[], replaces: CaseDocument | null = null): Promise<void> => {
    const failed: { name: string; problem: Problem }[] = [];
    for (const file of files) {
      setTransfer({ name: file.name, share: 0 });
      try {
        const order = replaces ? { replaces: replaces.id } : { code };
        const done = await upload({ caseId: id, file, ...order }, (share) => setTransfer({ name: file.name, share }));
        announce(done.pending ? text.pending(file.name) : text.uploaded(file.name), "success");
        setChosen(done.document.id);
      } catch (error) {
        failed.push({ name: file.name, problem: asProblem(error) });
      }
    }
    setTransfer(null);
    setProblems(failed);
    // The next file is of another kind; one that was refused is tried again as what it is.
    if (!replaces && failed.length === 0) setCode("");
    pages.reload();
    onChange();
  };
  return (
    <div class="akz-stack">
      <h2 class="akz-h2">{text.title}</h2>
      {mayUpload && kinds.length > 0 && (
        <div class="akz-no-print">
          <Select
            label={text.kind}
            hint={text.kindHint}
            value={code}
            onValue={setCode}
            options={[
              { value: "", label: text.noKind },
              ...kinds.map((kind) => ({ value: kind.code, label: pick(kind.name) })),
            ]}
          />
        </div>
      )}
      {mayUpload && (
        <div
          class={over ? "akz-drop akz-drop-over akz-no-print" : "akz-drop akz-no-print"}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            void send([...(event.dataTransfer?.files ?? [])]);
          }}
        >
          <input
            ref={picker}
            type="file"
            multiple
            class="kern-sr-only"
            tabIndex={-1}
            aria-label={text.choose}
            accept={ACCEPTED}
            onChange={(event) => {
              const target = event.currentTarget;
              const files = [...(target.files ?? [])];
              const replaces = replacing.current;
              replacing.current = null;
              target.value = "";
              if (files.length) void send(replaces ? files.slice(0, 1) : files, replaces);
            }}
          />
          <Button icon="drive-folder-upload" busy={transfer !== null} onClick={() => picker.current?.click()}>
            {text.choose}
          </Button>
          <span class="akz-muted akz-small">{text.drop}</span>
          {transfer && (
            <label class="akz-transfer">
              <span>{text.uploading(transfer.name)}</span>
              <progress max={1} value={transfer.share} />
            </label>
          )}
        </div>
      )}
      {problems.map(({ name, problem }) => (
        <div key={name}>
          <p class="akz-strong">{name}</p>
          <ProblemAlert problem={problem} />
        </div>
      ))}
      <PagedList pages={pages} none={text.none} hint={mayUpload && <p>{text.noneHint}</p>}>
        {(items) => (
          <div class="akz-documents-grid">
            <ul class="akz-documents">
              {items.map((document) => (
                <Row
                  key={document.id}
                  document={document}
                  open={document.id === chosen}
                  mayUpload={mayUpload}
                  onOpen={() => setChosen(document.id)}
                  onReplace={() => {
                    replacing.current = document;
                    picker.current?.click();
                  }}
                  onRemove={() => setRemoving({ document, key: intention() })}
                />
              ))}
            </ul>
            <Preview document={shown} />
          </div>
        )}
      </PagedList>
      {removing && (
        <ReasonDialog
          title={text.removeTitle}
          confirm={text.remove}
          onClose={() => setRemoving(null)}
          onConfirm={async (reason) => {
            await removeDocument(removing.document.id, reason, removing.key);
            setChosen(null);
            pages.reload();
          }}
        >
          <p>
            <strong>{titleOf(removing.document)}</strong>
          </p>
          <p>{text.removeText}</p>
        </ReasonDialog>
      )}
    </div>
  );
}

/** What a document is called on this page. */
function titleOf({ title, titleEn }: CaseDocument): string {
  return pick({ de: title, en: titleEn });
}

interface RowProps {
  readonly document: CaseDocument;
  readonly open: boolean;
  readonly mayUpload: boolean;
  readonly onOpen: () => void;
  readonly onReplace: () => void;
  readonly onRemove: () => void;
}

function Row({ document, open, mayUpload, onOpen, onReplace, onRemove }: RowProps) {
  const text = caseTexts.value.documents;
  const served = document.scan !== "pending";
  const name = titleOf(document) || document.fileName;
  return (
    <li class={open ? "akz-document akz-document-open" : "akz-document"}>
      <button type="button" class="akz-document-name" aria-current={open ? "true" : undefined} onClick={onOpen}>
        <span class="akz-strong">{name}</span>
        <span class="akz-small akz-muted">
          {named(text.folders, document.folder)} · {named(text.sources, document.source)} ·{" "}
          <DateText value={document.uploadedAt} /> · {bytes(document.size)}
          {document.version > 1 && ` · ${text.version(document.version)}`}
        </span>
      </button>
      <span class="akz-actions akz-no-print">
        {!served && <Badge tone="warning">{text.scanning}</Badge>}
        {document.scan === "not-scanned" && <Badge>{text.unscanned}</Badge>}
        {served && (
          <a
            class="akz-link akz-small"
            href={`/documents/${document.id}/content`}
            download
            aria-label={`${text.download}: ${name}`}
          >
            {text.download}
          </a>
        )}
        {mayUpload && document.source !== "LETTER" && (
          <>
            <button
              type="button"
              class="akz-link akz-small"
              aria-label={`${text.newVersion}: ${name}`}
              onClick={onReplace}
            >
              {text.newVersion}
            </button>
            <button type="button" class="akz-link akz-small" aria-label={`${text.remove}: ${name}`} onClick={onRemove}>
              {text.remove}
            </button>
          </>
        )}
      </span>
    </li>
  );
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  if (count < 1024 * 1024) return `${Math.round(count / 1024)} kB`;
  return `${(count / 1024 / 1024).toLocaleString("de-DE", { maximumFractionDigits: 1 })} MB`;
}
