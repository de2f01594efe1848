/** Name, language, appearance, shortcuts, deputyship, logout: a disclosure, not an ARIA menu, because it holds fields. */
import { useEffect, useRef, useState } from "preact/hooks";
import { actFor, may, me, onBehalfOf } from "../api/session.ts";
import { shortDate } from "../i18n/dates.ts";
import { type Language, language } from "../i18n/index.ts";
import { Button, Checkbox, Icon, Select } from "../ui/index.ts";
import { shortcuts } from "../ui/keyboard.ts";
import { keepPreferences, logOut } from "./login.ts";
import { SITES, shell } from "./texts.ts";
import { type Theme, theme } from "./theme.ts";

export function UserMenu({ onHelp, onDeputies }: { readonly onHelp: () => void; readonly onDeputies: () => void }) {
  const text = shell.value;
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: MouseEvent | FocusEvent): void => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setOpen(false);
    };
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("mousedown", away);
    document.addEventListener("focusin", away);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("mousedown", away);
      document.removeEventListener("focusin", away);
      document.removeEventListener("keydown", leave);
    };
  }, [open]);
  const who = me.value;
  if (!who) return null;
  return (
    <div class="akz-user" ref={frame}>
      <button
        ref={button}
        type="button"
        class="akz-user-button"
        aria-expanded={open}
        aria-controls="akz-user-panel"
        onClick={() => setOpen(!open)}
      >
        <Icon name="account-circle" />
        <span class="kern-sr-only">{text.userMenu("")}</span>
        <span class="akz-user-name">{who.name}</span>
      </button>
      {open && (
        <div class="akz-user-panel" id="akz-user-panel">
          <p class="akz-strong">{who.name}</p>
          <p class="akz-muted">
            {who.groups.map(text.role).join(", ")}
            {who.sites.length > 0 && ` – ${who.sites.map((site) => SITES[site] ?? site).join(", ")}`}
          </p>
          {who.deputyFor.length > 0 && (
            <fieldset class="akz-deputies">
              <legend>{text.deputy}</legend>
              {who.deputyFor.map((each) => (
                <Button
                  key={each.id}
                  small
                  disabled={onBehalfOf.value?.id === each.id}
                  onClick={() => {
                    actFor(each);
                    setOpen(false);
                  }}
                >
                  {text.actFor(each.name)}
                  {each.until && ` (${text.until(shortDate(each.until))})`}
                </Button>
              ))}
              {onBehalfOf.value && (
                <Button small onClick={() => actFor(null)}>
                  {text.ownName}
                </Button>
              )}
            </fieldset>
          )}
          {may("deputy.write") && (
            <div class="akz-actions">
              <Button
                small
                variant="tertiary"
                onClick={() => {
                  setOpen(false);
                  onDeputies();
                }}
              >
                {text.manageDeputies}
              </Button>
            </div>
          )}
          <Select
            label={text.language}
            value={language.value}
            options={[
              { value: "de", label: text.german },
              { value: "en", label: text.english },
            ]}
            onValue={(value) => {
              language.value = value as Language;
              void keepPreferences({ language: value as Language });
            }}
          />
          <Select
            label={text.theme}
            value={theme.value}
            options={(["auto", "light", "dark"] as const).map((value) => ({ value, label: text[value] }))}
            onValue={(value) => {
              theme.value = value as Theme;
              void keepPreferences({ theme: value as Theme });
            }}
          />
          <Checkbox
            label={text.shortcuts}
            checked={shortcuts.value}
            onValue={(checked) => {
              shortcuts.value = checked;
              void keepPreferences({ shortcuts: checked });
            }}
          />
          <div class="akz-actions">
            <Button
              small
              variant="tertiary"
              icon="help"
              onClick={() => {
                setOpen(false);
                onHelp();
              }}
            >
              {text.shortcutHelp}
            </Button>
            <Button small icon="logout" onClick={() => void logOut()}>
              {text.logout}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
