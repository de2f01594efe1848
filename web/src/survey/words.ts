/** Words of the answering page in all languages of the applicants; the questions themselves are German and English. */
import { chain, reading, wordsOf } from "../i18n/applicant.ts";

export const words = wordsOf(import.meta.glob("./words/*.json"));
export const t = words.t;

/** Which of the two languages of the questions somebody reads. */
export function asking(): "de" | "en" {
  return chain(reading.value).find((code) => code === "de" || code === "en") === "de" ? "de" : "en";
}
