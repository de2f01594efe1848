/** A document as pictures of its pages, and its earlier versions. */
import { useEffect, useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { Button, DateText } from "../ui/index.ts";
import { bytes } from "./DocumentsTab.tsx";
import { type CaseDocument, versions } from "./data.ts";
import { caseTexts } from "./texts.ts";

export function Preview({ document }: { readonly document: CaseDocument | null }) {
  const text = caseTexts.value.documents;
  if (!document) return <p class="akz-preview akz-preview-none akz-muted akz-no-print">{text.choosePreview}</p>;
  return <Pages key={`${document.id}/${document.version}`} document={document} />;
}

function Pages({ document }: { readonly document: CaseDocument }) {
  const text = caseTexts.value.documents;
  const [page, setPage] = useState(1);
  const [last, setLast] = useState<number | null>(null);
  const [none, setNone] = useState(document.scan === "pending");
  const name = document.title || document.fileName;
  const address = `/documents/${document.id}/preview?page=${page}`;
  useEffect(() => setNone(document.scan === "pending"), [document.scan]);
  return (
    <section class="akz-preview akz-no-print" aria-label={text.previewOf(name)}>
      <div class="akz-case-tab-head">
        <h3 class="akz-h3">{name}</h3>
        {!none && (
          <div class="akz-actions">
            <Button
              small
              icon="chevron-left"
              iconOnly
              disabled={page === 1}
              onClick={() => setPage((before) => Math.max(1, before - 1))}
            >
              {text.previous}
            </Button>
            <span class="akz-small">{text.page(page)}</span>
            <Button
              small
              icon="chevron-right"
              iconOnly
              disabled={last !== null && page >= last}
              onClick={() => setPage((before) => before + 1)}
            >
              {text.next}
            </Button>
          </div>
        )}
      </div>
      {none ? (
        <p class="akz-muted">{text.noPreview}</p>
      ) : (
        <img
          class="akz-preview-page"
          src={address}
          alt={`${name}, ${text.page(page)}`}
          onError={() => {
            // Beyond the last page there is no picture: go back to the one before.
            if (page > 1) {
              setLast(page - 1);
              setPage(page - 1);
            } else setNone(true);
          }}
        />
      )}
      {document.version > 1 && <Versions document={document} />}
    </section>
  );
}

function Versions({ document }: { readonly document: CaseDocument }) {
  const text = caseTexts.value.documents;
  const { data } = useLoad(`versions/${document.id}/${document.version}`, (signal) => versions(document.id, signal));
  return (
    <details class="akz-details">
      <summary>{text.versions}</summary>
      <ul class="akz-case-list akz-details-body">
        {(data?.items ?? []).map((version) => (
          <li key={version.version}>
            <a href={`/documents/${document.id}/content?version=${version.version}`} download>
              {text.version(version.version)}
            </a>
            , <DateText value={version.uploadedAt} time />, {bytes(version.size)}
          </li>
        ))}
      </ul>
    </details>
  );
}
