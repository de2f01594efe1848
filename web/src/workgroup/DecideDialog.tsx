/** The coordinator writes down what was decided, and later with which deployment it came into force. */
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { Button, DateInput, Dialog, ProblemAlert, Select, TextArea, TextInput } from "../ui/index.ts";
import { decide, deployed, type Whole } from "./data.ts";
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useMemo(intention, []);
  const accepts = state === "accepted";
  const versionWrong = accepts && !/^20\d\d-[1-9]\d?$/.test(standard);
  const send = async (): Promise<void> => {
    setTried(true);
    if (!decision.trim() || versionWrong || (accepts && !validFrom)) return;
    setBusy(true);
    try {
      const body = { state, decision, standard: accepts ? standard : "", validFrom: accepts ? validFrom : null };
      onDone(await decide(row, body, key));
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={text.decide}
      onClose={onClose}
      wide
      footer={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" busy={busy} onClick={() => void send()}>
            {text.decide}
          </Button>
        </>
      }
    >
      <p>{text.decideText}</p>
      <ProblemAlert problem={problem} />
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
    </Dialog>
  );
}

export function LinkDialog({ row, onClose, onDone }: DialogProps) {
  const text = texts.value;
  const [number, setNumber] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useMemo(intention, []);
  const wrong = !/^[1-9]\d{0,8}$/.test(number);
  const send = async (): Promise<void> => {
    if (wrong) return;
    try {
      onDone(await deployed(row, Number(number), key));
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <Dialog
      title={text.link}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" onClick={() => void send()}>
            {text.link}
          </Button>
        </>
      }
    >
      <p>{text.linkText}</p>
      <ProblemAlert problem={problem} />
      <TextInput label={text.deployment} inputMode="numeric" value={number} onValue={setNumber} />
    </Dialog>
  );
}
