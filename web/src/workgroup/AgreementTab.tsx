/** The agreement by version: what was promised, by whom, signed by which function, measured in the last quarter. */
import { useLoad } from "../api/use.ts";
import { shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import { Badge, DateText, Loading, ProblemAlert, Table } from "../ui/index.ts";
import { agreement } from "./data.ts";
import { Levels } from "./parts.tsx";
import { texts } from "./texts.ts";

export function AgreementTab() {
  const text = texts.value;
  const loaded = useLoad("agreement", (signal) => agreement("", signal));
  const found = loaded.data;
  if (!found) return loaded.problem ? <ProblemAlert problem={loaded.problem} retry={loaded.reload} /> : <Loading />;
  return (
    <div class="akz-stack">
      {found.items.map((one) => (
        <section key={one.version} class="akz-card akz-stack" aria-label={text.agreementOf(one.version)}>
          <h2 class="akz-h2">{text.agreementOf(one.version)}</h2>
          <p>
            {one.inForce && <Badge tone="success">{text.inForce}</Badge>}{" "}
            {text.valid(shortDate(one.validFrom), one.validUntil ? shortDate(one.validUntil) : "")}
          </p>
          <p class="wgr-text">{pick(one.text)}</p>
          <h3>
            {text.levels}
            {one.inForce && <span class="akz-small akz-muted"> {text.measured(found.quarter)}</span>}
          </h3>
          <Levels rows={one.levels} of={text.agreementOf(one.version)} />
          <details>
            <summary>{text.signatures}</summary>
            <Table
              caption={`${text.signatures} ${one.version}`}
              rows={one.signatures}
              rowKey={(row) => row.partner}
              columns={[
                { key: "partner", title: text.participant, heading: true, cell: (row) => pick(row.partnerName) },
                { key: "signatory", title: text.signatory, cell: (row) => pick(row.signatory) },
                { key: "on", title: text.signedOn, cell: (row) => <DateText value={row.signedOn} /> },
              ]}
            />
          </details>
        </section>
      ))}
    </div>
  );
}
