/** Codes of the agencies' contracts as words, by the field they stand in. */
import { catalogue } from "../i18n/index.ts";

const codes = catalogue(
  {
    procedure: {
      TITEL_BESCHAEFTIGUNG: "Aufenthaltstitel zur Beschäftigung",
      AE_BESCHAEFTIGUNG_NICHT_ERLAUBT: "Aufenthaltserlaubnis, mit der Beschäftigung nicht erlaubt ist",
      DULDUNG_GESTATTUNG: "Duldung oder Aufenthaltsgestattung",
      VORABZUSTIMMUNG: "Vorabzustimmung",
      FACHKRAEFTEVERFAHREN_81A: "Beschleunigtes Fachkräfteverfahren (§ 81a AufenthG)",
    },
    occasion: {
      ERSTERTEILUNG: "Ersterteilung",
      VERLAENGERUNG: "Verlängerung",
      ARBEITGEBERWECHSEL: "Wechsel des Arbeitgebers",
    },
    sex: { M: "männlich", F: "weiblich", X: "divers oder ohne Angabe" },
    workPlaceType: { BETRIEBSSITZ: "Sitz des Betriebs", WECHSELND: "wechselnd", ABWEICHEND: "anderer Ort" },
    workTimeType: { VOLLZEIT: "Vollzeit", TEILZEIT: "Teilzeit", GERINGFUEGIG: "geringfügig" },
    overtimeCompensation: { FREIZEIT: "Freizeit", ENTGELT: "Entgelt", KEIN_AUSGLEICH: "kein Ausgleich" },
    grossUnit: { STUNDE: "Stunde", MONAT: "Monat" },
    recognised: { JA: "ja", NEIN: "nein", TEILWEISE: "teilweise" },
    kind: {
      KEINE: "keine",
      HOCHSCHULE: "Hochschule",
      TERTIAER: "tertiärer Abschluss",
      BERUFSAUSBILDUNG: "Berufsausbildung",
      SONSTIGE: "sonstige",
      BERUFSERFAHRUNG: "Berufserfahrung",
      SELBSTAENDIG_21_1: "Selbstständige Tätigkeit (§ 21 Abs. 1 AufenthG)",
      FREIBERUF_21_5: "Freiberufliche Tätigkeit (§ 21 Abs. 5 AufenthG)",
      NE_SELBSTAENDIG_21_4: "Niederlassungserlaubnis (§ 21 Abs. 4 AufenthG)",
      ANERKENNUNGSSTATUS: "Stand der Anerkennung",
      BETRIEB_EXISTENZ: "Bestand des Betriebs",
    },
    consentOrLegalBasis: {
      P21_1_S3: "§ 21 Abs. 1 S. 3 AufenthG",
      P21_5_S3: "§ 21 Abs. 5 S. 3 AufenthG",
      P81A: "§ 81a AufenthG",
      EINWILLIGUNG: "Einwilligung",
    },
    legalForm: {
      EINZEL: "Einzelunternehmen",
      GBR: "GbR",
      OHG: "OHG",
      KG: "KG",
      GMBH: "GmbH",
      UG: "UG (haftungsbeschränkt)",
      AG: "AG",
      FREIBERUF: "freier Beruf",
      SONSTIGE: "sonstige",
    },
    crafts: {
      NONE: "kein Handwerk",
      HWO_A: "zulassungspflichtig (Anlage A HwO)",
      HWO_B1: "zulassungsfrei (Anlage B1 HwO)",
      HWO_B2: "handwerksähnlich (Anlage B2 HwO)",
    },
  },
  {
    procedure: {
      TITEL_BESCHAEFTIGUNG: "residence title for employment",
      AE_BESCHAEFTIGUNG_NICHT_ERLAUBT: "residence permit that does not allow employment",
      DULDUNG_GESTATTUNG: "toleration or permission to reside",
      VORABZUSTIMMUNG: "approval in advance",
      FACHKRAEFTEVERFAHREN_81A: "fast-track procedure (section 81a AufenthG)",
    },
    occasion: { ERSTERTEILUNG: "first issue", VERLAENGERUNG: "extension", ARBEITGEBERWECHSEL: "change of employer" },
    sex: { M: "male", F: "female", X: "diverse or not stated" },
    workPlaceType: { BETRIEBSSITZ: "seat of the business", WECHSELND: "changing", ABWEICHEND: "another place" },
    workTimeType: { VOLLZEIT: "full time", TEILZEIT: "part time", GERINGFUEGIG: "marginal" },
    overtimeCompensation: { FREIZEIT: "time off", ENTGELT: "pay", KEIN_AUSGLEICH: "none" },
    grossUnit: { STUNDE: "hour", MONAT: "month" },
    recognised: { JA: "yes", NEIN: "no", TEILWEISE: "partly" },
    kind: {
      KEINE: "none",
      HOCHSCHULE: "university",
      TERTIAER: "tertiary degree",
      BERUFSAUSBILDUNG: "vocational training",
      SONSTIGE: "other",
      BERUFSERFAHRUNG: "work experience",
      SELBSTAENDIG_21_1: "self-employment (section 21(1) AufenthG)",
      FREIBERUF_21_5: "freelance work (section 21(5) AufenthG)",
      NE_SELBSTAENDIG_21_4: "settlement permit (section 21(4) AufenthG)",
      ANERKENNUNGSSTATUS: "state of the recognition",
      BETRIEB_EXISTENZ: "whether the business exists",
    },
    consentOrLegalBasis: {
      P21_1_S3: "section 21(1) sentence 3 AufenthG",
      P21_5_S3: "section 21(5) sentence 3 AufenthG",
      P81A: "section 81a AufenthG",
      EINWILLIGUNG: "consent",
    },
    legalForm: {
      EINZEL: "sole proprietor",
      GBR: "GbR",
      OHG: "OHG",
      KG: "KG",
      GMBH: "GmbH",
      UG: "UG (limited liability)",
      AG: "AG",
      FREIBERUF: "liberal profession",
      SONSTIGE: "other",
    },
    crafts: {
      NONE: "not a craft",
      HWO_A: "requires a licence (Annex A HwO)",
      HWO_B1: "free of licence (Annex B1 HwO)",
      HWO_B2: "similar to a craft (Annex B2 HwO)",
    },
  },
);

/** The word of a code in the field at a path ("qualification.1.kind"); undefined where the value is no code. */
export function coded(path: string, value: string): string | undefined {
  const field = path.split(".").at(-1) ?? "";
  if (field === "chamber") return value.replaceAll("_", " ");
  return (codes.value as Readonly<Record<string, Readonly<Record<string, string>>>>)[field]?.[value];
}
