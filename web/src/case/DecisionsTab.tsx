/** "Warum?": every decision with the rules that counted, their conditions in words and the values they were met with. */
import "./decisions.css";
import { useEffect, useState } from "preact/hooks";
import { usePages } from "../api/usePages.ts";
import { common } from "../i18n/common.ts";
import { wholeNumber } from "../i18n/dates.ts";
import { language, pick } from "../i18n/index.ts";
import { Alert, Button, DateText, PagedList, Table } from "../ui/index.ts";
import { type Decision, decisions, type MatchedRule } from "./data.ts";
import { caseTexts } from "./texts.ts";

const SHOWN = 4;

export function DecisionsTab({ id, round }: { readonly id: string; readonly round: number }) {
  const text = caseTexts.value.decisions;
  const pages = usePages(`decisions/${id}`, (after, signal) => decisions(id, after, signal), {
    round,
    id: (decision) => decision.seq,
  });
  const wanted = location.hash.slice(1);
  useEffect(() => {
    if (wanted && pages.items.length) document.getElementById(`decision-${wanted}`)?.scrollIntoView();
  }, [wanted, pages.items.length]);
  return (
    <div class="akz-stack">
      <div>
        <h2 class="akz-h2">{text.title}</h2>
        <p class="akz-muted">{text.intro}</p>
      </div>
      <PagedList pages={pages} none={text.none}>
        {(items) => items.map((decision) => <OneDecision key={decision.seq} decision={decision} />)}
      </PagedList>
    </div>
  );
}

function OneDecision({ decision }: { readonly decision: Decision }) {
  const text = caseTexts.value.decisions;
  const [all, setAll] = useState(false);
  const rules = all ? decision.matchedRules : decision.matchedRules.slice(0, SHOWN);
  const hidden = decision.matchedRules.length - rules.length;
  return (
    <article
      class="akz-card akz-decision"
      id={`decision-${decision.seq}`}
      aria-labelledby={`decision-${decision.seq}-title`}
    >
      <header>
        <h3 id={`decision-${decision.seq}-title`} class="akz-h3">
          {pick(decision.name)}
        </h3>
        <p class="akz-small akz-muted">
          <DateText value={decision.at} time />
          {pick(decision.description) && <> · {pick(decision.description)}</>}
        </p>
      </header>
      {!decision.faithful && <Alert tone="warning" title={text.changed} />}
      {decision.matchedRules.length === 0 && (
        <p class="akz-muted">{decision.tables.length ? text.noRule : text.computed}</p>
      )}
      {rules.map((rule) => (
        <Rule key={`${rule.table}${rule.index}`} rule={rule} known={decision.faithful} />
      ))}
      {hidden > 0 && (
        <Button small class="akz-no-print" onClick={() => setAll(true)}>
          {text.more(hidden)}
        </Button>
      )}
      {decision.inputs.length > 0 && decision.faithful && (
        <details class="akz-details">
          <summary>{text.allInputs}</summary>
          <div class="akz-details-body">
            <Table
              caption={text.allInputs}
              columns={[
                { key: "name", title: text.input, heading: true, cell: (input) => pick(input.name) },
                { key: "value", title: text.value, cell: (input) => (input.sealed ? text.sealed : shown(input.value)) },
              ]}
              rows={decision.inputs}
              rowKey={(input) => `${input.table}${input.name.de}`}
            />
          </div>
        </details>
      )}
    </article>
  );
}

function Rule({ rule, known }: { readonly rule: MatchedRule; readonly known: boolean }) {
  const text = caseTexts.value.decisions;
  const outputs = Object.entries(rule.outputs).filter(
    ([name, value]) => name !== "norm" && value !== "null" && value !== "",
  );
  return (
    <div class="akz-why">
      <p class="akz-why-head">
        <span class="akz-strong">{text.rule(rule.index)}</span>
        {rule.annotation && <span>{pick(rule.annotation)}</span>}
        {rule.norms.map((norm) => (
          <span key={norm} class="akz-why-norm">
            {norm}
          </span>
        ))}
      </p>
      {rule.conditions.length === 0 ? (
        <p class="akz-small akz-muted">{text.always}</p>
      ) : (
        <ul class="akz-why-cells">
          {rule.conditions.map((cell) => (
            <li key={`${cell.input.de}${cell.test}`}>
              <span class="akz-why-input">{pick(cell.input)}</span>{" "}
              <span class="akz-muted">
                {text.test}: <span title={cell.test}>{shortened(pick(cell.words))}</span>
              </span>
              {known && (
                <span class="akz-why-value">
                  <span class="akz-why-mark" aria-hidden="true">
                    ✓
                  </span>{" "}
                  {cell.sealed ? text.sealed : shown(cell.value)}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {outputs.length > 0 && (
        <p class="akz-small">
          <span class="akz-muted">{text.result}:</span>{" "}
          {outputs.map(([name, value]) => `${name ? `${name} = ` : ""}${String(value)}`).join(" · ")}
        </p>
      )}
    </div>
  );
}

const LONGEST = 140;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

/** A value of the data as a reader understands it. */
export function shown(value: unknown): string {
  const text = common.value;
  if (value === null || value === undefined || value === "") return text.none;
  if (value === true) return text.yes;
  if (value === false) return text.no;
  if (typeof value === "number")
    return Number.isInteger(value)
      ? wholeNumber(value)
      : value.toLocaleString(language.value === "en" ? "en-GB" : "de-DE");
  if (Array.isArray(value)) return value.length ? value.map(shown).join(", ") : text.none;
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
