/** The appointments of a case, for the applicant's page: what is needed, what is booked, and booking it.
 *
 * `<Booking csrf={…} />` stands wherever the cookie of the case's page is sent; `csrf` is that page's word.
 */
import "./booking.css";
import { useEffect, useState } from "preact/hooks";
import { hold, type Mine, newToken, type OfCase, ofCase, Refused, type Search, waitForCase } from "./api.ts";
import { MyAppointment } from "./Mine.tsx";
import { Slots } from "./Slots.tsx";
import { longDay, problem, words } from "./words.ts";

interface Props {
  readonly csrf: string;
  /** Called when something was booked, moved or cancelled: the state of the case may have changed. */
  readonly onChange?: () => void;
}

const MOST = 8;
/** So far ahead somebody waits for a freed time who finds none. */
const WAIT_DAYS = 42;

export function Booking({ csrf, onChange }: Props) {
  const { t } = words;
  const [found, setFound] = useState<OfCase | null>(null);
  const [open, setOpen] = useState<{ kind: string; family: boolean } | null>(null);
  const [persons, setPersons] = useState(2);
  const [held, setHeld] = useState<{ token: string; now: Mine } | null>(null);
  const [note, setNote] = useState("");

  async function look(): Promise<void> {
    try {
      setFound(await ofCase(csrf));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
    }
  }

  useEffect(() => {
    void look();
  }, []);

  if (!words.ready.value || (!found && !note)) return <p aria-busy="true">{t("busy")}</p>;
  if (!found) return <p role="alert">{note}</p>;
  const booked = new Set(found.appointments.filter((one) => live(one.appointment)).map((one) => one.appointment.kind));
  if (booked.has("FAMILY")) booked.add("BIO");
  const search: Search | null = open && {
    site: found.site,
    kind: open.family ? "FAMILY" : open.kind,
    language: "",
    persons: open.family ? persons : 1,
  };
  const needed = found.requested.filter((one) => !booked.has(one.kind));

  async function wait(kind: string): Promise<void> {
    const until = new Date(Date.now() + WAIT_DAYS * 86_400_000).toISOString().slice(0, 10);
    try {
      await waitForCase(kind, until, newToken(), csrf);
      setNote("");
      await look();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setNote(problem(error.code));
    }
  }

  return (
    <div class="bk">
      <p role="alert" class="bk-note">
        {note}
      </p>
      {found.appointments.map((one) => (
        <MyAppointment
          key={one.token}
          token={one.token}
          first={one.appointment}
          phone={found.phone}
          waiting={found.waiting.includes(one.appointment.kind)}
          onChange={() => {
            void look();
            onChange?.();
          }}
        />
      ))}
      {held && (
        <MyAppointment
          key={held.token}
          token={held.token}
          first={held.now}
          phone={found.phone}
          onChange={(now) => {
            if (now.state === "BOOKED" || now.state === "CANCELLED") setHeld(null);
            setOpen(null);
            void look();
            onChange?.();
          }}
        />
      )}
      {!held && needed.length === 0 && found.appointments.length === 0 && <p>{t("needed.none")}</p>}
      {!held && needed.length > 0 && found.telephoneOnly && <p>{t("phoneOnly", { phone: found.phone })}</p>}
      {!held &&
        !found.telephoneOnly &&
        needed.map((one) => (
          <section key={one.kind} class="bk-card">
            <h3>{t(`kind.${one.kind}`)}</h3>
            <p class="bk-muted">{t("needed.by", { date: longDay(one.offerBy) })}</p>
            {open?.kind === one.kind && search ? (
              <>
                {one.mayBringFamily && (
                  <div class="bk-form">
                    <label class="bk-check">
                      <input
                        type="checkbox"
                        checked={open.family}
                        onChange={(event) => setOpen({ kind: one.kind, family: event.currentTarget.checked })}
                      />
                      <span>{t("family")}</span>
                    </label>
                    {open.family && (
                      <div class="kern-form-input">
                        <label class="kern-label" for="bk-persons">
                          {t("persons")}
                        </label>
                        <div class="kern-form-input__select-wrapper">
                          <select
                            id="bk-persons"
                            class="kern-form-input__select"
                            onChange={(event) => setPersons(Number(event.currentTarget.value))}
                          >
                            {Array.from({ length: MOST - 1 }, (_, index) => index + 2).map((count) => (
                              <option key={count} value={count} selected={count === persons}>
                                {count}
                              </option>
                            ))}
                          </select>
                        </div>
                      </div>
                    )}
                  </div>
                )}
                <Slots
                  search={search}
                  act={t("hold")}
                  onTake={async (startsAt) => {
                    const token = newToken();
                    setHeld({ token, now: await hold(search, startsAt, token, csrf) });
                  }}
                />
                <p class="bk-acts">
                  {found.waiting.includes(one.kind) ? (
                    <span class="bk-muted">{t("waiting.on")}</span>
                  ) : (
                    <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => void wait(one.kind)}>
                      <span class="kern-label">{t("waiting.join")}</span>
                    </button>
                  )}
                  <button type="button" class="kern-btn kern-btn--tertiary" onClick={() => setOpen(null)}>
                    <span class="kern-label">{t("back")}</span>
                  </button>
                </p>
              </>
            ) : (
              <button
                type="button"
                class="kern-btn kern-btn--primary"
                onClick={() => setOpen({ kind: one.kind, family: false })}
              >
                <span class="kern-label">{t("choose")}</span>
              </button>
            )}
          </section>
        ))}
    </div>
  );
}

function live(one: Mine): boolean {
  return ["BOOKED", "ARRIVED", "CALLED", "OFFERED", "DONE"].includes(one.state);
}
