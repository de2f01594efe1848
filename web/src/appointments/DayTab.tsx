/** The day of the counters: one list for each, with what is booked and blocked, and the acts that fit its state. */
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { clockTime, day as dayOf, longDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { useFresh } from "../operations/parts.tsx";
import { languageName } from "../operations/team.ts";
import { announce, Badge, Button, LinkButton, Loading, ProblemAlert, SendDialog, useSending } from "../ui/index.ts";
import { BlockDialog } from "./BlockDialog.tsx";
import { BookDialog } from "./BookDialog.tsx";
import { act, type Block, callNext, type Day, day, lift, type Plan, type Row } from "./data.ts";
import { kindName, StateBadge, shifted } from "./parts.tsx";
import { texts } from "./texts.ts";

interface Props {
  readonly site: string;
  readonly on: string;
  readonly plan: Plan;
  readonly onDay: (day: string) => void;
}

type Open = { what: "book" } | { what: "block" } | { what: "move"; row: Row } | { what: "cancel"; row: Row } | null;
type Item = { readonly at: string; readonly row?: Row; readonly block?: Block };

export function DayTab({ site, on, plan, onDay }: Props) {
  const text = texts.value;
  const found = useLoad(`appointments ${site} ${on}`, (signal) => day(site, on, signal));
  const [open, setOpen] = useState<Open>(null);
  const { problem, send } = useSending();
  const calling = useSending();
  useFresh(found.reload);

  async function does(what: () => Promise<string>, by = send): Promise<void> {
    await by(async () => announce(await what(), "success"));
    found.reload();
  }

  /** To the day of what was booked: there it can be printed, moved and called. */
  function goTo(row: Row): void {
    if (dayOf(row.startsAt) === on) found.reload();
    else onDay(dayOf(row.startsAt));
  }

  const shown = found.data;
  return (
    <div class="akz-stack">
      <div class="apt-bar akz-no-print">
        <Button small variant="tertiary" onClick={() => onDay(shifted(on, -1))}>
          {text.before}
        </Button>
        <Button small variant="tertiary" onClick={() => onDay(dayOf(new Date()))}>
          {text.today}
        </Button>
        <Button small variant="tertiary" onClick={() => onDay(shifted(on, 1))}>
          {text.after}
        </Button>
        <Button small variant="primary" onClick={() => setOpen({ what: "book" })}>
          {text.book}
        </Button>
        <Button small onClick={() => setOpen({ what: "block" })}>
          {text.block}
        </Button>
        <a href={`/booking/?board=${site}`}>{text.board}</a>
      </div>
      <h2 class="apt-day">{longDate(on)}</h2>
      <ProblemAlert problem={calling.problem ?? problem ?? found.problem} retry={found.reload} />
      {!shown ? (
        <Loading />
      ) : (
        <>
          <p class="akz-muted">
            {shown.holiday
              ? text.holiday(pick({ de: shown.holiday, en: shown.holidayEn }))
              : shown.open.length === 0
                ? text.closed
                : shown.open
                    .map(
                      (one) =>
                        `${clockTime(one.startsAt)}–${clockTime(one.endsAt)} ${text.reserved(clockTime(one.emergencyFrom))}`,
                    )
                    .join(", ")}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
          <section class="apt-counters" aria-label={text.tabs.day} tabIndex={0}>
            {shown.counters.map((counter) => (
              <section key={counter.id} class="apt-counter" aria-labelledby={`apt-${counter.id}`}>
                <h3 id={`apt-${counter.id}`}>
                  {pick(counter)}{" "}
                  <span class="akz-small akz-muted">{counter.languages.map(languageName).join(", ")}</span>
                </h3>
                {on === dayOf(shown.now) && (
                  <Button
                    small
                    variant="primary"
                    busy={calling.busy}
                    aria-label={`${text.callNext}: ${pick(counter)}`}
                    onClick={() =>
                      void does(async () => {
                        const called = (await callNext(site, counter.id)).appointment;
                        return called ? text.calledNow(called.ticket) : text.nobody;
                      }, calling.send)
                    }
                  >
                    {text.callNext}
                  </Button>
                )}
                <ol class="apt-items">
                  {items(shown, counter.id).map((item) =>
                    item.row ? (
                      <Appointment
                        key={item.row.id}
                        row={item.row}
                        plan={plan}
                        shown={shown}
                        onAct={(what) => void does(async () => text.changed((await act(item.row as Row, what)).ticket))}
                        onOpen={(what) => setOpen({ what, row: item.row as Row })}
                      />
                    ) : (
                      <Blocked
                        key={item.block?.id}
                        block={item.block as Block}
                        onLift={() =>
                          void does(async () => {
                            await lift(item.block as Block);
                            return text.lifted;
                          })
                        }
                      />
                    ),
                  )}
                  {items(shown, counter.id).length === 0 && <li class="akz-muted akz-small">{text.noAppointments}</li>}
                </ol>
              </section>
            ))}
          </section>
        </>
      )}
      {open?.what === "book" && (
        <BookDialog site={site} on={on} plan={plan} onClose={() => setOpen(null)} onDone={goTo} />
      )}
      {open?.what === "move" && (
        <BookDialog site={site} on={on} plan={plan} moving={open.row} onClose={() => setOpen(null)} onDone={goTo} />
      )}
      {open?.what === "block" && shown && (
        <BlockDialog day={shown} onClose={() => setOpen(null)} onDone={found.reload} />
      )}
      {open?.what === "cancel" && (
        <SendDialog
          title={text.cancelTitle(open.row.ticket)}
          confirm={text.cancel}
          onSend={async () => {
            announce(text.changed((await act(open.row, "cancel")).ticket), "success");
            setOpen(null);
            found.reload();
          }}
          onClose={() => setOpen(null)}
        >
          <p>{text.cancelText}</p>
        </SendDialog>
      )}
    </div>
  );
}

function items(shown: Day, counter: string): readonly Item[] {
  const rows: Item[] = shown.appointments
    .filter((row) => row.counter === counter)
    .map((row) => ({ at: row.startsAt, row }));
  const blocks: Item[] = shown.blocks
    .filter((one) => one.counter === counter)
    .map((block) => ({ at: block.startsAt, block }));
  return [...rows, ...blocks].sort((a, b) => a.at.localeCompare(b.at));
}

interface AppointmentProps {
  readonly row: Row;
  readonly plan: Plan;
  readonly shown: Day;
  readonly onAct: (what: "arrive" | "call" | "done" | "no-show") => void;
  readonly onOpen: (what: "move" | "cancel") => void;
}

function Appointment({ row, plan, shown, onAct, onOpen }: AppointmentProps) {
  const text = texts.value;
  const today = dayOf(row.startsAt) === dayOf(shown.now);
  const past = Date.parse(shown.now) >= Date.parse(row.startsAt);
  const overdue =
    row.state === "BOOKED" && Date.parse(shown.now) - Date.parse(row.startsAt) > shown.missingAfterMinutes * 60_000;
  const button = (label: string, does: () => void, primary = false) => (
    <Button small variant={primary ? "primary" : "tertiary"} aria-label={`${label}: ${row.ticket}`} onClick={does}>
      {label}
    </Button>
  );
  return (
    <li class={`apt-item apt-item--${row.state.toLowerCase()}`}>
      <p class="apt-line">
        <strong>
          {clockTime(row.startsAt)}–{clockTime(row.endsAt)}
        </strong>{" "}
        <span class="apt-ticket">{row.ticket}</span> <StateBadge row={row} />
      </p>
      <p class="akz-small">
        {kindName(plan, row.kind)}
        {row.persons > 1 && `, ${text.persons(row.persons)}`}
        {row.language && `, ${languageName(row.language)}`}
        {row.caseId && (
          <>
            {", "}
            <a class="akz-nowrap" href={`/app/cases/${row.caseId}`}>
              {row.number}
            </a>
          </>
        )}
        {row.phone && (
          <>
            {", "}
            <span class="apt-phone">{row.phone}</span>
          </>
        )}{" "}
        {row.emergency && <Badge tone="warning">{text.emergency}</Badge>}{" "}
        {overdue && <Badge tone="danger">{text.missing}</Badge>}
        {row.lateMinutes !== null && <span class="akz-muted"> {text.late(row.lateMinutes)}</span>}
      </p>
      <div class="apt-acts akz-no-print">
        {row.state === "BOOKED" && today && button(text.arrive, () => onAct("arrive"), true)}
        {(row.state === "ARRIVED" || (row.state === "BOOKED" && today)) && button(text.call, () => onAct("call"))}
        {row.state === "CALLED" && button(text.done, () => onAct("done"), true)}
        {past && (row.state === "BOOKED" || row.state === "CALLED") && button(text.noShow, () => onAct("no-show"))}
        {row.state === "BOOKED" && button(text.move, () => onOpen("move"))}
        {row.state === "BOOKED" && !row.caseId && (
          <LinkButton small variant="tertiary" href={`/appointments/${row.id}/invitation`} download>
            {text.invitation}
            <span class="kern-sr-only">: {row.ticket}</span>
          </LinkButton>
        )}
        {row.state === "BOOKED" && button(text.cancel, () => onOpen("cancel"))}
      </div>
    </li>
  );
}

function Blocked({ block, onLift }: { readonly block: Block; readonly onLift: () => void }) {
  const text = texts.value;
  return (
    <li class="apt-item apt-item--blocked">
      <p class="apt-line">
        <strong>
          {clockTime(block.startsAt)}–{clockTime(block.endsAt)}
        </strong>{" "}
        <Badge tone="neutral">{text.blocked}</Badge>
      </p>
      <p class="akz-small">
        {block.reason} <span class="akz-muted">({`${text.from} ${block.by}`})</span>
      </p>
      <div class="apt-acts akz-no-print">
        <Button small variant="tertiary" onClick={onLift} aria-label={`${text.lift}: ${block.reason}`}>
          {text.lift}
        </Button>
      </div>
    </li>
  );
}
