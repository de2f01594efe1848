/** One case by its number: how long it is kept and what holds it, who changed it, read it, opened its sealed folders. */
import { useState } from "preact/hooks";
import { may } from "../api/session.ts";
import { AuditTab } from "../case/AuditTab.tsx";
import { Button, TextInput } from "../ui/index.ts";
import { KeepingCard } from "./KeepingCard.tsx";
import { texts } from "./texts.ts";

interface Props {
  readonly reference: string;
  readonly onFind: (reference: string) => void;
}

export function ExamineTab({ reference, onFind }: Props) {
  const text = texts.value.case;
  const [typed, setTyped] = useState(reference);
  return (
    <div class="akz-stack">
      <form
        class="ovs-ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim()) onFind(typed.trim());
        }}
      >
        <TextInput label={text.find} hint={text.hint} value={typed} onValue={setTyped} autocomplete="off" />
        <Button type="submit" variant="primary">
          {text.open}
        </Button>
      </form>
      {reference && may("case.erasure") && <KeepingCard key={reference} reference={reference} />}
      {reference && may("case.audit") && <AuditTab key={reference} id={reference} round={0} />}
    </div>
  );
}
