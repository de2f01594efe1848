/** Who deployed what when and why, what each version changed, and the way back to an older one. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { useLoad } from "../api/use.ts";
import { common } from "../i18n/common.ts";
import { announce, Badge, Button, DateText, Loading, ProblemAlert, ReasonDialog, Table } from "../ui/index.ts";
import { DifferenceDialog } from "./DifferenceDialog.tsx";
import { ProposalList } from "./ReleasePanel.tsx";
import { again, type Deployment, deployments, differenceOf } from "./released.ts";
import { released } from "./textsReleased.ts";

export default function ReleasesTab() {
  const text = released.value.releases;
  const loaded = useLoad("deployments", deployments);
  const [back, setBack] = useState<{ row: Deployment; key: string } | null>(null);
  const [compared, setCompared] = useState<readonly [number, number] | null>(null);
  const rows = loaded.data ?? [];
  return (
    <div class="akz-stack">
      <ProposalList draft={null} onReleased={loaded.reload} />
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!loaded.data && !loaded.problem && <Loading />}
      {loaded.data && (
        <Table
          caption={text.title}
          rows={rows}
          rowKey={({ id }) => String(id)}
          columns={[
            {
              key: "id",
              title: text.number,
              heading: true,
              cell: ({ id, newest }) => (
                <>
                  {id} {newest && <Badge tone="success">{text.newest}</Badge>}
                </>
              ),
            },
            { key: "at", title: text.at, cell: ({ deployedAt }) => <DateText value={deployedAt} time /> },
            {
              key: "by",
              title: text.by,
              cell: ({ deployedBy, deployedByName, proposedBy, proposedByName }) => (
                <>
                  {deployedByName}
                  {proposedBy && proposedBy !== deployedBy && (
                    <span class="akz-muted"> ({text.proposedBy(proposedByName ?? proposedBy)})</span>
                  )}
                </>
              ),
            },
            {
              key: "why",
              title: text.reason,
              cell: ({ reason, againOf }) => (
                <>
                  {reason} {againOf && <span class="akz-muted">({text.againOf(againOf)})</span>}
                </>
              ),
            },
            {
              key: "acts",
              title: common.value.actions,
              cell: (row) => {
                const before = rows[rows.indexOf(row) + 1];
                return (
                  <span class="akz-actions">
                    {before && (
                      <Button
                        small
                        aria-label={`${text.compare}: ${row.id}`}
                        onClick={() => setCompared([before.id, row.id])}
                      >
                        {text.compare}
                      </Button>
                    )}
                    {!row.newest && (
                      <Button
                        small
                        aria-label={`${text.again}: ${row.id}`}
                        onClick={() => setBack({ row, key: intention() })}
                      >
                        {text.again}
                      </Button>
                    )}
                  </span>
                );
              },
            },
          ]}
        />
      )}
      {compared && (
        <DifferenceDialog
          title={`${compared[0]} → ${compared[1]}`}
          of={`differences/${compared[0]}/${compared[1]}`}
          load={(signal) => differenceOf(compared[0], compared[1], signal)}
          onClose={() => setCompared(null)}
        />
      )}
      {back && (
        <ReasonDialog
          title={text.againTitle(back.row.id)}
          confirm={text.again}
          onClose={() => setBack(null)}
          onConfirm={async (reason) => {
            await again(back.row.id, reason, back.key);
            announce(text.againDone, "success");
            loaded.reload();
          }}
        >
          <p>{text.againText}</p>
        </ReasonDialog>
      )}
    </div>
  );
}
