/** What may be done with the case as a whole: print, suspend, resume, cancel; each with a reason where it needs one. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { announce, Button, ProblemAlert, ReasonDialog, useSending } from "../ui/index.ts";
import { type Act, act, type Overview } from "./data.ts";
import { caseTexts } from "./texts.ts";

interface ActsProps {
  readonly overview: Overview;
  readonly onDone: () => void;
}

export function Acts({ overview, onDone }: ActsProps) {
  const text = caseTexts.value.acts;
  const [asking, setAsking] = useState<{ what: "cancel" | "suspend"; key: string } | null>(null);
  const { busy, problem, send } = useSending();
  const { id, status, version } = overview.case;
  const open = status === "RUNNING" || status === "INCIDENT";
  const permitted = (action: string): boolean => overview.permissions[action] === true;
  const done = (what: Act): void => {
    announce(text.done[what], "success");
    onDone();
  };
  const resume = async (): Promise<void> => {
    await act(id, "resume", version, "", intention());
    done("resume");
  };
  return (
    <div class="akz-actions akz-no-print">
      <Button small variant="tertiary" onClick={() => window.print()}>
        {text.print}
      </Button>
      {open && permitted("case.suspend") && (
        <Button small onClick={() => setAsking({ what: "suspend", key: intention() })}>
          {text.suspend}
        </Button>
      )}
      {status === "SUSPENDED" && permitted("case.resume") && (
        <Button small variant="primary" busy={busy} onClick={() => void send(resume)}>
          {text.resume}
        </Button>
      )}
      {(open || status === "SUSPENDED") && permitted("case.cancel") && (
        <Button small onClick={() => setAsking({ what: "cancel", key: intention() })}>
          {text.cancel}
        </Button>
      )}
      <ProblemAlert problem={problem} />
      {asking && (
        <ReasonDialog
          title={asking.what === "cancel" ? text.cancelTitle : text.suspendTitle}
          confirm={asking.what === "cancel" ? text.cancelConfirm : text.suspendConfirm}
          hint={text.reasonHint}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            await act(id, asking.what, version, reason, asking.key);
            done(asking.what);
          }}
        >
          <p>{asking.what === "cancel" ? text.cancelText : text.suspendText}</p>
        </ReasonDialog>
      )}
    </div>
  );
}
