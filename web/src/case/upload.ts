/** Sends one file with progress; the browser's fetch does not tell how far a body has got. */
import { intention } from "../api/client.ts";
import { type Problem, problemOf } from "../api/problems.ts";
import { csrf, loggedInAgain, onBehalfOf } from "../api/session.ts";
import { language } from "../i18n/index.ts";
import type { CaseDocument } from "./data.ts";

export interface Sent {
  readonly document: CaseDocument;
  /** It waits for the virus scanner. */
  readonly pending: boolean;
}

interface Order {
  readonly caseId: string;
  readonly file: File;
  readonly folder?: string;
  readonly replaces?: string;
  /** What kind of document it is (D6), so that steps of the procedure find it. */
  readonly code?: string;
}

/** Send a file to a case. Throws Problem. `onProgress` is told a share from 0 to 1. */
export async function upload(order: Order, onProgress: (share: number) => void): Promise<Sent> {
  const key = intention();
  for (;;) {
    const { status, body } = await sent(order, key, onProgress);
    if (status === 401) {
      await loggedInAgain();
      continue;
    }
    if (status >= 400) throw problemOf(status, body) satisfies Problem;
    return { document: body as CaseDocument, pending: status === 202 };
  }
}

function sent(
  order: Order,
  key: string,
  onProgress: (share: number) => void,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve) => {
    const form = new FormData();
    if (order.folder) form.set("folder", order.folder);
    if (order.replaces) form.set("replaces", order.replaces);
    if (order.code) form.set("code", order.code);
    form.set("file", order.file);
    const request = new XMLHttpRequest();
    request.open("POST", `/cases/${order.caseId}/documents`);
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("X-CSRF", csrf.peek());
    request.setRequestHeader("Accept-Language", language.peek());
    const represented = onBehalfOf.peek();
    if (represented) request.setRequestHeader("Akzess-On-Behalf-Of", represented.person);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("loadend", () => {
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // An answer without JSON is told by its status alone.
      }
      resolve({ status: request.status || 503, body });
    });
    request.send(form);
  });
}
