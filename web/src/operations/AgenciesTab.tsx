/** Agencies: traffic light, backlog, latency; pause, resume, drain with a reason. */
import { useState } from "preact/hooks";
import { intention } from "../api/client.ts";
import { usePages } from "../api/usePages.ts";
import { language } from "../i18n/index.ts";
import { announce, Badge, Button, ReasonDialog, Table, TextInput } from "../ui/index.ts";
import { type Agency, list, steer } from "./data.ts";
import { Listed } from "./parts.tsx";
import { texts } from "./texts.ts";

type Act = "pause" | "resume" | "drain";

function Light({ row }: { readonly row: Agency }) {
  const text = texts.value.agencies;
  if (row.paused) return <Badge tone="warning">{text.paused}</Badge>;
  if (row.breaker === "open") return <Badge tone="danger">{text.open}</Badge>;
  if (row.breaker.startsWith("half")) return <Badge tone="warning">{text.half}</Badge>;
  if (row.ratePerMinute) return <Badge tone="info">{text.slow(row.ratePerMinute)}</Badge>;
  return <Badge tone="success">{text.closed}</Badge>;
}

function age(seconds: number | null): string {
  if (seconds === null) return texts.value.none;
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** Two digits that say something: 0,012 and 1,4 and 12. */
function seconds(value: number): string {
  const locale = language.value === "en" ? "en-GB" : "de-DE";
  return value.toLocaleString(locale, { maximumSignificantDigits: 2 });
}

export function AgenciesTab({ steers }: { readonly steers: boolean }) {
  const text = texts.value.agencies;
  const pages = usePages<Agency>("agencies", (_, signal) => list("/agencies", {}, signal));
  const [asking, setAsking] = useState<{ act: Act; name: string; key: string } | null>(null);
  const [rate, setRate] = useState("60");
  const wrong = !/^[1-9][0-9]{0,5}$/.test(rate) || Number(rate) > 100_000;
  const ask = (act: Act, name: string): void => setAsking({ act, name, key: intention() });
  const title = asking && { pause: text.pauseTitle, resume: text.resumeTitle, drain: text.drainTitle }[asking.act];
  const words = asking && { pause: text.pauseText, resume: text.resumeText, drain: text.drainText }[asking.act];
  return (
    <div class="akz-stack">
      <Listed pages={pages} none={texts.value.none}>
        {(rows) => (
          <Table
            caption={texts.value.tabs.agencies}
            rows={rows}
            rowKey={(row) => row.name}
            columns={[
              { key: "name", title: text.name, heading: true, cell: (row) => row.name },
              {
                key: "light",
                title: text.light,
                cell: (row) => (
                  <>
                    <Light row={row} />
                    {row.reason && (
                      <span class="akz-small akz-muted ops-reason">
                        {row.reason} ({text.by(row.changedBy)})
                      </span>
                    )}
                  </>
                ),
              },
              { key: "waiting", title: text.waiting, numeric: true, cell: (row) => row.waiting + row.leased },
              { key: "oldest", title: text.oldest, numeric: true, cell: (row) => age(row.backlogSeconds) },
              { key: "stuck", title: text.stuck, numeric: true, cell: (row) => row.incidents },
              { key: "calls", title: text.calls, numeric: true, cell: (row) => row.calls },
              { key: "errors", title: text.errors, numeric: true, cell: (row) => row.errors },
              {
                key: "speed",
                title: text.speed,
                numeric: true,
                cell: (row) =>
                  row.p50Seconds === null
                    ? texts.value.none
                    : `${seconds(row.p50Seconds)} / ${seconds(row.p95Seconds ?? 0)} s`,
              },
              ...(steers
                ? [
                    {
                      key: "acts",
                      title: texts.value.acts,
                      cell: (row: Agency) => (
                        <span class="akz-actions akz-no-print">
                          {row.paused || row.ratePerMinute ? (
                            <Button
                              small
                              onClick={() => ask("resume", row.name)}
                              aria-label={`${text.resume}: ${row.name}`}
                            >
                              {text.resume}
                            </Button>
                          ) : (
                            <Button
                              small
                              onClick={() => ask("pause", row.name)}
                              aria-label={`${text.pause}: ${row.name}`}
                            >
                              {text.pause}
                            </Button>
                          )}
                          <Button
                            small
                            variant="tertiary"
                            onClick={() => ask("drain", row.name)}
                            aria-label={`${text.drain}: ${row.name}`}
                          >
                            {text.drain}
                          </Button>
                        </span>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Listed>
      {asking && title && (
        <ReasonDialog
          title={title(asking.name)}
          confirm={text[asking.act]}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            if (asking.act === "drain" && wrong) throw new Error(text.rateWrong);
            await steer(
              asking.name,
              asking.act,
              asking.act === "drain" ? { reason, ratePerMinute: Number(rate) } : { reason },
              asking.key,
            );
            announce(text.done, "success");
            pages.reload();
          }}
        >
          <p>{words}</p>
          {asking.act === "drain" && (
            <TextInput
              label={text.rate}
              inputMode="numeric"
              value={rate}
              error={wrong ? text.rateWrong : undefined}
              onValue={setRate}
            />
          )}
        </ReasonDialog>
      )}
    </div>
  );
}
