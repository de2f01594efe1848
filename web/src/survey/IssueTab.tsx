/** At the counter: fresh codes as slips to print. Nothing says for whom they are. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { me } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import { shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Button, EmptyState, Loading, ProblemAlert, Select, TextInput, useSending } from "../ui/index.ts";
import { type Issued, issue, waves } from "./data.ts";
import { texts } from "./texts.ts";

const SITES = ["DD", "FG", "C", "L"];

export function IssueTab() {
  const text = texts.value;
  const loaded = useLoad("surveys", waves);
  const own = me.value?.sites.length ? SITES.filter((one) => me.value?.sites.includes(one)) : SITES;
  const [population, setPopulation] = useState("applicants");
  const [site, setSite] = useState(own[0] ?? "");
  const [group, setGroup] = useState("");
  const [count, setCount] = useState("1");
  const [made, setMade] = useState<Issued | null>(null);
  const { busy, problem, send } = useSending();
  const found = loaded.data;
  if (!found) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  const wave = found.items.find((one) => one.state === "open");
  if (!wave) return <EmptyState title={text.noWave} />;
  const wrong = !/^[1-9]\d{0,2}$/.test(count) || Number(count) > 500;
  const go = async (): Promise<void> => {
    const caseGroup = population === "applicants" ? group : "";
    setMade(await issue(wave.id, { population, site, caseGroup, count: Number(count) }, intention()));
  };
  return (
    <div class="akz-stack">
      <p class="akz-no-print">{text.issueText}</p>
      <ProblemAlert problem={problem} />
      <div class="svy-row akz-no-print">
        <Select
          label={text.population}
          value={population}
          options={found.populations.map((one) => ({ value: one.id, label: pick(one.name) }))}
          onValue={setPopulation}
        />
        <Select
          label={text.site}
          value={site}
          options={[...own.map((one) => ({ value: one, label: one })), { value: "", label: text.noSite }]}
          onValue={setSite}
        />
        {population === "applicants" && (
          <Select
            label={text.caseGroup}
            value={group}
            options={[
              { value: "", label: text.noGroup },
              ...found.caseGroups.map((one) => ({ value: one.id, label: `${one.id} ${pick(one.name)}` })),
            ]}
            onValue={setGroup}
          />
        )}
        <TextInput
          label={text.count}
          inputMode="numeric"
          value={count}
          error={wrong ? text.countWrong : undefined}
          onValue={setCount}
        />
        <Button variant="primary" busy={busy} onClick={() => !wrong && void send(go)}>
          {text.make}
        </Button>
      </div>
      {made && (
        <section class="akz-stack" aria-label={text.slips}>
          <p class="akz-no-print" role="status">
            {text.once}{" "}
            <Button small onClick={() => print()}>
              {text.print}
            </Button>
          </p>
          <ul class="svy-slips">
            {made.codes.map((code) => (
              <li key={code} class="svy-slip">
                {text.slipText}
                <strong>{code}</strong>
                {location.host}/survey, {text.slipUntil(shortDate(made.closesOn))}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
