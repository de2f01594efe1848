/** The stages of the procedure as a list; the current one is said, not only shown. */
import "./stages.css";
import { shortDate } from "../i18n/dates.ts";
import { pick } from "../i18n/index.ts";
import type { Stage } from "./data.ts";
import { caseTexts } from "./texts.ts";

export function Stages({ stages }: { readonly stages: readonly Stage[] }) {
  const text = caseTexts.value.stages;
  if (!stages.length) return null;
  return (
    <ol class="akz-stages" aria-label={text.label}>
      {stages.map((stage) => (
        <li
          key={stage.key}
          class={`akz-stage akz-stage-${stage.state}`}
          aria-current={stage.state === "current" ? "step" : undefined}
        >
          <span class="akz-stage-mark" aria-hidden="true" />
          <span class="akz-stage-name">{pick(stage)}</span>
          <span class="akz-stage-at">
            {stage.state === "done" && stage.at ? (
              <time dateTime={stage.at}>{shortDate(stage.at)}</time>
            ) : (
              text[stage.state]
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
