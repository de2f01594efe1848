/** What was played becomes a scenario of the draft. */
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { Button, Dialog, ProblemAlert, TextInput } from "../ui/index.ts";
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
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fits = /^[A-Za-z][\w-]*$/.test(id.trim());
  const keep = async (): Promise<void> => {
    setAsked(true);
    if (!fits || !title.trim()) return;
    setBusy(true);
    try {
      onKept((await keepScenario(play, id.trim(), title.trim())).path);
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={text.keep}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" busy={busy} onClick={() => void keep()}>
            {text.keep}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={problem} />
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
    </Dialog>
  );
}
