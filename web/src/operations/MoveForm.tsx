/** Moves a token: what is withdrawn, where one is started, and why. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import { dateTime } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import {
  Alert,
  announce,
  Button,
  Checkbox,
  Loading,
  ProblemAlert,
  ReasonDialog,
  Select,
  TextInput,
} from "../ui/index.ts";
import { act, type CaseDetail, type Moves, moves } from "./data.ts";
import { texts } from "./texts.ts";

export function MoveForm({ row, onMoved }: { readonly row: CaseDetail; readonly onMoved: () => void }) {
  const text = texts.value.case;
  const { data, problem } = useLoad(`moves/${row.id}/${row.version}`, (signal) => moves(row.id, signal));
  const [from, setFrom] = useState<readonly number[]>([]);
  const [to, setTo] = useState("");
  const [search, setSearch] = useState("");
  const [asking, setAsking] = useState("");
  const [empty, setEmpty] = useState(false);
  const wanted = search.trim().toLowerCase();
  const fits = (one: Moves["targets"][number]): boolean =>
    one.elementId === to || `${one.elementId} ${one.name.de} ${one.name.en}`.toLowerCase().includes(wanted);
  const choices = [
    { value: "", label: text.nowhere },
    ...(data?.targets ?? [])
      .filter(fits)
      .map((one) => ({ value: one.elementId, label: `${pick(one.name)} (${one.elementId})` })),
  ];
  return (
    <section class="akz-card akz-stack" aria-labelledby="ops-move">
      <h2 class="akz-h2" id="ops-move">
        {text.moveTitle}
      </h2>
      <p>{text.moveText}</p>
      <ProblemAlert problem={problem} />
      {!data && !problem && <Loading />}
      {data && (
        <>
          {empty && <Alert tone="danger" title={text.nothing} live />}
          <fieldset class="ops-choice">
            <legend class="akz-strong">
              {text.from} <span class="akz-small akz-muted">({text.fromHint})</span>
            </legend>
            {data.tokens.map((token) => (
              <div key={token.activation} class={`ops-depth ops-depth-${Math.min(token.depth, 5)}`}>
                <Checkbox
                  label={`${pick(token.name)} (${token.elementId}), ${texts.value.since} ${dateTime(token.since)}`}
                  checked={from.includes(token.activation)}
                  onValue={(on) =>
                    setFrom(on ? [...from, token.activation] : from.filter((number) => number !== token.activation))
                  }
                />
              </div>
            ))}
          </fieldset>
          <div class="ops-filters">
            <TextInput label={text.search} hint={text.toHint} value={search} onValue={setSearch} />
            <Select label={text.to} value={to} options={choices} onValue={setTo} />
          </div>
          <div class="akz-actions">
            <Button
              variant="primary"
              onClick={() => {
                const nothing = from.length === 0 && !to;
                setEmpty(nothing);
                if (!nothing) setAsking(intention());
              }}
            >
              {text.move}
            </Button>
          </div>
        </>
      )}
      {asking && (
        <ReasonDialog
          title={text.moveTitle}
          confirm={text.move}
          onClose={() => setAsking("")}
          onConfirm={async (reason) => {
            const body = { cancel: from, start: to ? [to] : [], variables: {}, reason };
            await act({ ...row, version: data?.version ?? row.version }, "modify", body, asking);
            announce(text.moved, "success");
            setFrom([]);
            setTo("");
            onMoved();
          }}
        />
      )}
    </section>
  );
}
