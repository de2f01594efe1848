/** The shortcuts of the page that is shown. */
import { Dialog } from "../ui/index.ts";
import { listed, shortcuts } from "../ui/keyboard.ts";
import { shell } from "./texts.ts";

const NAMES: Readonly<Record<string, string>> = {
  Escape: "Esc",
  Enter: "Enter",
  ArrowDown: "↓",
  ArrowUp: "↑",
  " ": "␣",
};

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const text = shell.value;
  return (
    <Dialog title={text.shortcutHelp} onClose={onClose}>
      {!shortcuts.value && <p>{text.shortcutsOff}</p>}
      <table class="kern-table kern-table--small akz-table">
        <thead>
          <tr>
            <th scope="col" class="kern-table__header">
              {text.key}
            </th>
            <th scope="col" class="kern-table__header">
              {text.effect}
            </th>
          </tr>
        </thead>
        <tbody>
          {listed.value.map((each) => (
            <tr key={each.key}>
              <td class="kern-table__cell">
                <kbd class="akz-kbd">{NAMES[each.key] ?? each.key}</kbd>
              </td>
              <td class="kern-table__cell">{each.label()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
