/** Deputyships: who stands in for whom, until when; appoint somebody for oneself, end what one has appointed. */
import { useState } from "preact/hooks";
import { raw } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import type { components } from "../api/schema.d.ts";
import { me } from "../api/session.ts";
import type { Page, User } from "../api/tasks.ts";
import { useLoad } from "../api/use.ts";
import { PersonPicker } from "../forms/PersonPicker.tsx";
import { common } from "../i18n/common.ts";
import { day, endOfDay, instant, shortDate } from "../i18n/dates.ts";
import { announce } from "../ui/announce.tsx";
import { Button, DateInput, Dialog, Loading, ProblemAlert, TextInput, useSending } from "../ui/index.ts";
import { loadMe } from "./login.ts";
import { shell } from "./texts.ts";

type Deputy = components["schemas"]["Deputy"];

export function DeputiesDialog({ onClose }: { readonly onClose: () => void }) {
  const text = shell.value;
  const { data, problem, reload } = useLoad("deputies", (signal) => raw<Page<Deputy>>("GET", "/deputies", { signal }));
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const end = (each: Deputy): void => {
    raw("DELETE", `/deputies/${encodeURIComponent(each.id)}`).then(
      () => {
        announce(text.deputyEnded);
        reload();
        void loadMe();
      },
      (error: unknown) => setRefusal(asProblem(error)),
    );
  };
  return (
    <Dialog title={text.deputies} onClose={onClose}>
      <ProblemAlert problem={refusal ?? problem} />
      {!data && !problem && <Loading />}
      {data && data.items.length === 0 && <p class="akz-muted">{text.noDeputies}</p>}
      {data && data.items.length > 0 && (
        <ul class="akz-plain-list">
          {data.items.map((each) => (
            <li key={each.id}>
              <span>
                {text.standsIn(each.deputyName, each.personName)}{" "}
                <span class="akz-muted akz-small">
                  {shortDate(each.from)} – {shortDate(new Date(Date.parse(each.until) - 1))}, {each.reason}
                </span>
              </span>
              {(each.person === me.value?.person || each.createdBy === me.value?.person) && (
                <Button small onClick={() => end(each)} aria-label={text.endDeputy(each.deputyName)}>
                  {text.end}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Appoint
        onDone={() => {
          reload();
          void loadMe();
        }}
      />
    </Dialog>
  );
}

function Appoint({ onDone }: { readonly onDone: () => void }) {
  const text = shell.value;
  const today = day(new Date());
  const [deputy, setDeputy] = useState<User | null>(null);
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const { busy, problem, send } = useSending();
  const late = !until || until < from || until < today;
  const appoint = async (): Promise<void> => {
    setAsked(true);
    if (!deputy || !from || late || !reason.trim()) return;
    const body = {
      deputy: deputy.person,
      from: from <= today ? new Date().toISOString() : instant(from, "00:00"),
      until: endOfDay(until),
      reason: reason.trim(),
    };
    await raw("POST", "/deputies", { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    announce(text.deputyAppointed(deputy.name), "success");
    setDeputy(null);
    setUntil("");
    setReason("");
    setAsked(false);
    onDone();
  };
  return (
    <form
      class="akz-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(appoint);
      }}
    >
      <h3 class="akz-h3">{text.appoint}</h3>
      <p class="akz-muted akz-small">{text.appointHint}</p>
      <ProblemAlert problem={problem} />
      <PersonPicker
        site=""
        label={text.deputyPerson}
        chosen={deputy}
        onChoose={setDeputy}
        error={asked && !deputy ? text.missingDeputy : undefined}
      />
      <DateInput
        label={text.from}
        required
        value={from}
        onValue={setFrom}
        error={asked && !from ? text.missingDay : undefined}
      />
      <DateInput
        label={text.untilDay}
        required
        value={until}
        onValue={setUntil}
        error={asked && late ? text.missingUntil : undefined}
      />
      <TextInput
        label={common.value.reason}
        required
        maxLength={200}
        value={reason}
        onValue={setReason}
        error={asked && !reason.trim() ? text.missingReason : undefined}
      />
      <div class="akz-actions">
        <Button type="submit" variant="primary" busy={busy}>
          {text.appoint}
        </Button>
      </div>
    </form>
  );
}
