/** What is stuck, in plain words, with what can be done about it. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { may } from "../api/session.ts";
import { usePages } from "../api/usePages.ts";
import { pick } from "../i18n/index.ts";
import { announce, Badge, Button, DateText, LinkButton, ReasonDialog, SendDialog, TextArea } from "../ui/index.ts";
import { type Incident, list, resolve, retry } from "./data.ts";
import { CaseLink, Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

const UNKNOWN = "outcome-unknown";

interface Asking {
  readonly what: "retry" | "resolve";
  readonly row: Incident;
  readonly key: string;
}

export function IncidentsTab() {
  const text = texts.value.incidents;
  const pages = usePages<Incident>("incidents", (after, signal) => list("/operations/incidents", { after }, signal));
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = (done: string): void => {
    announce(done, "success");
    setAsking(null);
    pages.reload();
  };
  return (
    <div class="akz-stack">
      <p>{text.intro}</p>
      <Listed pages={pages} none={text.empty} hint={text.emptyText}>
        {(rows) => (
          <ul class="ops-incidents">
            {rows.map((row) => (
              <li key={`${row.caseId}.${row.activation}`} class="akz-card ops-incident">
                <IncidentCard row={row} onAsk={(what) => setAsking({ what, row, key: intention() })} />
              </li>
            ))}
          </ul>
        )}
      </Listed>
      {asking?.what === "retry" && (
        <RetryDialog asking={asking} onClose={() => setAsking(null)} onDone={() => close(text.retried)} />
      )}
      {asking?.what === "resolve" && (
        <ResolveDialog asking={asking} onClose={() => setAsking(null)} onDone={() => close(text.resolved)} />
      )}
    </div>
  );
}

function IncidentCard({ row, onAsk }: { readonly row: Incident; readonly onAsk: (what: "retry" | "resolve") => void }) {
  const text = texts.value.incidents;
  const unknown = row.code === UNKNOWN;
  const { acts } = row.explanation;
  return (
    <>
      <h2 class="akz-h3">
        {pick(row.name)} <Badge tone={unknown ? "warning" : "danger"}>{row.code}</Badge>
      </h2>
      <p class="akz-small akz-muted">
        <CaseLink id={row.caseId} reference={row.businessKey} /> · {row.site} · {texts.value.since}{" "}
        <DateText value={row.openedAt} time />
        {row.job && ` · ${row.job.agency} · ${text.attempts(row.job.attempts, row.job.maxAttempts)}`}
      </p>
      <p>{pick(row.explanation.what)}</p>
      <p>
        <strong>{text.todo}:</strong> {pick(row.explanation.todo)}
      </p>
      {row.message && (
        <p class="akz-small">
          {text.message}: <code class="ops-message">{row.message}</code>
        </p>
      )}
      {acts.includes("configure") && <p class="akz-small akz-muted">{text.configure}</p>}
      <p class="akz-actions akz-no-print">
        {acts.map((act) =>
          act === "retry" ? (
            <Button key={act} small variant={acts[0] === act ? "primary" : "secondary"} onClick={() => onAsk("retry")}>
              {unknown ? text.retry : text.retryStep}
            </Button>
          ) : act === "resolve" ? (
            <Button
              key={act}
              small
              variant={acts[0] === act ? "primary" : "secondary"}
              onClick={() => onAsk("resolve")}
            >
              {unknown ? text.resolve : text.resolveStep}
            </Button>
          ) : act === "move" && may("case.modify") ? (
            <LinkButton key={act} small href={`/app/operations?tab=case&case=${row.businessKey}`}>
              {text.move}
            </LinkButton>
          ) : null,
        )}
      </p>
    </>
  );
}

interface DialogProps {
  readonly asking: Asking;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function RetryDialog({ asking, onClose, onDone }: DialogProps) {
  const text = texts.value.incidents;
  return (
    <SendDialog
      title={text.retryTitle}
      confirm={text.retryConfirm}
      onSend={() => retry(asking.row, asking.key).then(onDone)}
      onClose={onClose}
    >
      <p>{asking.row.code === UNKNOWN ? text.retryUnknown : text.retryText}</p>
    </SendDialog>
  );
}

/** The object in a text; null for a text that is none. */
function object(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function ResolveDialog({ asking, onClose, onDone }: DialogProps) {
  const text = texts.value.incidents;
  const [typed, setTyped] = useState("");
  const variables = object(typed);
  return (
    <ReasonDialog
      title={text.resolveTitle}
      confirm={text.resolveConfirm}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (!variables) throw new Error(text.variablesWrong);
        await resolve(asking.row, variables, reason, asking.key);
        onDone();
      }}
    >
      <p>{text.resolveText}</p>
      <TextArea
        label={text.variables}
        hint={text.variablesHint}
        rows={3}
        spellcheck={false}
        value={typed}
        error={variables ? undefined : text.variablesWrong}
        onValue={setTyped}
      />
    </ReasonDialog>
  );
}
