/** What the pages of the network ask the server, and what they tell it. */
import { ifMatch, raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type InboxRow = Schemas["InboxRow"];
export type InboxRequest = Schemas["InboxRequest"];
export type Partner = Schemas["PartnerRow"];
export type Directory = Schemas["PartnerList"];
export type Contact = Schemas["PartnerContactRow"];
export type Consultation = Schemas["ConsultationRow"];
export type Consultations = Schemas["Consultations"];
export type Kind = Schemas["ConsultationKind"];
export type Given = Schemas["GivenAnswer"];
export type Sent = Schemas["SentField"];
export type SentDocument = Schemas["SentDocument"];

function change<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<T> {
  return raw<T>(method, path, {
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

export function inbox(state: string, signal?: AbortSignal): Promise<{ items: InboxRow[] }> {
  return raw("GET", `/partner-requests?state=${state}`, { signal });
}

export function request(id: string, signal?: AbortSignal): Promise<InboxRequest> {
  return raw("GET", `/partner-requests/${encodeURIComponent(id)}`, { signal });
}

export function answer(row: InboxRequest, body: unknown, key: string): Promise<InboxRequest> {
  return change("POST", `/partner-requests/${row.id}/answer`, body, {
    "Idempotency-Key": key,
    ...ifMatch(row.version),
  });
}

export function handIn(id: string, file: File, key: string): Promise<SentDocument> {
  const body = new FormData();
  body.append("file", file, file.name);
  return raw("POST", `/partner-requests/${encodeURIComponent(id)}/documents`, {
    body,
    headers: { "Idempotency-Key": key },
  });
}

export function directory(signal?: AbortSignal): Promise<Directory> {
  return raw("GET", "/partners", { signal });
}

export function saveContact(partner: string, id: string | null, body: unknown, key: string): Promise<Contact> {
  const path = `/partners/${partner}/contacts${id ? `/${id}` : ""}`;
  return change(id ? "PUT" : "POST", path, body, { "Idempotency-Key": key });
}

export function removeContact(partner: string, id: string, key: string): Promise<Contact> {
  return raw("DELETE", `/partners/${partner}/contacts/${id}`, { headers: { "Idempotency-Key": key } });
}

export function consultations(id: string, signal?: AbortSignal): Promise<Consultations> {
  return raw("GET", `/cases/${encodeURIComponent(id)}/consultations`, { signal });
}

export function consult(id: string, body: unknown, key: string): Promise<unknown> {
  return change("POST", `/cases/${encodeURIComponent(id)}/consultations`, body, { "Idempotency-Key": key });
}

/** Take a question back that is not answered, or remind its department. */
export function changeConsultation(
  id: string,
  request: string,
  what: "withdrawal" | "reminder",
  key: string,
): Promise<unknown> {
  const path = `/cases/${encodeURIComponent(id)}/consultations/${encodeURIComponent(request)}/${what}`;
  return raw("POST", path, { headers: { "Idempotency-Key": key } });
}
