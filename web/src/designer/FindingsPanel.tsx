/** The findings as a list: each says what to do, leads to its element and shows the way that leads there. */
import { Badge, Button, EmptyState, type Tone } from "../ui/index.ts";
import type { Finding } from "./data.ts";
import { said } from "./findings.ts";
import { texts } from "./texts.ts";

const TONES: Readonly<Record<Finding["severity"], Tone>> = { error: "danger", warning: "warning", info: "info" };

export interface FindingsPanelProps {
  readonly findings: readonly Finding[];
  /** Names of the elements of the open file by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly busy: boolean;
  readonly checkedAt: string | null;
  readonly onAll: () => void;
  readonly onGo: (finding: Finding) => void;
  readonly onWay: (finding: Finding) => void;
}

export function FindingsPanel({ findings, names, busy, checkedAt, onAll, onGo, onWay }: FindingsPanelProps) {
  const text = texts.value.findings;
  const named = (id: string): string => (names.get(id) ? `${names.get(id)} (${id})` : id);
  return (
    <div class="akz-stack">
      <div class="akz-actions">
        <Button small icon="checklist" busy={busy} onClick={onAll}>
          {text.all}
        </Button>
        {checkedAt && <span class="akz-small akz-muted">{text.checked(checkedAt)}</span>}
      </div>
      {findings.length === 0 && !busy && <EmptyState title={text.none} />}
      <ul class="wks-findings">
        {findings.map((each, index) => (
          <li key={`${each.resource} ${each.elementId} ${each.code} ${index}`} class="wks-finding">
            <p>
              <Badge tone={TONES[each.severity]}>{text.severities[each.severity]}</Badge> {said(each)}
            </p>
            <p class="akz-small akz-muted">
              {each.elementId ? (
                <button type="button" class="akz-link" onClick={() => onGo(each)}>
                  {text.go(named(each.elementId))}
                </button>
              ) : (
                <button type="button" class="akz-link" onClick={() => onGo(each)}>
                  {each.resource}
                </button>
              )}
              {" · "}
              {each.resource}
              {each.line ? ` · ${text.line(each.line)}` : ""} · <code>{each.code}</code>
            </p>
            {each.path && each.path.length > 0 && (
              <details class="akz-small">
                <summary>{text.path}</summary>
                <ol class="wks-way">
                  {each.path.map((step, at) => (
                    <li key={`${step} ${at}`}>{named(step)}</li>
                  ))}
                </ol>
                <Button small onClick={() => onWay(each)}>
                  {text.show}
                </Button>
              </details>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
