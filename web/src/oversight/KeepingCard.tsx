/** How a case is kept, and the acts of two persons about it: hold and lift, propose and approve. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { may, me } from "../api/session.ts";
import { useLoad } from "../api/use.ts";
import {
  announce,
  Button,
  DateText,
  Facts,
  Loading,
  ProblemAlert,
  ReasonDialog,
  SendDialog,
  Table,
  useSending,
} from "../ui/index.ts";
import { approve, type Hold, hold, keeping, lift, withdraw } from "./data.ts";
import { ProposeDialog } from "./ProposeDialog.tsx";
import { texts } from "./texts.ts";

export function KeepingCard({ reference }: { readonly reference: string }) {
  const text = texts.value.case;
  const { data, problem, reload } = useLoad(`keeping/${reference}`, (signal) => keeping(reference, signal));
  const [asking, setAsking] = useState<{ what: "hold" | "propose" | "approve"; key: string } | null>(null);
  const { busy, problem: refused, send } = useSending();
  const done = (): void => {
    announce(text.done, "success");
    reload();
  };
  const ask = (what: "hold" | "propose" | "approve") => () => setAsking({ what, key: intention() });
  if (!data) return problem ? <ProblemAlert problem={problem} retry={reload} /> : <Loading />;
  const { erasure } = data;
  const lying = data.holds.some((each) => !each.liftedAt);
  return (
    <section class="akz-card akz-stack" aria-labelledby="ovs-keeping">
      <h2 class="akz-h2" id="ovs-keeping">
        {text.keeping}: {erasure.businessKey}
      </h2>
      <ProblemAlert problem={refused} />
      <Facts
        items={[
          [text.state, text.states[erasure.state] ?? erasure.state],
          [text.until, data.keptUntil ? <DateText value={data.keptUntil} /> : text.untilOpen],
          ...(erasure.basis
            ? ([
                [text.basis, `${texts.value.bases[erasure.basis] ?? erasure.basis}, ${erasure.reference ?? ""}`],
              ] as const)
            : []),
        ]}
      />
      {data.holds.length > 0 && (
        <Holds
          rows={data.holds}
          busy={busy}
          onLift={(id) => void send(() => lift(reference, id, intention()).then(done))}
        />
      )}
      {erasure.state !== "erased" && (
        <div class="akz-actions akz-no-print">
          {may("case.hold") && !lying && (
            <Button small onClick={ask("hold")}>
              {text.lay}
            </Button>
          )}
          {may("case.erase") && erasure.state === "none" && !lying && (
            <Button small onClick={ask("propose")}>
              {text.propose}
            </Button>
          )}
          {may("case.erase") && erasure.state === "proposed" && (
            <>
              <Button small onClick={ask("approve")}>
                {text.approve}
              </Button>
              <Button small busy={busy} onClick={() => void send(() => withdraw(reference, intention()).then(done))}>
                {text.withdraw}
              </Button>
            </>
          )}
        </div>
      )}
      {asking?.what === "hold" && (
        <ReasonDialog
          title={text.layTitle}
          hint={text.layHint}
          confirm={text.layTitle}
          onConfirm={(reason) => hold(reference, reason, asking.key).then(done)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking?.what === "propose" && (
        <ProposeDialog reference={reference} requestKey={asking.key} onDone={done} onClose={() => setAsking(null)} />
      )}
      {asking?.what === "approve" && (
        <SendDialog
          title={text.approveTitle}
          onSend={async () => {
            await approve(reference, asking.key);
            done();
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        >
          <p>{text.approveText}</p>
        </SendDialog>
      )}
    </section>
  );
}

interface HoldsProps {
  readonly rows: readonly Hold[];
  readonly busy: boolean;
  readonly onLift: (id: string) => void;
}

function Holds({ rows, busy, onLift }: HoldsProps) {
  const text = texts.value.case;
  const lift = (row: Hold) =>
    may("case.hold") && row.placedBy !== me.value?.person ? (
      <Button small busy={busy} onClick={() => onLift(row.id)}>
        {text.lift}
      </Button>
    ) : (
      "–"
    );
  return (
    <Table
      caption={text.holds}
      showCaption
      columns={[
        { key: "reason", title: text.reason, heading: true, cell: (row) => row.reason },
        { key: "placed", title: text.placed, cell: (row) => <DateText value={row.placedAt} /> },
        { key: "by", title: text.by, cell: (row) => row.placedByName || row.placedBy },
        {
          key: "lifted",
          title: text.lifted,
          cell: (row) => (row.liftedAt ? <DateText value={row.liftedAt} /> : lift(row)),
        },
      ]}
      rows={rows}
      rowKey={(row) => row.id}
    />
  );
}
