/** The languages of an applicants' page as buttons, each in its own words; the one that is read is marked. */
import { LANGUAGES, type Language } from "./applicant.ts";

interface Props {
  /** What the buttons are for, for screen readers. */
  readonly label: string;
  readonly chosen: string;
  readonly languages?: readonly Pick<Language, "code" | "name" | "dir">[];
  readonly onChoose: (code: string) => void;
}

export function LanguageButtons({ label, chosen, languages = LANGUAGES, onChoose }: Props) {
  return (
    <nav class="st-languages" aria-label={label}>
      {languages.map((one) => (
        <button
          key={one.code}
          type="button"
          lang={one.code}
          dir={one.dir}
          aria-current={one.code === chosen ? "true" : undefined}
          onClick={() => onChoose(one.code)}
        >
          {one.name}
        </button>
      ))}
    </nav>
  );
}
