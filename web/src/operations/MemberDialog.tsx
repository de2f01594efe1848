/** What is noted of somebody for assigning tasks: languages, subjects, hours, days of absence. */
import { useState } from "preact/hooks";
import { Alert, announce, Button, DateInput, Dialog, ProblemAlert, TextInput, useSending } from "../ui/index.ts";
import { days } from "./TeamTab.tsx";
import { absent, listed, type Member, note, present } from "./team.ts";
import { teamTexts } from "./teamTexts.ts";

export function MemberDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const text = teamTexts.value;
  const [languages, setLanguages] = useState(member.languages.join(", "));
  const [subjects, setSubjects] = useState(member.subjects.join(", "));
  const [hours, setHours] = useState(String(member.weeklyMinutes / 60).replace(".", ","));
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const { busy, problem, send } = useSending();
  const [wrong, setWrong] = useState(false);
  const keep = (work: () => Promise<unknown>): void => {
    void send(async () => {
      await work();
      announce(text.saved);
      onClose();
    });
  };
  const save = (event: Event): void => {
    event.preventDefault();
    const minutes = Math.round(Number(hours.replace(",", ".")) * 60);
    const spoken = listed(languages.toLowerCase());
    const bad = !(minutes >= 0 && minutes <= 3600) || spoken.some((one) => !/^[a-z]{2,3}$/.test(one));
    setWrong(bad);
    if (!bad)
      keep(() => note(member.person, { languages: spoken, subjects: listed(subjects), weeklyMinutes: minutes }));
  };
  const away = (event: Event): void => {
    event.preventDefault();
    const bad = !since || !until || until < since;
    setWrong(bad);
    if (!bad) keep(() => absent(member.person, since, until));
  };
  return (
    <Dialog title={text.editOf(member.name)} onClose={onClose}>
      <div class="akz-stack">
        <ProblemAlert problem={problem} />
        {wrong && <Alert tone="danger" title={text.wrong} live />}
        <form class="akz-stack" onSubmit={save}>
          <TextInput label={text.languages} hint={text.languagesHint} value={languages} onValue={setLanguages} />
          <TextInput label={text.subjects} hint={text.subjectsHint} value={subjects} onValue={setSubjects} />
          <TextInput label={text.weekly} value={hours} onValue={setHours} inputMode="decimal" />
          <div>
            <Button variant="primary" type="submit" busy={busy}>
              {text.save}
            </Button>
          </div>
        </form>
        <form class="akz-stack" onSubmit={away}>
          <h3 class="kern-title">{text.absent}</h3>
          <p>{text.absentHint}</p>
          <DateInput label={text.since} value={since} onValue={setSince} />
          <DateInput label={text.until} value={until} onValue={setUntil} />
          <div>
            <Button type="submit" busy={busy}>
              {text.add}
            </Button>
          </div>
        </form>
        {member.absences.length > 0 && (
          <ul class="akz-stack">
            {member.absences.map((one) => (
              <li key={one.id}>
                {days(one)}{" "}
                <Button
                  small
                  busy={busy}
                  aria-label={text.removeOf(days(one))}
                  onClick={() => keep(() => present(one.id))}
                >
                  {text.remove}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
