/** The employer's link of a case. */
import { useEffect, useState } from "preact/hooks";
import { ask, type Draft, Refusal } from "./api.ts";
import type { CaseProps } from "./CaseExtras.tsx";
import { Invitation } from "./Invitation.tsx";
import { TakeOver } from "./TakeOver.tsx";

export function CaseEmployer({ csrf }: CaseProps) {
  const [links, setLinks] = useState<Draft["invitations"]>([]);
  async function look(): Promise<void> {
    try {
      setLinks((await ask<{ items: Draft["invitations"] }>("GET", "/status/employer-links")).items);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  useEffect(() => void look(), []);
  return (
    <>
      <Invitation links={links} path="/status/employer-links" csrf={csrf} onChanged={look} />
      <TakeOver path="/status/declaration" csrf={csrf} onTaken={look} />
    </>
  );
}
