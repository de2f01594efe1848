/** Words of the answering page; German first, the browser's language decides. */
export type Lang = "de" | "en";

const DE = {
  title: "Befragung",
  brand: "AKZESS – Ausländerbehörde",
  skip: "Zum Inhalt springen",
  language: "Sprache",
  intro: "Sagen Sie uns, wie das Verfahren für Sie war. Es dauert etwa drei Minuten.",
  anonymous:
    "Ihre Antwort ist anonym. Der Code sagt nur, zu welcher Gruppe Sie gehören. Er wird gelöscht, wenn Sie antworten. Ihre Antwort hat keinen Einfluss auf Ihren Aufenthalt.",
  code: "Code von Ihrem Zettel",
  codeHint: "16 Zeichen, zum Beispiel 7K3M-XTPA-9WDH-QRST",
  begin: "Beginnen",
  wrong: "Dieser Code ist nicht gültig oder schon benutzt. Jeder Code gilt einmal.",
  wait: "Zu viele Versuche. Bitte warten Sie eine Minute.",
  offline: "Keine Verbindung. Ihre Antworten stehen noch da. Bitte versuchen Sie es gleich noch einmal.",
  empty: "Bitte beantworten Sie mindestens eine Frage.",
  scale: "1 = sehr zufrieden, 5 = sehr unzufrieden",
  good: "1 sehr zufrieden",
  bad: "5 sehr unzufrieden",
  none: "keine Erfahrung",
  freely: "Freiwillig. Bitte nennen Sie keine Namen.",
  send: "Absenden",
  thanks: "Vielen Dank!",
  thanksText: "Ihre Antwort ist angekommen. Sie können diese Seite schließen.",
};

const EN: typeof DE = {
  title: "Survey",
  brand: "AKZESS – immigration office",
  skip: "Skip to content",
  language: "Language",
  intro: "Tell us how the procedure was for you. It takes about three minutes.",
  anonymous:
    "Your answer is anonymous. The code only says which group you belong to. It is deleted when you answer. Your answer has no influence on your residence.",
  code: "Code from your slip",
  codeHint: "16 characters, for example 7K3M-XTPA-9WDH-QRST",
  begin: "Begin",
  wrong: "This code is not valid or has been used. Each code is good once.",
  wait: "Too many attempts. Please wait a minute.",
  offline: "No connection. Your answers are still here. Please try again in a moment.",
  empty: "Please answer at least one question.",
  scale: "1 = very satisfied, 5 = very dissatisfied",
  good: "1 very satisfied",
  bad: "5 very dissatisfied",
  none: "no experience",
  freely: "Optional. Please name nobody.",
  send: "Send",
  thanks: "Thank you!",
  thanksText: "We have your answer. You may close this page.",
};

export const WORDS: Readonly<Record<Lang, typeof DE>> = { de: DE, en: EN };
export const NAMES: Readonly<Record<Lang, string>> = { de: "Deutsch", en: "English" };

export function firstLanguage(): Lang {
  const wanted = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  return wanted.startsWith("de") ? "de" : "en";
}
