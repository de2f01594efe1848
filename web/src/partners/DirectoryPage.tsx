/** Who takes part in which step, whom to call, who stands in. */
import "./partners.css";
import { useState } from "preact/hooks";
import { useLoad } from "../api/use.ts";
import { pick } from "../i18n/index.ts";
import { languageName } from "../operations/team.ts";
import { Badge, Button, EmptyState, Facts, Loading, PageTitle, ProblemAlert, TextInput } from "../ui/index.ts";
import { ContactDialog } from "./ContactDialog.tsx";
import { type Contact, directory, type Partner } from "./data.ts";
import { network } from "./networkTexts.ts";

const stepName = (step: Partner["steps"][number]): string => pick({ de: step.name, en: step.nameEn ?? null });

function fits(one: Partner, wanted: string): boolean {
  const people = one.contacts.map((each) => `${each.name} ${each.function} ${each.languages.join(" ")}`);
  const said = [one.name.de, one.name.en, one.id, ...one.languages, ...one.steps.map(stepName), ...people];
  return said.join(" ").toLowerCase().includes(wanted.trim().toLowerCase());
}

export default function DirectoryPage() {
  const text = network.value.directory;
  const loaded = useLoad("partners", directory);
  const [wanted, setWanted] = useState("");
  const [asking, setAsking] = useState<{ partner: Partner; contact: Contact | null } | null>(null);
  const shown = (loaded.data?.items ?? []).filter((one) => fits(one, wanted));
  return (
    <div class="akz-stack">
      <PageTitle title={text.title}>{text.title}</PageTitle>
      <p>{text.intro}</p>
      <ProblemAlert problem={loaded.problem} retry={loaded.reload} />
      {!loaded.data && !loaded.problem && <Loading />}
      {loaded.data && (
        <div class="prt-find">
          <TextInput label={text.find} type="search" value={wanted} onValue={setWanted} />
        </div>
      )}
      {loaded.data && shown.length === 0 && <EmptyState title={text.none} />}
      <ul class="prt-cards">
        {shown.map((one) => (
          <li key={one.id}>
            <Card
              partner={one}
              edits={one.mine || loaded.data?.mayEdit === true}
              onAsk={(contact) => setAsking({ partner: one, contact })}
            />
          </li>
        ))}
      </ul>
      {asking && (
        <ContactDialog
          partner={asking.partner}
          contact={asking.contact}
          onClose={() => setAsking(null)}
          onDone={loaded.reload}
        />
      )}
    </div>
  );
}

interface CardProps {
  readonly partner: Partner;
  readonly edits: boolean;
  readonly onAsk: (contact: Contact | null) => void;
}

function Card({ partner, edits, onAsk }: CardProps) {
  const text = network.value.directory;
  const name = pick(partner.name);
  return (
    <section class="akz-card prt-card" aria-label={name}>
      <h2>{name}</h2>
      <p class="prt-line">
        <Badge tone={partner.inbox ? "info" : "neutral"}>{partner.inbox ? text.inbox : text.system}</Badge>
        {partner.link && <a href={partner.link}>{new URL(partner.link).hostname}</a>}
      </p>
      <Facts
        items={[
          [
            text.office,
            <span class="prt-line">
              <a href={`tel:${partner.phone.replaceAll(" ", "")}`}>{partner.phone}</a>
              <a href={`mailto:${partner.email}`}>{partner.email}</a>
            </span>,
          ],
          [text.languages, partner.languages.map(languageName).join(", ")],
          [text.sites, partner.sites.join(", ")],
          [text.steps, partner.steps.map(stepName).join(" · ") || text.noSteps],
        ]}
      />
      <h3>{text.contacts}</h3>
      {partner.contacts.length === 0 && <p class="akz-small akz-muted">{text.noContacts}</p>}
      <ul class="prt-contacts">
        {partner.contacts.map((one) => (
          <li key={one.id}>
            <strong>{one.name}</strong> {one.function}
            <span class="prt-line akz-small">
              {one.phone && <a href={`tel:${one.phone.replaceAll(" ", "")}`}>{one.phone}</a>}
              {one.email && <a href={`mailto:${one.email}`}>{one.email}</a>}
              {one.languages.length > 0 && <span>{one.languages.map(languageName).join(", ")}</span>}
              <StandsIn partner={partner} contact={one} />
              {edits && (
                <Button small variant="tertiary" aria-label={`${text.edit}: ${one.name}`} onClick={() => onAsk(one)}>
                  {text.edit}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {edits && (
        <p>
          <Button small aria-label={`${text.add}: ${name}`} onClick={() => onAsk(null)}>
            {text.add}
          </Button>
        </p>
      )}
    </section>
  );
}

function StandsIn({ partner, contact }: { readonly partner: Partner; readonly contact: Contact }) {
  const whom = partner.contacts.find((each) => each.id === contact.substituteOf);
  return whom ? <span>{network.value.directory.standsIn(whom.name)}</span> : null;
}
