/** The way to the advice service: public questions, nothing is kept there. */
import type { components } from "../api/schema.d.ts";
import { reading } from "../i18n/applicant.ts";

type Schemas = components["schemas"];
export type Answer = Schemas["AdviceAnswer"];
export type Basis = Schemas["AdviceBasis"];
export type Choices = Schemas["AdviceChoices"];
export type Head = Schemas["KnowledgeHead"];
export type Knowledge = Schemas["KnowledgePage"];
export type Plan = Schemas["Plan"];

/** A refusal; `code` has a text `problem.<code>`, or none. */
export class Refusal extends Error {}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, headers: { Accept: "application/json", ...init.headers } });
  } catch {
    throw new Refusal("offline");
  }
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return body as T;
  throw new Refusal(typeof body === "object" && body && "code" in body ? String(body.code) : "other");
}

export function choices(): Promise<Choices> {
  return ask("/advice/choices");
}

export function check(plan: Partial<Plan>): Promise<Answer> {
  return ask(`/advice/check?lang=${reading.value.code}`, {
    method: "POST",
    body: JSON.stringify(plan),
    headers: { "Content-Type": "application/json" },
  });
}

export async function pages(search: string): Promise<readonly Head[]> {
  const found = await ask<Schemas["KnowledgePages"]>(
    `/advice/pages?lang=${reading.value.code}&q=${encodeURIComponent(search)}`,
  );
  return found.items;
}

export function knowledge(key: string): Promise<Knowledge> {
  return ask(`/advice/pages/${encodeURIComponent(key)}?lang=${reading.value.code}`);
}
