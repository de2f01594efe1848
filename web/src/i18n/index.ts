/** The language of the page and the catalogues of its texts: German leads, a missing English line does not compile. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";

export type Language = "de" | "en";

/** The shape of a German catalogue, with any text in place of each German one. */
export type Same<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Same<T[K]>;
};

const KEY = "akzess.language";

function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "de" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "de";
}

/** The language that everything on the page is shown in. */
export const language = signal<Language>(first());

effect(() => {
  document.documentElement.lang = language.value;
  localStorage.setItem(KEY, language.value);
});

/** A catalogue as a signal: `texts.value.save` in a component is drawn again when the language changes. */
export function catalogue<T extends object>(de: T, en: Same<T>): ReadonlySignal<Same<T>> {
  return computed(() => (language.value === "en" ? en : (de as Same<T>)));
}

/** The text of a pair that the server sends in both languages. */
export function pick(pair: { de?: string | null; en?: string | null } | null | undefined): string {
  if (!pair) return "";
  return (language.value === "en" ? pair.en || pair.de : pair.de) ?? "";
}
