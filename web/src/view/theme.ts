// Light or dark: as the system says, unless the reader chose.
import { Store } from "./store";
import { readSetting, writeSetting } from "./text";

export type Theme = "auto" | "light" | "dark";
const KEY = "lamport.theme";

export const theme = new Store<Theme>("auto");

export function startTheme(): void {
  const asked = new URLSearchParams(location.search).get("theme") ?? readSetting(KEY);
  apply(asked === "light" || asked === "dark" ? asked : "auto");
}

export function chooseTheme(name: Theme): void {
  writeSetting(KEY, name);
  apply(name);
}

function apply(name: Theme): void {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  theme.set(name);
}
