/** The language of a page for everybody: one choice at the top, each language in its own words. */
import { LANGUAGES, type Language } from "./applicant.ts";

interface Props {
  readonly label: string;
  readonly chosen: string;
  readonly languages?: readonly Pick<Language, "code" | "name" | "dir">[];
  readonly onChoose: (code: string) => void;
}

export function LanguageChoice({ label, chosen, languages = LANGUAGES, onChoose }: Props) {
  return (
    <div class="st-language">
      <label for="sprache">{label}</label>
      <select id="sprache" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {languages.map((one) => (
          <option key={one.code} value={one.code} lang={one.code} selected={one.code === chosen}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  );
}
