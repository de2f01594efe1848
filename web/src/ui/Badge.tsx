/** A short word with a colour and a sign: never the colour alone. */
import type { ComponentChildren } from "preact";

export type Tone = "info" | "success" | "warning" | "danger" | "neutral";

export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`akz-badge akz-badge-${tone}`} title={title}>
      {children}
    </span>
  );
}
