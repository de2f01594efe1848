/** Messages both ways about one case. */
import { useEffect, useState } from "preact/hooks";
import type { components } from "../api/schema.d.ts";
import { ask, Refusal } from "./api.ts";
import type { CaseProps } from "./CaseExtras.tsx";
import { day, problemText, t } from "./words.ts";

type Message = components["schemas"]["CaseMessage"];

export function CaseMessages({ csrf, onLost }: CaseProps) {
  const [items, setItems] = useState<readonly Message[]>([]);
  const [text, setText] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState("");

  async function look(): Promise<void> {
    try {
      setItems((await ask<{ items: Message[] }>("GET", "/status/messages", { csrf })).items);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  useEffect(() => void look(), []);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setFault("");
    setSaid("");
    if (!text.trim()) {
      document.getElementById("nachricht")?.focus();
      return;
    }
    try {
      await ask("POST", "/status/messages", { body: { text: text.trim() }, csrf, headers: { "Idempotency-Key": key } });
      setText("");
      setKey(crypto.randomUUID());
      setSaid(t("case.sent"));
      await look();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) await onLost();
      setFault(problemText(error.code));
    }
  }

  return (
    <section class="st-section" aria-labelledby="nachrichten">
      <h2 id="nachrichten">{t("case.messages")}</h2>
      <p class="st-hint">{t("case.messagesHint")}</p>
      {items.length === 0 ? (
        <p>{t("case.noMessages")}</p>
      ) : (
        <ul class="po-messages">
          {items.map((one) => (
            <li key={one.id} class={`po-message po-message--${one.sender}`}>
              <strong>{t(`case.from.${one.sender}`)}</strong> <span class="st-state">{day(one.sentAt)}</span>
              <br />
              <bdi>{one.text}</bdi>
            </li>
          ))}
        </ul>
      )}
      <form class="po-form po-write" noValidate onSubmit={(event) => void send(event)}>
        <div class="po-field">
          <label class="kern-label" for="nachricht">
            {t("case.message")}
          </label>
          <textarea
            id="nachricht"
            class="po-input"
            rows={4}
            dir="auto"
            maxLength={4000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        {fault && (
          <p class="st-fault" role="alert">
            {fault}
          </p>
        )}
        <p role="status" aria-live="polite">
          {said}
        </p>
        <button type="submit" class="kern-btn kern-btn--secondary" id="nachricht-senden">
          <span class="kern-label">{t("case.send")}</span>
        </button>
      </form>
    </section>
  );
}
