/** Free times: first a day, then a time, both as radio buttons, so that arrow keys and screen readers know what to do. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Free, free, Refused, type Search } from "./api.ts";
import { clock, longDay, problem, shortDay, words } from "./words.ts";

interface Props {
  readonly search: Search;
  /** What the button says that takes the time. */
  readonly act: string;
  readonly onTake: (startsAt: string) => Promise<void>;
}

export function Slots({ search, act, onTake }: Props) {
  const { t } = words;
  const [found, setFound] = useState<Free | null>(null);
  const [trail, setTrail] = useState<readonly (string | null)[]>([null]);
  const [day, setDay] = useState("");
  const [time, setTime] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const key = `${search.site} ${search.kind} ${search.language} ${search.persons} ${trail.at(-1) ?? ""}`;

  async function look(): Promise<void> {
    try {
      const answer = await free(search, trail.at(-1) ?? null);
      setFound(answer);
      setDay((before) => (answer.days.some((one) => one.day === before) ? before : (answer.days[0]?.day ?? "")));
      setTime("");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
    }
  }

  useEffect(() => {
    void look();
  }, [key]);

  async function take(event: Event): Promise<void> {
    event.preventDefault();
    if (!time || busy) return;
    setBusy(true);
    setNote("");
    try {
      await onTake(time);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
      await look(); // what is free has changed
      heading.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  const times = found?.days.find((one) => one.day === day)?.times ?? [];
  return (
    <form class="bk-slots" onSubmit={(event) => void take(event)}>
      <h3 tabIndex={-1} ref={heading}>
        {t("slots")}
      </h3>
      <p role="alert" class="bk-note">
        {note}
      </p>
      {found && found.days.length === 0 && <p>{t("slots.none")}</p>}
      {found && found.days.length > 0 && (
        <fieldset class="bk-days">
          <legend class="bk-legend">{t("slots.day")}</legend>
          {found.days.map((one) => (
            <label key={one.day} class="bk-choice">
              <input
                type="radio"
                name="bk-day"
                checked={one.day === day}
                onChange={() => {
                  setDay(one.day);
                  setTime("");
                }}
              />
              <span>{shortDay(one.day)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {times.length > 0 && (
        <fieldset class="bk-times">
          <legend class="bk-legend">{t("slots.on", { date: longDay(day) })}</legend>
          {times.map((one) => (
            <label key={one.startsAt} class="bk-choice">
              <input
                type="radio"
                name="bk-time"
                checked={one.startsAt === time}
                onChange={() => setTime(one.startsAt)}
              />
              <span>{clock(one.startsAt)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p class="bk-acts">
        {trail.length > 1 && (
          <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setTrail(trail.slice(0, -1))}>
            <span class="kern-label">{t("slots.earlier")}</span>
          </button>
        )}
        {found?.next && (
          <button
            type="button"
            class="kern-btn kern-btn--tertiary"
            onClick={() => setTrail([...trail, found.next ?? null])}
          >
            <span class="kern-label">{t("slots.later")}</span>
          </button>
        )}
      </p>
      {times.length > 0 && (
        <button type="submit" class="kern-btn kern-btn--primary" aria-disabled={!time || busy ? "true" : undefined}>
          <span class="kern-label">
            {act}
            {time && `: ${clock(time)}`}
          </span>
        </button>
      )}
    </form>
  );
}
