/** Data protection reads open answers before anybody else does, and releases them without what tells who wrote. */
import { useMemo, useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import { announce, Button, EmptyState, Loading, ProblemAlert, TextArea, useSending } from "../ui/index.ts";
import { type Pending, pending, review } from "./data.ts";
import { texts } from "./texts.ts";

export function ReviewTab() {
  const text = texts.value;
  const loaded = useLoad("survey-texts", pending);
  if (!loaded.data)
    return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      <p>{text.reviewText}</p>
      {loaded.data.items.length === 0 && <EmptyState title={text.nothing} />}
      {loaded.data.items.map((one) => (
        <Answer
          key={one.id}
          row={one}
          onDone={() => {
            announce(text.done, "success");
            loaded.reload();
          }}
        />
      ))}
    </div>
  );
}

function Answer({ row, onDone }: { readonly row: Pending; readonly onDone: () => void }) {
  const text = texts.value;
  const [shown, setShown] = useState(row.text);
  const { busy, problem, send } = useSending();
  const key = useMemo(intention, []);
  const go = (outcome: "shown" | "kept-back"): void => {
    void send(() => review(row.id, { outcome, shown: outcome === "shown" ? shown : "" }, key).then(onDone));
  };
  return (
    <section class="akz-card akz-stack" aria-label={text.original}>
      <ProblemAlert problem={problem} />
      <TextArea label={text.shown} rows={3} value={shown} onValue={setShown} />
      <p class="akz-actions">
        <Button variant="primary" busy={busy} onClick={() => go("shown")}>
          {text.release}
        </Button>
        <Button busy={busy} onClick={() => go("kept-back")}>
          {text.keep}
        </Button>
      </p>
    </section>
  );
}
