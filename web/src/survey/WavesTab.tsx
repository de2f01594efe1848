/** Waves: what was given out and, when they are over, what came back; planned and ended by the coordination. */
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import { pick } from "../i18n/index.ts";
import {
  announce,
  Badge,
  Button,
  DateInput,
  DateText,
  Loading,
  ProblemAlert,
  SendDialog,
  Table,
  TextInput,
} from "../ui/index.ts";
import { begin, close, type Wave, waves } from "./data.ts";
import { texts } from "./texts.ts";

export function WavesTab() {
  const text = texts.value;
  const loaded = useLoad("surveys", waves);
  const [asking, setAsking] = useState<Wave | "new" | null>(null);
  const found = loaded.data;
  if (!found) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  const name = (id: string): string => pick(found.populations.find((one) => one.id === id)?.name) || id;
  const done = (): void => {
    announce(text.done, "success");
    loaded.reload();
  };
  return (
    <div class="akz-stack">
      {found.mayManage && (
        <p>
          <Button onClick={() => setAsking("new")}>{text.plan}</Button>
        </p>
      )}
      {found.items.map((wave) => (
        <section key={wave.id} class="akz-card akz-stack" aria-label={wave.name}>
          <h2 class="akz-h2">{wave.name}</h2>
          <p>
            <Badge tone={wave.state === "open" ? "success" : "neutral"}>{text.states[wave.state]}</Badge>{" "}
            <DateText value={wave.opensOn} /> – <DateText value={wave.closesOn} />
          </p>
          {wave.groups.length > 0 && (
            <Table
              caption={`${text.given}: ${wave.name}`}
              rows={wave.groups}
              rowKey={(row) => `${row.population} ${row.site}`}
              columns={[
                { key: "population", title: text.population, heading: true, cell: (row) => name(row.population) },
                { key: "site", title: text.site, cell: (row) => row.site || text.noSite },
                { key: "given", title: text.given, numeric: true, cell: (row) => row.givenOut },
                { key: "returned", title: text.returned, numeric: true, cell: (row) => row.returned ?? text.few },
              ]}
            />
          )}
          {found.mayManage && wave.state === "open" && (
            <p>
              <Button small aria-label={`${text.close}: ${wave.name}`} onClick={() => setAsking(wave)}>
                {text.close}
              </Button>
            </p>
          )}
        </section>
      ))}
      {asking === "new" && <PlanDialog onClose={() => setAsking(null)} onDone={done} />}
      {asking && asking !== "new" && <CloseDialog wave={asking} onClose={() => setAsking(null)} onDone={done} />}
    </div>
  );
}

interface PlanDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function PlanDialog({ onClose, onDone }: PlanDialogProps) {
  const text = texts.value;
  const [name, setName] = useState("");
  const [opens, setOpens] = useState("");
  const [closes, setCloses] = useState("");
  const [tried, setTried] = useState(false);
  const key = useMemo(intention, []);
  const error = (value: string): string | undefined => (tried && !value.trim() ? common.value.required : undefined);
  const go = async (): Promise<void> => {
    setTried(true);
    if (!name.trim() || !opens || !closes) return;
    await begin({ name, opensOn: opens, closesOn: closes }, key);
    onDone();
    onClose();
  };
  return (
    <SendDialog title={text.plan} confirm={common.value.save} onSend={go} onClose={onClose}>
      <TextInput label={text.name} required value={name} error={error(name)} onValue={setName} />
      <DateInput label={text.opens} required value={opens} error={error(opens)} onValue={setOpens} />
      <DateInput label={text.closes} required value={closes} error={error(closes)} onValue={setCloses} />
    </SendDialog>
  );
}

function CloseDialog({ wave, onClose, onDone }: PlanDialogProps & { readonly wave: Wave }) {
  const text = texts.value;
  const key = useMemo(intention, []);
  const go = async (): Promise<void> => {
    await close(wave.id, key);
    onDone();
    onClose();
  };
  return (
    <SendDialog title={text.closeTitle(wave.name)} confirm={text.close} onSend={go} onClose={onClose}>
      <p>{text.closeText}</p>
    </SendDialog>
  );
}
