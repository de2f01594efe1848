/** The coordinator writes down what was decided, and later with which deployment it came into force. */
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { common } from "../i18n/common.ts";
import { DateInput, Select, SendDialog, TextArea, TextInput } from "../ui/index.ts";
import { decide, deployed, type Whole } from "./data.ts";
import { Deployed, deploymentName } from "./parts.tsx";
import { texts } from "./texts.ts";

interface DialogProps {
  readonly row: Whole;
  readonly onClose: () => void;
  readonly onDone: (changed: Whole) => void;
}

export function DecideDialog({ row, onClose, onDone }: DialogProps) {
  const text = texts.value;
  const [state, setState] = useState("accepted");
  const [decision, setDecision] = useState("");
  const [standard, setStandard] = useState("");
  const [validFrom, setValidFrom] = useState("");
  const [tried, setTried] = useState(false);
  const key = useMemo(intention, []);
  const accepts = state === "accepted";
  const versionWrong = accepts && !/^20\d\d-[1-9]\d?$/.test(standard);
  const send = async (): Promise<void> => {
    setTried(true);
    if (!decision.trim() || versionWrong || (accepts && !validFrom)) return;
    const body = { state, decision, standard: accepts ? standard : "", validFrom: accepts ? validFrom : null };
    onDone(await decide(row, body, key));
    onClose();
  };
  return (
    <SendDialog title={text.decide} onSend={send} onClose={onClose} wide>
      <p>{text.decideText}</p>
      <Select
        label={text.state}
        required
        value={state}
        options={[
          { value: "accepted", label: text.accept },
          { value: "declined", label: text.decline },
        ]}
        onValue={setState}
      />
      <TextArea
        label={text.decision}
        required
        rows={3}
        value={decision}
        error={tried && !decision.trim() ? common.value.required : undefined}
        onValue={setDecision}
      />
      {accepts && (
        <>
          <TextInput
            label={text.version}
            hint={text.versionHint}
            required
            value={standard}
            error={tried && versionWrong ? text.versionHint : undefined}
            onValue={setStandard}
          />
          <DateInput
            label={text.validFrom}
            required
            value={validFrom}
            error={tried && !validFrom ? common.value.required : undefined}
            onValue={setValidFrom}
          />
        </>
      )}
    </SendDialog>
  );
}

/** The newest deployment since the decision is meant most often; any other can be chosen. */
function likely(row: Whole): string {
  const since = row.linkable.filter((one) => !row.decidedAt || one.deployedAt >= row.decidedAt);
  return String((since[0] ?? row.linkable[0])?.id ?? "");
}

export function LinkDialog({ row, onClose, onDone }: DialogProps) {
  const text = texts.value;
  const [number, setNumber] = useState(() => likely(row));
  const key = useMemo(intention, []);
  const chosen = row.linkable.find((one) => String(one.id) === number);
  const send = async (): Promise<void> => {
    onDone(await deployed(row, Number(number), key));
    onClose();
  };
  return (
    <SendDialog title={text.link} onSend={send} onClose={onClose} disabled={!chosen} wide>
      <p>{chosen ? text.linkText : text.nothingDeployed}</p>
      {chosen && (
        <>
          <Select
            label={text.deployment}
            value={number}
            options={row.linkable.map((one) => ({ value: String(one.id), label: deploymentName(one) }))}
            onValue={setNumber}
          />
          <div role="status">
            <Deployed one={chosen} />
          </div>
        </>
      )}
    </SendDialog>
  );
}
