/** The link with which an employer does his part: made here, shown once, ended here. */
import { useState } from "preact/hooks";
import { ask, type Draft, type Invited, type Links, Refusal } from "./api.ts";
import { day, problemText, t } from "./words.ts";

interface Props {
  readonly links: Draft["invitations"];
  /** Where links are made and ended. */
  readonly path: string;
  readonly csrf: string;
  /** What the employer is asked for. */
  readonly awaited?: Links["awaited"];
  readonly onChanged: () => Promise<void>;
}

export function Invitation({ links, path, csrf, onChanged, awaited = "EZB" }: Props) {
  const [link, setLink] = useState("");
  const [copied, setCopied] = useState(false);
  const [fault, setFault] = useState("");

  async function act(work: () => Promise<void>): Promise<void> {
    setFault("");
    try {
      await work();
      await onChanged();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setFault(problemText(error.code));
    }
  }

  const make = (): Promise<void> =>
    act(async () => {
      const made = await ask<Invited>("POST", path, { csrf });
      setCopied(false);
      setLink(`${location.origin}${made.path}`);
    });

  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(link);
    setCopied(true);
  };

  return (
    <section class="st-section po-invite" aria-labelledby="arbeitgeber-link">
      <h2 id="arbeitgeber-link">{t("invite.title")}</h2>
      <p>{t(awaited === "EZB" ? "invite.text" : `invite.text.${awaited}`)}</p>
      {links
        .filter((one) => one.open || one.answeredAt)
        .map((one) => (
          <p key={one.id} class="po-file">
            {one.answeredAt
              ? t("invite.answered", { date: day(one.answeredAt) })
              : t("invite.open", { date: day(one.expiresAt) })}
            {one.open && !one.answeredAt && (
              <button
                type="button"
                class="st-link"
                onClick={() =>
                  void act(() =>
                    ask("DELETE", `${path}/${one.id}`, { csrf, headers: { "Idempotency-Key": `end-${one.id}` } }),
                  )
                }
              >
                {t("invite.revoke")}
              </button>
            )}
          </p>
        ))}
      {link && (
        <div class="st-note" role="status">
          <p>{t("invite.link")}</p>
          <p>
            <code class="po-link" dir="ltr" id="der-link">
              {link}
            </code>
          </p>
          <p class="st-actions">
            {awaited === "AGREEMENT_81A" && (
              <a class="kern-btn kern-btn--primary" href={link}>
                <span class="kern-label">{t("invite.here")}</span>
              </a>
            )}
            <button type="button" class="kern-btn kern-btn--secondary" onClick={() => void copy()}>
              <span class="kern-label">{copied ? t("copied") : t("copy")}</span>
            </button>
            {"share" in navigator && (
              <button
                type="button"
                class="kern-btn kern-btn--tertiary"
                onClick={() => void navigator.share({ url: link }).catch(() => undefined)}
              >
                <span class="kern-label">{t("invite.share")}</span>
              </button>
            )}
          </p>
        </div>
      )}
      {fault && (
        <p class="st-fault" role="alert">
          {fault}
        </p>
      )}
      <p>
        <button type="button" class="kern-btn kern-btn--secondary" id="link-erstellen" onClick={() => void make()}>
          <span class="kern-label">{t("invite.do")}</span>
        </button>
      </p>
    </section>
  );
}
