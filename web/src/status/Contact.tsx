/** Whom to ask: always there, also before the login. */
import type { components } from "../api/schema.d.ts";
import { word } from "./words.ts";

export function Contact({ offices }: { readonly offices: readonly components["schemas"]["StatusContact"][] }) {
  return (
    <section class="st-section" aria-labelledby="fragen">
      <h2 id="fragen">{word("contact")}</h2>
      <p>{word("contactHint")}</p>
      <ul class="st-offices">
        {offices.map((one) => (
          <li key={one.office}>
            <strong lang="de" dir="ltr">
              {one.office}
            </strong>
            <span>
              {word("phone")}:{" "}
              <a href={`tel:${one.phone.replace(/\s/g, "")}`} dir="ltr">
                {one.phone}
              </a>
            </span>
            <span>
              {word("mail")}:{" "}
              <a href={`mailto:${one.mail}`} dir="ltr">
                {one.mail}
              </a>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
