/** What the server refused, in its own words, with a way to try again. */
import type { Problem } from "../api/problems.ts";
import { common } from "../i18n/common.ts";
import { Alert } from "./Alert.tsx";
import { Button } from "./Button.tsx";

export function ProblemAlert({ problem, retry }: { readonly problem: Problem | null; readonly retry?: () => void }) {
  if (!problem) return null;
  const text = common.value;
  return (
    <Alert tone={problem.status >= 500 || problem.status === 0 ? "danger" : "warning"} title={problem.title} live>
      {problem.detail && <p>{problem.detail}</p>}
      {problem.errors.length > 0 && (
        <ul class="akz-error-list">
          {problem.errors.map((each) => (
            <li key={`${each.pointer} ${each.code}`}>
              {each.detail || each.code} <span class="akz-muted">{each.pointer}</span>
            </li>
          ))}
        </ul>
      )}
      {problem.status >= 500 && problem.trace && <p class="akz-muted">{text.trace(problem.trace)}</p>}
      {retry && (
        <p>
          <Button small icon="autorenew" onClick={retry}>
            {text.retry}
          </Button>
        </p>
      )}
    </Alert>
  );
}
