/** The way to the server without an account: a cookie opens one application, the word `csrf` lets the page change it. */
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Draft = Schemas["PortalDraft"];
export type Field = Schemas["PortalField"];
export type FormPage = Schemas["PortalPage"];
export type PortalForm = Schemas["PortalForm"];
export type Fault = Schemas["PortalFault"];
export type Setup = Schemas["PortalSetup"];
export type Begun = Schemas["PortalBegun"];
export type Submitted = Schemas["PortalSubmitted"];
export type Entered = Schemas["PortalEntered"];
export type Links = Schemas["CaseInvitations"];
export type Invited = Schemas["PortalInvited"];
export type Account = Schemas["PortalAccount"];
export type EmployerView = Schemas["EmployerView"];
export type EmployerLooked = Schemas["EmployerLooked"];
export type Answers = Readonly<Record<string, unknown>>;

/** A refusal; `code` has a text `problem.<code>`, or none. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];

  constructor(status: number, body: unknown) {
    const told = (typeof body === "object" && body ? body : {}) as { code?: string; errors?: Refusal["errors"] };
    super(told.code ?? (status ? "other" : "offline"));
    this.status = status;
    this.code = this.message;
    this.errors = told.errors ?? [];
  }
}

type Kind = "portal" | "employer" | "status";
const WORD = (kind: Kind): string => `akzess.${kind}.word`;

/** This window's word, also after a reload: it stays with what was opened here, whatever another window opened since. */
export function ownWord(kind: Kind): string {
  return sessionStorage.getItem(WORD(kind)) ?? "";
}

export function keepWord(kind: Kind, csrf: string): void {
  sessionStorage.setItem(WORD(kind), csrf);
}

export function forgetWord(kind: Kind): void {
  sessionStorage.removeItem(WORD(kind));
}

interface Asked {
  readonly body?: unknown;
  readonly csrf?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly keepalive?: boolean;
}

export async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...asked.headers };
  if (asked.body !== undefined) headers["Content-Type"] = "application/json";
  if (asked.csrf) headers["X-CSRF"] = asked.csrf;
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
      ...(asked.keepalive ? { keepalive: true } : {}),
    });
  } catch {
    throw new Refusal(0, undefined);
  }
  const text = await answer.text();
  let body: unknown;
  try {
    body = text ? JSON.parse(text) : undefined;
  } catch {
    body = undefined;
  }
  if (!answer.ok) throw new Refusal(answer.status, body);
  return body as T;
}

/** Send a file; `key` belongs to this file and stays the same when it is sent again. `onPart` hears 0 to 1. */
export function upload(
  path: string,
  csrf: string,
  key: string,
  code: string,
  file: File,
  onPart: (part: number) => void,
): Promise<Schemas["PortalFile"]> {
  const form = new FormData();
  form.append("code", code);
  form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how much has left
    request.open("POST", path);
    request.setRequestHeader("X-CSRF", csrf);
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total);
    request.onerror = () => reject(new Refusal(0, undefined));
    request.onload = () => {
      let body: unknown;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = undefined;
      }
      if (request.status === 201) resolve(body as Schemas["PortalFile"]);
      else reject(new Refusal(request.status, body));
    };
    request.send(form);
  });
}
