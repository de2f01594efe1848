/** KERN's alert; `live` is for messages that appear because of something the person did. */
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

export interface AlertProps {
  readonly tone?: "info" | "success" | "warning" | "danger";
  readonly title: ComponentChildren;
  readonly live?: boolean;
  readonly children?: ComponentChildren;
}

export function Alert({ tone = "info", title, live, children }: AlertProps) {
  return (
    <div class={`kern-alert kern-alert--${tone}`} role={live ? (tone === "danger" ? "alert" : "status") : undefined}>
      <div class="kern-alert__header">
        <Icon name={tone} large />
        <span class="kern-title">{title}</span>
      </div>
      {children && <div class="kern-alert__body">{children}</div>}
    </div>
  );
}
