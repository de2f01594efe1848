/** KERN's button, with a busy state that keeps its width and tells assistive technology. */
import type { ButtonHTMLAttributes, ComponentChildren, Ref } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "size"> {
  readonly variant?: "primary" | "secondary" | "tertiary";
  readonly icon?: IconName;
  readonly busy?: boolean;
  /** Only the icon is seen; the children are its name. */
  readonly iconOnly?: boolean;
  readonly small?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps) {
  const {
    variant = "secondary",
    icon,
    busy,
    iconOnly,
    small,
    children,
    class: extra,
    disabled,
    onClick,
    buttonRef,
    ...rest
  } = props;
  const classes = ["kern-btn", `kern-btn--${variant}`, small && "akz-btn-small", busy && "akz-busy", extra];
  return (
    <button
      {...rest}
      ref={buttonRef}
      type={rest.type ?? "button"}
      class={classes.filter(Boolean).join(" ")}
      disabled={disabled}
      aria-busy={busy ? "true" : undefined}
      aria-disabled={busy ? "true" : undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} />}
      <span class={iconOnly ? "kern-label kern-sr-only" : "kern-label"}>{children}</span>
    </button>
  );
}

export interface LinkButtonProps {
  readonly href: string;
  readonly variant?: "primary" | "secondary" | "tertiary";
  readonly icon?: IconName;
  readonly small?: boolean;
  readonly download?: boolean;
  readonly children: ComponentChildren;
}

/** A link that looks like a button. */
export function LinkButton({ href, variant = "secondary", icon, small, children, download }: LinkButtonProps) {
  return (
    <a href={href} class={`kern-btn kern-btn--${variant}${small ? " akz-btn-small" : ""}`} download={download}>
      {icon && <Icon name={icon} />}
      <span class="kern-label">{children}</span>
    </a>
  );
}
