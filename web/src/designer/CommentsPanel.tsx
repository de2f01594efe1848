/** Comments on steps or on a whole file, for the colleagues who work on the draft. */
import { useRef, useState } from "preact/hooks";
import { me } from "../api/session.ts";
import type { Loaded } from "../api/use.ts";
import { Button, DateText, EmptyState, ProblemAlert, TextArea, useSending } from "../ui/index.ts";
import { type Comment, comment, dropComment } from "./data.ts";
import { texts } from "./texts.ts";

export interface CommentsPanelProps {
  readonly draft: string;
  readonly path: string;
  readonly selected: string | null;
  readonly loaded: Loaded<readonly Comment[]>;
  readonly onGo: (element: string) => void;
}

export function CommentsPanel({ draft, path, selected, loaded, onGo }: CommentsPanelProps) {
  const text = texts.value.comments;
  const [typed, setTyped] = useState("");
  const { busy, problem, send } = useSending();
  const panel = useRef<HTMLDivElement>(null);
  const shown = (loaded.data ?? []).filter((each) => each.path === path);
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    await send(() => act().then(loaded.reload));
    // The button that was pressed is gone or rests: who works by keyboard goes on at the field.
    panel.current?.querySelector("textarea")?.focus();
  };
  return (
    <div class="akz-stack" ref={panel}>
      <ProblemAlert problem={problem ?? loaded.problem} />
      {shown.length === 0 && <EmptyState title={text.none} />}
      <ul class="wks-findings">
        {shown.map((each) => (
          <li key={each.id} class="wks-finding">
            <p>{each.text}</p>
            <p class="akz-small akz-muted">
              {each.elementId ? (
                <button type="button" class="akz-link" onClick={() => each.elementId && onGo(each.elementId)}>
                  {text.about(each.elementId)}
                </button>
              ) : (
                text.whole
              )}
              {` · ${each.authorName}`} <DateText value={each.createdAt} time />{" "}
              {each.author === me.value?.person && (
                <button type="button" class="akz-link" onClick={() => void run(() => dropComment(draft, each.id))}>
                  {text.remove}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
      <TextArea
        label={`${text.text}: ${selected ? text.about(selected) : text.whole}`}
        hint={text.hint}
        rows={2}
        value={typed}
        onValue={setTyped}
      />
      <p>
        <Button
          small
          busy={busy}
          disabled={!typed.trim()}
          onClick={() => void run(() => comment(draft, path, selected, typed.trim()).then(() => setTyped("")))}
        >
          {text.add}
        </Button>
      </p>
    </div>
  );
}
