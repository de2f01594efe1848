/** Where the application stands: step, what is awaited, the way, letters. */
import { CaseExtras } from "../portal/CaseExtras.tsx";
import type { Status } from "./api.ts";
import { Documents } from "./Documents.tsx";
import { day, word } from "./words.ts";

interface Props {
  readonly shown: Status;
  readonly onChanged: () => Promise<void>;
  readonly say: (text: string) => void;
}

export function State({ shown, onChanged, say }: Props) {
  const { step } = shown;
  return (
    <>
      <p class="st-reference">{word("number", { caseRef: shown.reference })}</p>
      <section class="st-now" aria-labelledby="jetzt">
        <h2 id="jetzt">{word("now")}</h2>
        <p class="st-count">{word("step", { number: step.number, of: step.of })}</p>
        <progress class="st-progress" max={step.of} value={step.number} aria-hidden="true" />
        <p class="st-text">{step.text}</p>
        {shown.notices.map((notice) => (
          <p key={notice.kind} class={`st-notice st-notice--${notice.kind === "PAUSE" ? "pause" : "late"}`}>
            {notice.text}
          </p>
        ))}
        {shown.targetDate && (
          <dl class="st-target">
            <dt>{word("target")}</dt>
            <dd>
              <strong>{day(shown.targetDate)}</strong> {word("targetHint")}
            </dd>
          </dl>
        )}
      </section>
      <Documents shown={shown} onChanged={onChanged} say={say} />
      {shown.awaiting.length > 0 && (
        <section class="st-section" aria-labelledby="wer">
          <h2 id="wer">{word("awaiting")}</h2>
          <ul class="st-awaiting">
            {shown.awaiting.map((one) => (
              <li key={one.what} class={one.you ? "st-you" : undefined}>
                <strong>{one.who}</strong>: {one.what}
                {one.until && ` – ${word("until", { date: day(one.until) })}`}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="st-section" aria-labelledby="weg">
        <h2 id="weg">{word("way")}</h2>
        <ol class="st-way">
          {shown.way.map((mark) => (
            <li
              key={mark.number}
              class={`st-mark st-mark--${mark.state}`}
              aria-current={mark.state === "current" ? "step" : undefined}
            >
              <span class="st-dot" aria-hidden="true">
                {mark.state === "done" ? "✓" : ""}
              </span>
              <span>
                {mark.text} <span class="st-state">({word(mark.state)})</span>
              </span>
            </li>
          ))}
        </ol>
      </section>
      {shown.letters.length > 0 && (
        <section class="st-section" aria-labelledby="schreiben">
          <h2 id="schreiben">{word("letters")}</h2>
          <ul class="st-letters">
            {shown.letters.map((letter) => (
              <li key={`${letter.at}${letter.title}`}>
                {day(letter.at)} – {letter.title}
              </li>
            ))}
          </ul>
          <p class="st-hint">{word("lettersHint")}</p>
        </section>
      )}
      <CaseExtras csrf={shown.csrf} window={shown.window} onLost={onChanged} />
    </>
  );
}
