/** The documents that the decision tables ask for: upload or photograph each, and the link for the employer. */
import { useRef, useState } from "preact/hooks";
import { ask, type Draft, Refusal, upload } from "./api.ts";
import { Invitation } from "./Invitation.tsx";
import { TakeOver } from "./TakeOver.tsx";
import type { DraftStore } from "./useDraft.ts";
import { problemText, t } from "./words.ts";

interface Props {
  readonly store: DraftStore;
  readonly draft: Draft;
  readonly onLost: () => void;
}

type Wanted = Draft["documents"][number];

export function Documents({ store, draft, onLost }: Props) {
  const [said, setSaid] = useState("");
  const other: Wanted = { code: "OTHER", name: t("documents.other"), required: false };
  const employer = draft.visible.includes("employer.name");
  return (
    <>
      <p>{t("documents.intro")}</p>
      <p class="st-hint" id="dateien">
        {t("documents.hint")}
      </p>
      {draft.documents.length === 0 && <p class="st-note">{t("documents.unknown")}</p>}
      <ul class="st-wanted">
        {[...draft.documents, other].map((one) => (
          <Paper key={one.code} wanted={one} store={store} draft={draft} onLost={onLost} say={setSaid} />
        ))}
      </ul>
      {employer && (
        <>
          <Invitation
            links={draft.invitations}
            path="/portal/draft/invitations"
            csrf={draft.csrf}
            onChanged={() => store.refresh()}
          />
          <TakeOver path="/portal/draft/declaration" csrf={draft.csrf} onTaken={() => store.refresh()} />
        </>
      )}
      <p class="kern-sr-only" role="status" aria-live="polite">
        {said}
      </p>
    </>
  );
}

interface PaperProps extends Props {
  readonly wanted: Wanted;
  readonly say: (text: string) => void;
}

function Paper({ wanted, store, draft, onLost, say }: PaperProps) {
  const [part, setPart] = useState<number | null>(null);
  const [fault, setFault] = useState("");
  const kept = useRef<{ file: File; key: string } | null>(null);
  const files = draft.files.filter((one) => one.code === wanted.code);
  const id = `datei-${wanted.code}`;

  async function send(file: File | undefined): Promise<void> {
    if (!file || part !== null) return;
    if (kept.current?.file !== file) kept.current = { file, key: `portal-${crypto.randomUUID()}` };
    setFault("");
    setPart(0);
    try {
      await store.flush();
      const made = await upload("/portal/draft/files", store.draft.csrf, kept.current.key, wanted.code, file, setPart);
      say(t("documents.uploaded", { file: made.fileName }));
      await store.refresh();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
      if (error.status === 401) onLost();
    } finally {
      setPart(null);
    }
  }

  async function remove(file: string, name: string): Promise<void> {
    try {
      await ask("DELETE", `/portal/draft/files/${file}`, { csrf: store.draft.csrf });
      say(t("documents.removed", { file: name }));
      await store.refresh();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
    }
  }

  return (
    <li class={files.length > 0 ? "st-paper st-paper--there" : "st-paper"}>
      <h3>
        <span id={`${id}-name`}>{wanted.name}</span>{" "}
        <span class="st-badge">
          {files.length > 0
            ? t("documents.there", { count: files.length })
            : wanted.required
              ? t("documents.required")
              : t("documents.optional")}
        </span>
      </h3>
      {files.map((one) => (
        <p key={one.id} class="st-file po-file">
          <bdi>{one.fileName}</bdi>
          {one.pending && <span> – {t("documents.scan")}</span>}
          {one.source === "EMPLOYER" ? (
            <span> – {t("documents.employer")}</span>
          ) : (
            <button
              type="button"
              class="st-link"
              aria-label={t("documents.remove", { file: one.fileName })}
              onClick={() => void remove(one.id, one.fileName)}
            >
              ×
            </button>
          )}
        </p>
      ))}
      <div class="st-pick">
        <Pick id={id} action={t("documents.choose")} name={wanted.name} fault={fault} onChosen={send} />
        <Pick
          id={`${id}-foto`}
          action={t("documents.camera")}
          name={wanted.name}
          fault={fault}
          onChosen={send}
          camera
        />
      </div>
      {part !== null && (
        <progress
          class="st-progress"
          max={1}
          value={part}
          aria-label={t("documents.uploading", { percent: Math.round(part * 100) })}
        />
      )}
      {fault && (
        <p class="st-fault" role="alert" id={`${id}-fehler`}>
          {fault}
        </p>
      )}
    </li>
  );
}

interface PickProps {
  readonly id: string;
  readonly action: string;
  readonly name: string;
  readonly fault: string;
  readonly camera?: boolean;
  readonly onChosen: (file: File | undefined) => Promise<void>;
}

/** A button of the size of a thumb over the browser's own control for files; `camera` opens a phone's camera. */
function Pick({ id, action, name, fault, camera, onChosen }: PickProps) {
  return (
    <>
      <input
        id={id}
        type="file"
        class="kern-sr-only st-input"
        accept={camera ? "image/jpeg,image/png" : ".pdf,.jpg,.jpeg,.png,.docx,.odt"}
        {...(camera ? { capture: "environment" as const } : {})}
        aria-label={t("documents.for", { action, name })}
        aria-invalid={fault ? "true" : undefined}
        aria-describedby="dateien"
        onChange={(event) => {
          const input = event.currentTarget;
          void onChosen(input.files?.[0]).finally(() => {
            input.value = "";
          });
        }}
      />
      <label
        for={id}
        class={`kern-btn ${camera ? "kern-btn--tertiary po-camera" : "kern-btn--secondary"}`}
        aria-hidden="true"
      >
        <span class="kern-label">{action}</span>
      </label>
    </>
  );
}
