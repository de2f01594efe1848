/** What a field's check says to a person: form-js speaks English only, so its sentences are recognised and said anew. */
import { catalogue } from "../i18n/index.ts";

const says = catalogue(
  {
    required: "Bitte füllen Sie dieses Feld aus.",
    number: "Bitte geben Sie eine Zahl ein.",
    integer: "Bitte geben Sie eine ganze Zahl ein.",
    decimals: (count: string) => `Bitte geben Sie höchstens ${count} Nachkommastellen an.`,
    step: (low: string, high: string) => `Bitte wählen Sie einen gültigen Wert, zum Beispiel ${low} oder ${high}.`,
    pattern: "Die Eingabe hat nicht das erwartete Format.",
    min: (bound: string) => `Der Wert muss mindestens ${bound} sein.`,
    max: (bound: string) => `Der Wert darf höchstens ${bound} sein.`,
    minLength: (count: string) => `Bitte geben Sie mindestens ${count} Zeichen ein.`,
    maxLength: (count: string) => `Bitte geben Sie höchstens ${count} Zeichen ein.`,
    phone: "Bitte geben Sie eine internationale Telefonnummer ein, z. B. +4935112345.",
    email: "Bitte geben Sie eine gültige E-Mail-Adresse ein.",
    date: "Bitte geben Sie Tag, Monat und Jahr eines Datums an, das es gibt.",
    time: "Bitte geben Sie eine Uhrzeit an.",
  },
  {
    required: "Please fill in this field.",
    number: "Please enter a number.",
    integer: "Please enter a whole number.",
    decimals: (count) => `Please enter at most ${count} decimal places.`,
    step: (low, high) => `Please choose a valid value, for example ${low} or ${high}.`,
    pattern: "The entry does not have the expected format.",
    min: (bound) => `The value must be at least ${bound}.`,
    max: (bound) => `The value must be at most ${bound}.`,
    minLength: (count) => `Please enter at least ${count} characters.`,
    maxLength: (count) => `Please enter at most ${count} characters.`,
    phone: "Please enter an international telephone number, e.g. +4935112345.",
    email: "Please enter a valid e-mail address.",
    date: "Please enter day, month and year of a date that exists.",
    time: "Please enter a time.",
  },
);

/** Marks of our own fields for what form-js cannot know: half a date, a word where a number belongs. */
export const LOCAL = { date: "local:date", time: "local:time", number: "local:number" } as const;

type Say = (...found: string[]) => string;

const RULES: readonly (readonly [RegExp, Say])[] = [
  [/^Field is required\.$/, () => says.value.required],
  [/^(?:Value is not a number\.|local:number)$/, () => says.value.number],
  [/^local:date$/, () => says.value.date],
  [/^local:time$/, () => says.value.time],
  [/^Value is expected to be an integer\.$/, () => says.value.integer],
  [/^Value is expected to have at most (\d+) decimal/, (count = "") => says.value.decimals(count)],
  [
    /^Please select a valid value, the two nearest valid values are (\S+) and (\S+)\.$/,
    (a = "", b = "") => says.value.step(a, b),
  ],
  [/^Field must match pattern /, () => says.value.pattern],
  [/^Field must have minimum value of (.+)\.$/, (bound = "") => says.value.min(bound)],
  [/^Field must have maximum value of (.+)\.$/, (bound = "") => says.value.max(bound)],
  [/^Field must have minimum length of (\d+)\.$/, (count = "") => says.value.minLength(count)],
  [/^Field must have maximum length of (\d+)\.$/, (count = "") => says.value.maxLength(count)],
  [/^Field must be a valid +international phone/, () => says.value.phone],
  [/^Field must be a valid email\.$/, () => says.value.email],
];

/** The sentence in the language of the page; what nobody recognises (a form's own text, the server's) stays. */
export function translated(message: string): string {
  for (const [pattern, say] of RULES) {
    const found = pattern.exec(message);
    if (found) return say(...found.slice(1));
  }
  return message;
}
