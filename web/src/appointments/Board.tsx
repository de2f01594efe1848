/** The display in the waiting room: tickets and counters, newest first, no names; `/booking/?board=DD`. */
import { useEffect, useState } from "preact/hooks";
import { type BoardOf, board } from "./api.ts";
import { words } from "./words.ts";

const LOOK_MS = 5_000;

export function Board({ site }: { readonly site: string }) {
  const { t } = words;
  const [found, setFound] = useState<BoardOf | null>(null);
  useEffect(() => {
    const look = (): void => void board(site).then(setFound, () => undefined);
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [site]);
  useEffect(() => {
    document.title = `${t("board.title")} – AKZESS`;
  });
  return (
    <main class="bk-board" aria-busy={found ? undefined : "true"}>
      <h1>
        {t("board.title")} {found && <span class="bk-muted">{found.de}</span>}
      </h1>
      {found && found.calls.length === 0 && <p>{t("board.none")}</p>}
      {found && found.calls.length > 0 && (
        <table aria-live="polite">
          <thead>
            <tr>
              <th scope="col">{t("board.ticket")}</th>
              <th scope="col">{t("board.counter")}</th>
            </tr>
          </thead>
          <tbody>
            {found.calls.map((call) => (
              <tr key={`${call.ticket} ${call.calledAt}`}>
                <td>{call.ticket}</td>
                <td>
                  {call.de} <span class="bk-muted">{call.en !== call.de && call.en}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found && <p class="bk-muted">{t("board.waiting", { count: found.waiting })}</p>}
    </main>
  );
}
