/** What the checklist asks, and when: only what the tables can do something with for the purpose that was chosen. */
import { reading } from "../i18n/applicant.ts";
import type { Choices, Plan } from "./api.ts";
import { sorted, stateName, t } from "./words.ts";

export type Told = Partial<Plan>;

export interface Question {
  readonly key: keyof Plan;
  readonly kind: "choice" | "yes" | "number";
  readonly when?: (told: Told) => boolean;
  readonly required?: boolean;
  /** Value and label, in the order in which they are offered. */
  readonly options?: (choices: Choices) => readonly (readonly [string, string])[];
  readonly max?: number;
}

const named = (key: string, values: readonly string[]) => () => values.map((one) => [one, t(`${key}.${one}`)] as const);
const of =
  (...purposes: string[]) =>
  (told: Told) =>
    purposes.includes(told.purpose ?? "");
const working = of("FG1", "FG3", "FG4", "FG5", "FG7");
const qualified = of("FG1", "FG3", "FG5", "FG7", "FG8");
const states = (choices: Choices) =>
  sorted(
    choices.states.map((state) => [state.key, stateName(state)] as const),
    (one) => one[1],
  );
const LEVELS = ["NONE", "A1", "A2", "B1", "B2", "C1", "C2"];
const level = () => LEVELS.map((one) => [one, one === "NONE" ? t("german.NONE") : one] as const);
const TITLES = ["VISA_D", "P16B", "P18A", "P18B", "P18D", "P18G", "P20", "P20A1", "P21", "FAMILY", "VISA_SCHENGEN"];
const MORE_TITLES = ["VISA_FREE", "ABSCHNITT5", "DULDUNG", "GESTATTUNG", "NONE"];

/** ISCO-08 codes that stand for a field of work; the tables look at their first digits. */
const WORK = ["2512", "2142", "2211", "2221", "2264", "2330", "1321", "1330", "1342", "2250", "2411", "7412"];

export const QUESTIONS: readonly Question[] = [
  {
    key: "purpose",
    kind: "choice",
    required: true,
    options: (choices) => choices.purposes.map((one) => [one, t(`purpose.${one}`)] as const),
  },
  {
    key: "processType",
    kind: "choice",
    required: true,
    options: named("processType", ["ERSTERTEILUNG", "VERLAENGERUNG", "ZWECKWECHSEL", "ARBEITGEBERWECHSEL"]),
  },
  { key: "nationality", kind: "choice", required: true, options: states },
  { key: "inside", kind: "yes" },
  {
    key: "title",
    kind: "choice",
    when: (told) => told.inside === true,
    options: named("title", [...TITLES, ...MORE_TITLES]),
  },
  {
    key: "site",
    kind: "choice",
    required: true,
    options: (choices) => [
      ...choices.sites.map((one) => [one.code, reading.value.code.startsWith("de") ? one.name : one.nameEn] as const),
      ["ELSEWHERE", t("site.ELSEWHERE")],
    ],
  },
  { key: "age", kind: "number", max: 120 },
  { key: "offer", kind: "yes", when: working },
  { key: "level", kind: "choice", when: hasOffer, options: named("level", ["DEGREE", "TRAINING", "HELPER"]) },
  { key: "isco", kind: "choice", when: hasOffer, options: named("isco", WORK) },
  { key: "gross", kind: "number", when: hasOffer, max: 10_000_000 },
  { key: "contractMonths", kind: "number", when: hasOffer, max: 600 },
  { key: "agencyWork", kind: "yes", when: hasOffer },
  {
    key: "qualification",
    kind: "choice",
    when: qualified,
    options: named("qualification", ["DEGREE", "TRAINING", "EXPERIENCE", "NONE"]),
  },
  {
    key: "qualifiedIn",
    kind: "choice",
    when: learned,
    options: (choices) => [["000", t("qualifiedIn.000")] as const, ...states(choices)],
  },
  {
    key: "recognition",
    kind: "choice",
    when: (told) => learned(told) && told.qualifiedIn !== "000",
    options: named("recognition", ["ANABIN_H_PLUS", "ZAB", "EQUIVALENT", "PARTIAL", "OPEN", "NONE"]),
  },
  {
    key: "yearsSinceDegree",
    kind: "number",
    when: (told) => learned(told) && told.qualification === "DEGREE",
    max: 80,
  },
  { key: "experienceYears", kind: "number", when: qualified, max: 80 },
  {
    key: "business",
    kind: "choice",
    when: of("FG2"),
    options: named("business", ["GEWERBE", "HANDWERK", "FREIBERUF", "LANDWIRTSCHAFT"]),
  },
  {
    key: "crafts",
    kind: "choice",
    when: (told) => told.purpose === "FG2" && told.business === "HANDWERK",
    options: named("crafts", ["HWO_A", "HWO_B1", "HWO_B2"]),
  },
  {
    key: "liberalProfession",
    kind: "choice",
    when: (told) => told.purpose === "FG2" && told.business === "FREIBERUF",
    options: named("liberalProfession", ["CHAMBER", "NO_CHAMBER"]),
  },
  { key: "enrolled", kind: "yes", when: of("FG4") },
  { key: "publicScholarship", kind: "yes", when: of("FG4") },
  { key: "studiesCompleted", kind: "yes", when: of("FG3") },
  { key: "hostingAgreement", kind: "yes", when: of("FG5", "FG4") },
  {
    key: "institutionRecognised",
    kind: "yes",
    when: (told) => of("FG5", "FG4")(told) && told.hostingAgreement === true,
  },
  {
    key: "relation",
    kind: "choice",
    when: of("FG6"),
    options: named("relation", ["SPOUSE", "CHILD", "CHILD_BORN_DE", "PARENT"]),
  },
  {
    key: "sponsorGroup",
    kind: "choice",
    when: of("FG6"),
    options: named("purpose", ["FG1", "FG2", "FG3", "FG4", "FG5"]),
  },
  {
    key: "sponsorTitle",
    kind: "choice",
    when: of("FG6"),
    options: named("title", ["P18G", "P18A", "P18B", "P18D", "P16B", "P20", "P21", "NE"]),
  },
  { key: "german", kind: "choice", when: of("FG1", "FG8", "FG9"), options: level },
  { key: "english", kind: "choice", when: of("FG8"), options: level },
  { key: "titleMonths", kind: "number", when: of("FG9"), max: 600 },
  { key: "pensionMonths", kind: "number", when: of("FG9"), max: 600 },
];

function hasOffer(told: Told): boolean {
  return told.offer === true && working(told);
}

function learned(told: Told): boolean {
  return qualified(told) && (told.qualification === "DEGREE" || told.qualification === "TRAINING");
}

export const asked = (told: Told): readonly Question[] => QUESTIONS.filter((one) => one.when?.(told) ?? true);

/** What is sent: only answers to questions that are asked, numbers as numbers, "elsewhere" as no site. */
export function planOf(told: Told): Told {
  const kept = Object.fromEntries(
    asked(told)
      .filter((one) => told[one.key] !== undefined && told[one.key] !== "")
      .map((one) => [one.key, told[one.key]]),
  ) as Told;
  return kept.site === "ELSEWHERE" ? { ...kept, site: "" } : kept;
}

/** The same answers as the first answers of an application (keys of the form UT-INTAKE). */
export function asApplication(told: Told): Record<string, unknown> {
  const plan = planOf(told);
  const kinds: Record<string, string> = {
    DEGREE: "HOCHSCHULE",
    TRAINING: "BERUFSAUSBILDUNG",
    EXPERIENCE: "BERUFSERFAHRUNG",
  };
  const kind = kinds[plan.qualification ?? ""];
  return {
    purpose: plan.purpose,
    processType: plan.processType,
    applicant: {
      nationality: plan.nationality ? [plan.nationality] : undefined,
      residenceCountry: plan.inside ? "000" : undefined,
      currentTitle: plan.inside && plan.title ? { kind: plan.title } : undefined,
    },
    jobOffer: plan.offer,
    job: plan.offer && plan.isco ? { isco: plan.isco } : undefined,
    pay: plan.gross === undefined ? undefined : { annualGross: plan.gross },
    qualification: kind
      ? [{ kind, country: plan.qualifiedIn || undefined, recognitionStatus: plan.recognition || undefined }]
      : undefined,
  };
}
