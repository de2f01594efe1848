/** Asks on whose order a case is to be erased; both answers stay for ever. */
import { useState } from "preact/hooks";
import { Select, SendDialog, TextInput } from "../ui/index.ts";
import { BASES, type Basis, propose } from "./data.ts";
import { texts } from "./texts.ts";

interface Props {
  readonly reference: string;
  readonly requestKey: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function ProposeDialog({ reference, requestKey, onDone, onClose }: Props) {
  const text = texts.value.case;
  const [basis, setBasis] = useState<Basis>("retention");
  const [typed, setTyped] = useState("");
  const [missing, setMissing] = useState(false);
  const go = async (): Promise<void> => {
    setMissing(!typed.trim());
    if (!typed.trim()) return;
    await propose(reference, basis, typed.trim(), requestKey);
    onDone();
    onClose();
  };
  return (
    <SendDialog title={text.proposeTitle} onSend={go} onClose={onClose}>
      <p>{text.proposeText}</p>
      <Select
        label={text.basis}
        value={basis}
        onValue={(value) => setBasis(BASES.find((each) => each === value) ?? "retention")}
        options={BASES.map((value) => ({ value, label: texts.value.bases[value] ?? value }))}
      />
      <TextInput
        label={text.reference}
        hint={text.referenceHint}
        required
        maxLength={60}
        value={typed}
        onValue={setTyped}
        error={missing ? text.missing : undefined}
      />
    </SendDialog>
  );
}
