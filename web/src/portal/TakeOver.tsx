/** The employer has declared by himself: his number and code bring the declaration into the application or the case. */
import { useState } from "preact/hooks";
import { ask, Refusal } from "./api.ts";
import { KeyField } from "./KeyField.tsx";
import { problemText, t } from "./words.ts";

interface Props {
  /** Where it is taken over to. */
  readonly path: string;
  readonly csrf: string;
  readonly onTaken: () => Promise<void>;
}

export function TakeOver({ path, csrf, onTaken }: Props) {
  const [reference, setReference] = useState("");
  const [code, setCode] = useState("");
  const [said, setSaid] = useState("");
  const [fault, setFault] = useState("");

  async function take(event: Event): Promise<void> {
    event.preventDefault();
    setSaid("");
    setFault("");
    try {
      await ask("POST", path, { csrf, body: { reference: reference || " ", code: code || " " } });
      setReference("");
      setCode("");
      setSaid(t("take.done"));
      await onTaken();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code === "nothing-awaited" ? "not-declared" : error.code));
    }
  }

  return (
    <details class="po-take">
      <summary>{t("take.title")}</summary>
      <form class="st-form" noValidate onSubmit={(event) => void take(event)}>
        <p>{t("take.text")}</p>
        <KeyField id="erklaerung-nummer" label={t("take.number")} value={reference} onValue={setReference} />
        <KeyField id="erklaerung-code" label={t("code")} value={code} onValue={setCode} />
        {fault && (
          <p class="st-fault" role="alert">
            {fault}
          </p>
        )}
        <p role="status">{said}</p>
        <button type="submit" class="kern-btn kern-btn--secondary" id="uebernehmen">
          <span class="kern-label">{t("take.do")}</span>
        </button>
      </form>
    </details>
  );
}
