/** A refusal by the server (RFC 9457) as an error with a type, and what a person is told about it. */
import { common } from "../i18n/common.ts";

export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface Body {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly traceId?: string;
  readonly instance?: string;
  readonly errors?: readonly { pointer?: string; code?: string; detail?: string; message?: string }[];
}

/** One refused request. `status` 0: the server was not reached. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly errors: readonly FieldProblem[];

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`);
    const errors = Array.isArray(more.errors) ? (more as Body).errors : [];
    this.errors = (errors ?? []).map((each) => ({
      pointer: each.pointer ?? "",
      code: each.code ?? "",
      detail: each.detail ?? each.message ?? "",
    }));
  }

  get trace(): string {
    const found = this.more.traceId ?? this.more.instance;
    return typeof found === "string" ? found : "";
  }
}

/** The problem that an answer holds, or one made from its status when it is no problem document. */
export function problemOf(status: number, body: unknown): Problem {
  const found: Body = typeof body === "object" && body !== null ? (body as Body) : {};
  return new Problem(
    status,
    found.code ?? `status-${status}`,
    found.title ?? common.value.errorTitle,
    found.detail ?? "",
    found as Record<string, unknown>,
  );
}

/** Any error as a problem, so that pages have one thing to show. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) {
    return new Problem(0, "network", common.value.errorTitle, common.value.network);
  }
  return new Problem(0, "page", common.value.errorTitle, error instanceof Error ? error.message : String(error));
}
