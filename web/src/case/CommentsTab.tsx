/** Notes of the staff on the case; on the same day their writer may change them. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { usePages } from "../api/usePages.ts";
import { common } from "../i18n/common.ts";
import { Button, DateText, PagedList, ProblemAlert, TextArea, useSending } from "../ui/index.ts";
import { addComment, type CaseComment, changeComment, comments, dropComment } from "./data.ts";
import { caseTexts } from "./texts.ts";

interface CommentsProps {
  readonly id: string;
  readonly round: number;
  readonly mayWrite: boolean;
}

export function CommentsTab({ id, round, mayWrite }: CommentsProps) {
  const text = caseTexts.value.comments;
  const pages = usePages(`comments/${id}`, (after, signal) => comments(id, after, signal), {
    round,
    id: (comment) => comment.id,
  });
  return (
    <div class="akz-stack">
      <h2 class="akz-h2">{text.title}</h2>
      {mayWrite && (
        <Writer
          label={text.add}
          hint={text.hint}
          confirm={text.save}
          onSave={async (written, key) => {
            await addComment(id, written, key);
            pages.reload();
          }}
        />
      )}
      <PagedList pages={pages} none={text.none}>
        {(items) => (
          <ol class="akz-comments">
            {items.map((comment) => (
              <OneComment key={comment.id} caseId={id} comment={comment} onChange={pages.reload} />
            ))}
          </ol>
        )}
      </PagedList>
    </div>
  );
}

interface WriterProps {
  readonly label: string;
  readonly hint?: string;
  readonly confirm: string;
  readonly begin?: string;
  readonly onSave: (text: string, key: string) => Promise<void>;
  readonly onCancel?: () => void;
}

function Writer({ label, hint, confirm, begin = "", onSave, onCancel }: WriterProps) {
  const text = caseTexts.value.comments;
  const [written, setWritten] = useState(begin);
  const [key, setKey] = useState(intention);
  const [missing, setMissing] = useState(false);
  const { busy, problem, send } = useSending();
  const save = async (): Promise<void> => {
    setMissing(!written.trim());
    if (!written.trim()) return;
    await onSave(written.trim(), key);
    setWritten("");
    setKey(intention());
  };
  return (
    <form
      class="akz-stack akz-no-print"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(save);
      }}
    >
      <ProblemAlert problem={problem} />
      <TextArea
        label={label}
        hint={hint}
        rows={3}
        maxLength={4000}
        value={written}
        error={missing && !written.trim() ? text.empty : undefined}
        onValue={setWritten}
      />
      <div class="akz-actions">
        <Button type="submit" variant="primary" small busy={busy}>
          {confirm}
        </Button>
        {onCancel && (
          <Button small onClick={onCancel}>
            {common.value.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}

function OneComment({ caseId, comment, onChange }: { caseId: string; comment: CaseComment; onChange: () => void }) {
  const text = caseTexts.value.comments;
  const [editing, setEditing] = useState(false);
  const { busy, problem, send } = useSending();
  const remove = async (): Promise<void> => {
    await dropComment(caseId, comment.id, intention());
    onChange();
  };
  return (
    <li class="akz-card akz-comment">
      <p class="akz-small akz-muted">
        <span class="akz-strong">{comment.authorName ?? comment.author}</span> ·{" "}
        <DateText value={comment.createdAt} time />
        {comment.editedAt && ` (${text.changed})`}
      </p>
      <ProblemAlert problem={problem} />
      {editing ? (
        <Writer
          label={text.edit}
          confirm={common.value.save}
          begin={comment.text}
          onCancel={() => setEditing(false)}
          onSave={async (written, key) => {
            await changeComment(caseId, comment.id, written, key);
            setEditing(false);
            onChange();
          }}
        />
      ) : (
        <p class="akz-comment-text">{comment.text}</p>
      )}
      {comment.editable && !editing && (
        <div class="akz-actions akz-no-print">
          <Button small variant="tertiary" onClick={() => setEditing(true)}>
            {text.edit}
          </Button>
          <Button small variant="tertiary" busy={busy} onClick={() => void send(remove)}>
            {text.remove}
          </Button>
        </div>
      )}
    </li>
  );
}
