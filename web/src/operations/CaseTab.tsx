/** One case in an operator's hands: suspend, resume, cancel, move a token; each recorded with its reason. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { may } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import {
  announce,
  Badge,
  Button,
  LinkButton,
  Loading,
  ProblemAlert,
  ReasonDialog,
  TextInput,
  useSending,
} from "../ui/index.ts";
import { act, type CaseDetail, findCase } from "./data.ts";
import { MoveForm } from "./MoveForm.tsx";
import { texts } from "./texts.ts";

interface Props {
  readonly reference: string;
  readonly onFind: (reference: string) => void;
}

export function CaseTab({ reference, onFind }: Props) {
  const text = texts.value.case;
  const [typed, setTyped] = useState(reference);
  const { data, problem, busy, reload } = useLoad(reference ? `case/${reference}` : null, (signal) =>
    findCase(reference, signal),
  );
  return (
    <div class="akz-stack">
      <form
        class="ops-filters"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim()) onFind(typed.trim().toUpperCase());
        }}
      >
        <TextInput label={text.find} hint={text.hint} value={typed} onValue={setTyped} autocomplete="off" />
        <Button type="submit" variant="primary">
          {text.open}
        </Button>
      </form>
      <ProblemAlert problem={problem} />
      {reference && busy && !data && <Loading />}
      {data && <Opened key={data.id} row={data} onChanged={reload} />}
    </div>
  );
}

function Opened({ row, onChanged }: { readonly row: CaseDetail; readonly onChanged: () => void }) {
  const text = texts.value.case;
  const [asking, setAsking] = useState<{ what: "suspend" | "cancel"; key: string } | null>(null);
  const { busy, problem, send } = useSending();
  const running = row.status === "RUNNING" || row.status === "INCIDENT";
  const suspended = row.status === "SUSPENDED";
  const done = (): void => {
    announce(text.done, "success");
    onChanged();
  };
  const resume = async (): Promise<void> => {
    await act(row, "resume", {}, intention());
    done();
  };
  return (
    <>
      <section class="akz-card akz-stack" aria-labelledby="ops-case">
        <h2 class="akz-h2" id="ops-case">
          {row.businessKey}{" "}
          <Badge tone={row.status === "INCIDENT" ? "danger" : suspended ? "warning" : "neutral"}>
            {text.statuses[row.status] ?? row.status}
          </Badge>
        </h2>
        <ProblemAlert problem={problem} />
        <div class="akz-actions">
          <LinkButton small href={`/app/cases/${row.id}`}>
            {text.page}
          </LinkButton>
          {running && (
            <Button small onClick={() => setAsking({ what: "suspend", key: intention() })}>
              {text.suspend}
            </Button>
          )}
          {suspended && (
            <Button small variant="primary" busy={busy} onClick={() => void send(resume)}>
              {text.resume}
            </Button>
          )}
          {(running || suspended) && (
            <Button small onClick={() => setAsking({ what: "cancel", key: intention() })}>
              {text.cancel}
            </Button>
          )}
        </div>
      </section>
      {running &&
        (may("case.modify") ? <MoveForm row={row} onMoved={onChanged} /> : <p class="akz-muted">{text.only}</p>)}
      {asking && (
        <ReasonDialog
          title={asking.what === "cancel" ? text.cancelTitle : text.suspendTitle}
          confirm={asking.what === "cancel" ? text.cancel : text.suspend}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            await act(row, asking.what, { reason }, asking.key);
            done();
          }}
        >
          <p>{asking.what === "cancel" ? text.cancelText : text.suspendText}</p>
        </ReasonDialog>
      )}
    </>
  );
}
