/** A clerk who bears the name of a party says first how they stand to each other (§ 20 VwVfG). */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { common } from "../i18n/common.ts";
import { Button, PageTitle, ProblemAlert, TextArea, useSending } from "../ui/index.ts";
import { stateConflict } from "./data.ts";
import { caseTexts } from "./texts.ts";

export function Conflict({ id, onStated }: { readonly id: string; readonly onStated: () => void }) {
  const text = caseTexts.value.conflict;
  const [related, setRelated] = useState<boolean | null>(null);
  const [statement, setStatement] = useState("");
  const [missing, setMissing] = useState(false);
  const { busy, problem, send } = useSending();
  const [key] = useState(intention);
  const say = async (): Promise<void> => {
    setMissing(related === null || !statement.trim());
    if (related !== null && statement.trim()) await stateConflict(id, related, statement.trim(), key).then(onStated);
  };
  return (
    <form
      class="akz-stack akz-conflict"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(say);
      }}
    >
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <p>{text.intro}</p>
      <ProblemAlert problem={problem} />
      <fieldset class="akz-stack" aria-describedby={missing && related === null ? "akz-conflict-missing" : undefined}>
        <legend class="kern-label">{text.question}</legend>
        {([false, true] as const).map((value) => (
          <label key={String(value)} class="akz-conflict-choice">
            <input
              type="radio"
              name="related"
              checked={related === value}
              onChange={() => setRelated(value)}
              required
            />
            <span>{value ? text.related : text.unrelated}</span>
          </label>
        ))}
        {missing && related === null && (
          <p id="akz-conflict-missing" class="kern-error">
            {common.value.required}
          </p>
        )}
      </fieldset>
      <TextArea
        label={text.statement}
        hint={text.hint}
        required
        rows={3}
        value={statement}
        error={missing && !statement.trim() ? common.value.required : undefined}
        onValue={setStatement}
      />
      <div class="akz-actions">
        <Button type="submit" variant="primary" busy={busy}>
          {text.send}
        </Button>
      </div>
    </form>
  );
}
