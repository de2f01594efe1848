/** What the survey's page in the office asks the server, and what it tells it. */
import { raw } from "../api/client.ts";
import type { components } from "../api/schema.d.ts";

type Schemas = components["schemas"];
export type Waves = Schemas["Waves"];
export type Wave = Schemas["WaveRow"];
export type Issued = Schemas["IssuedCodes"];
export type Results = Schemas["SurveyResults"];
export type Group = Schemas["SurveyGroup"];
export type Result = Schemas["SurveyResult"];
export type Pending = Schemas["PendingText"];
export type Trainings = Schemas["Trainings"];

function change<T>(path: string, body: unknown, key: string): Promise<T> {
  return raw<T>("POST", path, {
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
  });
}

export function waves(signal?: AbortSignal): Promise<Waves> {
  return raw("GET", "/surveys", { signal });
}

export function begin(body: unknown, key: string): Promise<Wave> {
  return change("/surveys", body, key);
}

export function close(wave: string, key: string): Promise<Wave> {
  return change(`/surveys/${wave}/closing`, undefined, key);
}

export function issue(wave: string, body: unknown, key: string): Promise<Issued> {
  return change(`/surveys/${wave}/codes`, body, key);
}

export function results(wave: string, signal?: AbortSignal): Promise<Results> {
  return raw("GET", `/surveys/${wave}/results`, { signal });
}

export function pending(signal?: AbortSignal): Promise<{ items: Pending[] }> {
  return raw("GET", "/survey-texts", { signal });
}

export function review(id: string, body: unknown, key: string): Promise<unknown> {
  return change(`/survey-texts/${id}/review`, body, key);
}

export function trainings(overview: boolean, signal?: AbortSignal): Promise<Trainings> {
  return raw("GET", overview ? "/trainings/overview" : "/trainings", { signal });
}

export function attended(body: unknown, key: string): Promise<unknown> {
  return change("/trainings", body, key);
}
