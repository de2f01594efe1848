/** The way to the server without an account: a cookie opens one case, the word `csrf` of the page lets it change something. */
import type { components } from "../api/schema.d.ts";
import { forgetWord, keepWord, ownWord } from "../portal/api.ts";

type Schemas = components["schemas"];
export type Texts = Schemas["StatusTexts"];
export type Status = Schemas["Status"];
export type Uploaded = Schemas["StatusUploaded"];

/** A refusal; `code` has a text `page.problem.<code>`, or none. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

function refusal(status: number, body: unknown): Refusal {
  const code = typeof body === "object" && body && "code" in body ? String(body.code) : "other";
  return new Refusal(status, code);
}

async function ask<T>(method: string, path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, method, headers: { Accept: "application/json", ...init.headers } });
  } catch {
    throw new Refusal(0, "offline");
  }
  const text = await answer.text();
  const body: unknown = text ? JSON.parse(text) : undefined;
  if (!answer.ok) throw refusal(answer.status, body);
  return body as T;
}

export function texts(lang: string | null): Promise<Texts> {
  return ask("GET", `/status/texts${lang ? `?lang=${lang}` : ""}`);
}

/** This window's case, also after a reload, whatever another window of the browser has opened since. */
export async function status(lang: string): Promise<Status> {
  const csrf = ownWord("status");
  const found = await ask<Status>("GET", `/status/case?lang=${lang}`, csrf ? { headers: { "X-CSRF": csrf } } : {});
  keepWord("status", found.csrf);
  return found;
}

export async function enter(reference: string, code: string): Promise<void> {
  const entered = await ask<Schemas["StatusSession"]>("POST", "/status/session", {
    body: JSON.stringify({ reference, code }),
    headers: { "Content-Type": "application/json" },
  });
  keepWord("status", entered.csrf);
}

export async function leave(): Promise<void> {
  const csrf = ownWord("status");
  forgetWord("status");
  await ask("POST", "/status/logout", csrf ? { headers: { "X-CSRF": csrf } } : {});
}

export function finish(csrf: string): Promise<unknown> {
  return ask("POST", "/status/finish", { headers: { "X-CSRF": csrf } });
}

/** Send a file; `key` belongs to this file and stays the same when it is sent again. `onPart` hears 0 to 1. */
export function upload(
  csrf: string,
  key: string,
  code: string,
  file: File,
  onPart: (part: number) => void,
): Promise<Uploaded> {
  const form = new FormData();
  form.append("code", code);
  form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how much has left
    request.open("POST", "/status/documents");
    request.setRequestHeader("X-CSRF", csrf);
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total);
    request.onerror = () => reject(new Refusal(0, "offline"));
    request.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = undefined;
      }
      if (request.status === 201) resolve(body as Uploaded);
      else reject(refusal(request.status, body));
    };
    request.send(form);
  });
}
