/** One appointment for the person who has it: when, where, the number; confirm, move, cancel, report at the door. */
import { useEffect, useRef, useState } from "preact/hooks";
import { reading } from "../i18n/applicant.ts";
import { arrive, cancel, confirm, type Mine as Found, mine, move, Refused, reach, waitForEarlier } from "./api.ts";
import { Slots } from "./Slots.tsx";
import { clock, longDay, problem, words } from "./words.ts";

interface Props {
  readonly token: string;
  readonly first: Found;
  /** The word that the link of an e-mail brought along. */
  readonly proof?: string;
  readonly phone?: string;
  /** Called after every change. */
  readonly onChange?: (now: Found) => void;
  readonly waiting?: boolean;
}

/** How often one who waits to be called looks whether the number has come up. */
const LOOK_MS = 10_000;

export function MyAppointment({ token, first, proof = "", phone = "", onChange, waiting = false }: Props) {
  const { t } = words;
  const [now, setNow] = useState(first);
  const [view, setView] = useState<"" | "move" | "cancel">("");
  const [said, setSaid] = useState("");
  const [note, setNote] = useState("");
  const [email, setEmail] = useState("");
  const [listed, setListed] = useState(waiting);
  const heading = useRef<HTMLHeadingElement>(null);

  async function act(what: () => Promise<Found>, words_: string): Promise<void> {
    setNote("");
    try {
      const found = await what();
      setNow(found);
      setView("");
      setSaid(words_);
      onChange?.(found);
      heading.current?.focus();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
    }
  }

  async function join(): Promise<void> {
    try {
      const before = new Date(Date.parse(now.startsAt) - 86_400_000).toISOString().slice(0, 10);
      await waitForEarlier(token, before);
      setListed(true);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
    }
  }

  useEffect(() => {
    if (now.state !== "ARRIVED" && now.state !== "CALLED") return;
    const timer = setInterval(() => void mine(token).then(setNow, () => undefined), LOOK_MS);
    return () => clearInterval(timer);
  }, [now.state, token]);

  const waits = now.state === "HELD" || now.state === "OFFERED";
  const title = {
    HELD:
      now.mailSent && now.needsMail && !proof
        ? t("email.sent")
        : t("held", { time: clock(now.heldUntil ?? now.startsAt) }),
    OFFERED: t("state.offered"),
    BOOKED: said || t("mine"),
    ARRIVED: t("arrived"),
    CALLED: t("called", { counter: now.counter ?? "" }),
    DONE: t("done"),
    NO_SHOW: t("noShow"),
    CANCELLED: t("cancelled"),
  }[now.state];
  return (
    <section
      class={`bk-card bk-card--${now.state.toLowerCase()}`}
      aria-live={now.state === "CALLED" ? "assertive" : undefined}
    >
      <h3 tabIndex={-1} ref={heading}>
        {title}
      </h3>
      <p role="alert" class="bk-note">
        {note}
      </p>
      {now.state === "CANCELLED" && <p>{t("cancelled.text")}</p>}
      {now.state === "ARRIVED" && <p>{t("arrived.text", { ticket: now.ticket })}</p>}
      <dl class="bk-facts">
        <div>
          <dt>{t("kind")}</dt>
          <dd>{t(`kind.${now.kind}`)}</dd>
        </div>
        <div>
          <dt>{t("when")}</dt>
          <dd>
            {longDay(now.startsAt)} <bdi class="bk-time" dir="ltr">{`${clock(now.startsAt)}–${clock(now.endsAt)}`}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t("where")}</dt>
          <dd>
            <bdi lang="de" dir="ltr">{`${now.office}, ${now.address}`}</bdi>
          </dd>
        </div>
        {!waits && now.state !== "CANCELLED" && (
          <div>
            <dt>{t("ticket")}</dt>
            <dd>
              <strong class="bk-ticket">
                <bdi>{now.ticket}</bdi>
              </strong>{" "}
              {t("ticket.hint")}
            </dd>
          </div>
        )}
      </dl>
      {waits && (!now.needsMail || proof) && (
        <>
          <p>
            {now.state === "OFFERED"
              ? t("state.offeredText", { time: `${longDay(now.heldUntil ?? "")}, ${clock(now.heldUntil ?? "")}` })
              : t("held.text")}
          </p>
          <p class="bk-acts">
            <button
              type="button"
              class="kern-btn kern-btn--primary"
              onClick={() => void act(() => confirm(token, proof), t("booked"))}
            >
              <span class="kern-label">{t("confirm")}</span>
            </button>
            <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => void act(() => cancel(token), "")}>
              <span class="kern-label">{t("decline")}</span>
            </button>
          </p>
        </>
      )}
      {now.state === "HELD" && now.needsMail && !proof && now.mailSent && (
        <p>{t("email.sentText", { time: clock(now.heldUntil ?? now.startsAt) })}</p>
      )}
      {now.state === "HELD" && now.needsMail && !proof && !now.mailSent && (
        <form
          class="bk-form"
          onSubmit={(event) => {
            event.preventDefault();
            void act(() => reach(token, email.trim(), reading.value.code), "");
          }}
        >
          <div class="kern-form-input">
            <label class="kern-label" for="bk-email">
              {t("email")}
            </label>
            <div class="kern-hint" id="bk-email-hint">
              {t("email.hint")}
            </div>
            <input
              id="bk-email"
              type="email"
              autocomplete="email"
              required
              aria-describedby="bk-email-hint"
              class="kern-form-input__input"
              dir="ltr"
              value={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          </div>
          <button type="submit" class="kern-btn kern-btn--primary">
            <span class="kern-label">{t("email.send")}</span>
          </button>
          <p class="bk-muted">{t("email.none")}</p>
        </form>
      )}
      {now.mayArrive && (
        <p>
          <button
            type="button"
            class="kern-btn kern-btn--primary"
            onClick={() => void act(() => arrive(token), t("arrived"))}
          >
            <span class="kern-label">{t("arrive")}</span>
          </button>
        </p>
      )}
      {now.state === "BOOKED" && !view && (
        <>
          <p>{t("bring")}</p>
          {now.mayChange ? (
            <p class="bk-acts">
              <button type="button" class="kern-btn kern-btn--secondary" onClick={() => setView("move")}>
                <span class="kern-label">{t("move")}</span>
              </button>
              <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setView("cancel")}>
                <span class="kern-label">{t("cancel")}</span>
              </button>
              {listed ? (
                <span class="bk-muted">{t("waiting.on")}</span>
              ) : (
                <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => void join()}>
                  <span class="kern-label">{t("waiting.join")}</span>
                </button>
              )}
            </p>
          ) : (
            !now.mayArrive && phone && <p>{t("tooLate", { phone })}</p>
          )}
        </>
      )}
      {view === "cancel" && (
        <p class="bk-acts">
          <strong>{t("cancel.sure")}</strong>
          <button
            type="button"
            class="kern-btn kern-btn--primary"
            onClick={() => void act(() => cancel(token), t("cancelled"))}
          >
            <span class="kern-label">{t("cancel.yes")}</span>
          </button>
          <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setView("")}>
            <span class="kern-label">{t("cancel.no")}</span>
          </button>
        </p>
      )}
      {view === "move" && (
        <>
          <Slots
            search={{ site: now.site, kind: now.kind, language: now.language, persons: now.persons }}
            act={t("move.do")}
            onTake={async (startsAt) => {
              const found = await move(token, startsAt);
              setNow(found);
              setView("");
              setSaid(t("moved"));
              onChange?.(found);
              heading.current?.focus();
            }}
          />
          <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setView("")}>
            <span class="kern-label">{t("back")}</span>
          </button>
        </>
      )}
    </section>
  );
}
