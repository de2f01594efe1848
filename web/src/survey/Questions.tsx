/** The statements with their scale (five boxes and "no experience"), open questions, and the button that sends them. */
import { useState } from "preact/hooks";
import type { Asked } from "./AnswerPage.tsx";
import { asking, t } from "./words.ts";

interface QuestionsProps {
  readonly asked: Asked;
  readonly said: string;
  readonly busy: boolean;
  readonly onSend: (ratings: Record<string, number>, texts: Record<string, string>) => Promise<void>;
}

export function Questions({ asked, said, busy, onSend }: QuestionsProps) {
  const lang = asking();
  const [ratings, setRatings] = useState<Record<string, number>>({});
  const [texts, setTexts] = useState<Record<string, string>>({});
  return (
    <form
      class="svy-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void onSend(ratings, texts);
      }}
    >
      <p>{t("scale")}</p>
      {asked.items.map((item) =>
        item.open ? (
          <div key={item.id} class="kern-form-input">
            <label class="kern-label" for={item.id} lang={lang} dir="auto">
              {item.text[lang]}
            </label>
            <div class="kern-hint" id={`${item.id}-hint`}>
              {t("freely")}
            </div>
            <textarea
              id={item.id}
              class="kern-form-input__input"
              rows={4}
              maxLength={2000}
              aria-describedby={`${item.id}-hint`}
              value={texts[item.id] ?? ""}
              onInput={(event) => setTexts({ ...texts, [item.id]: event.currentTarget.value })}
            />
          </div>
        ) : (
          <fieldset key={item.id} class="svy-item">
            <legend lang={lang} dir="auto">
              {item.text[lang]}
            </legend>
            <div class="svy-scale">
              {[1, 2, 3, 4, 5, 0].map((value) => (
                <label key={value} class={`svy-choice${value === 0 ? " svy-none" : ""}`}>
                  <input
                    type="radio"
                    name={item.id}
                    value={value}
                    aria-label={value === 1 ? t("good") : value === 5 ? t("bad") : value === 0 ? t("none") : undefined}
                    checked={ratings[item.id] === value}
                    onChange={() => setRatings({ ...ratings, [item.id]: value })}
                  />
                  <span>{value === 0 ? t("none") : value}</span>
                </label>
              ))}
            </div>
          </fieldset>
        ),
      )}
      <p role="alert">{said}</p>
      <p>
        <button type="submit" class="kern-btn kern-btn--primary" aria-disabled={busy ? "true" : undefined}>
          <span class="kern-label">{t("send")}</span>
        </button>
      </p>
    </form>
  );
}
