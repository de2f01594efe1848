/** The live region of the page: what happened is said aloud and shown for a while. */
import { signal } from "@preact/signals";

const message = signal<{ text: string; id: number; tone: "info" | "success" | "warning" } | null>(null);
let count = 0;
const SHOWN_MS = 6000;

/** Say something to everybody: screen readers at once, eyes at the foot of the page for six seconds. */
export function announce(text: string, tone: "info" | "success" | "warning" = "info"): void {
  count += 1;
  const id = count;
  message.value = { text, id, tone };
  setTimeout(() => {
    if (message.peek()?.id === id) message.value = null;
  }, SHOWN_MS);
}

export function LiveRegion() {
  const now = message.value;
  return (
    <div class="akz-live" role="status" aria-live="polite" aria-atomic="true">
      {now && (
        <p key={now.id} class={`akz-toast akz-toast-${now.tone}`}>
          {now.text}
        </p>
      )}
    </div>
  );
}
