/**
 * The way to the server: typed by the OpenAPI document, with the headers of every request in one place.
 *
 * A change carries an Idempotency-Key that belongs to the intention and stays the same over repeats, the CSRF token of
 * the session and the version the person saw. An answer 401 opens the login over the page; the request then goes on.
 */
import createClient from "openapi-fetch";
import { language } from "../i18n/index.ts";
import { problemOf } from "./problems.ts";
import type { paths } from "./schema.d.ts";
import { csrf, loggedInAgain, onBehalfOf } from "./session.ts";

const REPEATS = 2;
const PAUSE_MS = 400;

/** A key for one thing a person wants; keep it while the same thing is tried again. */
export function intention(): string {
  return `web-${crypto.randomUUID()}`;
}

/** The header that says which version of the case the person saw. */
export function ifMatch(version: number | string): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

function prepared(original: Request): Request {
  const request = original.clone();
  request.headers.set("Accept-Language", language.peek());
  const represented = onBehalfOf.peek();
  if (represented) request.headers.set("Akzess-On-Behalf-Of", represented.person);
  if (request.method !== "GET" && request.method !== "HEAD" && csrf.peek()) request.headers.set("X-CSRF", csrf.peek());
  return request;
}

async function reached(request: Request): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch(prepared(request));
    } catch (error) {
      // Only what cannot happen twice is sent again by itself: reads, and changes that carry a key.
      const repeatable = request.method === "GET" || request.headers.has("Idempotency-Key");
      if (request.signal.aborted || !repeatable || attempt >= REPEATS) throw error;
      await new Promise((go) => setTimeout(go, PAUSE_MS * (attempt + 1)));
    }
  }
}

/** Send a request as the person who is logged in. */
export async function send(request: Request): Promise<Response> {
  if (request.method !== "GET" && !request.headers.has("Idempotency-Key")) {
    request.headers.set("Idempotency-Key", intention());
  }
  let answer = await reached(request);
  while (answer.status === 401 && !new URL(request.url).pathname.startsWith("/login")) {
    await loggedInAgain();
    answer = await reached(request);
  }
  return answer;
}

/** One method per HTTP verb, typed by address: `http.GET("/tasks/{task}", { params: { path: { task } } })`. */
export const http = createClient<paths>({
  baseUrl: location.origin,
  fetch: send,
  querySerializer: { array: { style: "form", explode: true } },
});

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The content of an answer. Throws Problem for any refusal. */
export async function content<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

/** A request to an address outside the OpenAPI document, or one with a body of its own (uploads). */
export async function raw<T>(method: string, path: string, init: RequestInit = {}): Promise<T> {
  const answer = await send(new Request(new URL(path, location.origin), { ...init, method }));
  const text = await answer.text();
  const body: unknown = text && /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : text;
  if (!answer.ok) throw problemOf(answer.status, body);
  return body as T;
}
