/** What was played becomes a scenario of the draft. */
import { useState } from "preact/hooks";
import { SendDialog, TextInput } from "../ui/index.ts";
import { tried } from "./textsTried.ts";
import { keepScenario } from "./tried.ts";

export interface KeepScenarioProps {
  readonly play: string;
  readonly onClose: () => void;
  readonly onKept: (path: string) => void;
}

export function KeepScenario({ play, onClose, onKept }: KeepScenarioProps) {
  const text = tried.value.play;
  const [id, setId] = useState("");
  const [title, setTitle] = useState("");
  const [asked, setAsked] = useState(false);
  const fits = /^[A-Za-z][\w-]*$/.test(id.trim());
  const keep = async (): Promise<void> => {
    setAsked(true);
    if (!fits || !title.trim()) return;
    onKept((await keepScenario(play, id.trim(), title.trim())).path);
    onClose();
  };
  return (
    <SendDialog title={text.keep} onSend={keep} onClose={onClose}>
      <TextInput
        label={text.scenarioId}
        hint={text.scenarioIdHint}
        required
        value={id}
        error={asked && !fits ? text.missing : undefined}
        onValue={setId}
      />
      <TextInput
        label={text.scenarioTitle}
        required
        value={title}
        error={asked && !title.trim() ? text.missing : undefined}
        onValue={setTitle}
      />
    </SendDialog>
  );
}
