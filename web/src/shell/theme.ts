/** Light, dark or what the device prefers; kept on this device until the account's preference is known. */
import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const KEY = "akzess.theme";
const kept = localStorage.getItem(KEY);

export const theme = signal<Theme>(kept === "light" || kept === "dark" ? kept : "auto");

const dark = matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const shown = theme.value === "auto" ? (dark.matches ? "dark" : "light") : theme.value;
  document.documentElement.dataset.kernTheme = shown;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", shown);
}

effect(() => {
  localStorage.setItem(KEY, theme.value);
  apply();
});
dark.addEventListener("change", apply);
