/** The employer's link of a case. */
import { useEffect, useState } from "preact/hooks";
import { ask, type Draft, type Links, Refusal } from "./api.ts";
import type { CaseProps } from "./CaseExtras.tsx";
import { Invitation } from "./Invitation.tsx";
import { TakeOver } from "./TakeOver.tsx";

export function CaseEmployer({ csrf }: CaseProps) {
  const [links, setLinks] = useState<Draft["invitations"]>([]);
  const [awaited, setAwaited] = useState<Links["awaited"]>("EZB");
  async function look(): Promise<void> {
    try {
      const found = await ask<Links>("GET", "/status/employer-links", { csrf });
      setLinks(found.items);
      setAwaited(found.awaited);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  useEffect(() => void look(), []);
  return (
    <>
      <Invitation links={links} path="/status/employer-links" csrf={csrf} onChanged={look} awaited={awaited} />
      <TakeOver path="/status/declaration" csrf={csrf} onTaken={look} />
    </>
  );
}
