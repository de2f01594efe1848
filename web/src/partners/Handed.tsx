/** Documents that a partner hands in with its answer: what is there already, and the field for one more. */
import { useRef, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { announce, Button, Field, ProblemAlert, useSending } from "../ui/index.ts";
import { handIn, type InboxRequest, type SentDocument } from "./data.ts";
import { texts } from "./texts.ts";

/** Names and sizes; with a link where the reader may open the file. */
export function HandedList({ items, link }: { readonly items: readonly SentDocument[]; readonly link?: boolean }) {
  const text = texts.value.request;
  if (items.length === 0) return null;
  return (
    <ul class="akz-plain-list" aria-label={text.handed}>
      {items.map((one) => (
        <li key={one.id}>
          {link ? (
            <a href={`/documents/${one.id}/content`} download={one.name}>
              <bdi>{one.name}</bdi>
            </a>
          ) : (
            <bdi>{one.name}</bdi>
          )}{" "}
          <span class="akz-small akz-muted">{text.size(Math.max(1, Math.round(one.size / 1024)))}</span>
        </li>
      ))}
    </ul>
  );
}

export function HandIn({ row }: { readonly row: InboxRequest }) {
  const text = texts.value.request;
  const input = useRef<HTMLInputElement>(null);
  const key = useRef(intention());
  const [items, setItems] = useState<readonly SentDocument[]>(row.handed);
  const { busy, problem, send } = useSending();
  const add = async (): Promise<void> => {
    const file = input.current?.files?.[0];
    if (!file) return;
    const made = await handIn(row.id, file, key.current).finally(() => {
      key.current = intention();
    });
    setItems((before) => [...before.filter((one) => one.id !== made.id), made]);
    if (input.current) input.current.value = "";
    announce(text.handedIn, "success");
  };
  return (
    <section class="akz-stack" aria-label={text.handed}>
      <h3 class="akz-h3">{text.handed}</h3>
      <HandedList items={items} />
      <ProblemAlert problem={problem} />
      <Field label={text.file} hint={text.fileHint}>
        {(joined) => (
          <input
            {...joined}
            ref={input}
            type="file"
            class="kern-form-input__input"
            accept=".pdf,.png,.jpg,.jpeg,.docx,.odt"
            onChange={() => void send(add)}
            disabled={busy}
          />
        )}
      </Field>
      {busy && <Button busy>{text.handing}</Button>}
    </section>
  );
}
