// The language of the page: asked for in the address, chosen before, or what the browser prefers.
// Spanish when the browser asks for it, else English. Numbers and durations follow the language.
import { Store } from "../store";
import { en, type TextKey } from "./en";
import { es } from "./es";

export type Language = "en" | "es";
export const LANGUAGES: Record<Language, Record<TextKey, string>> = { en, es };
/** Texts that have another form for one. */
type PluralKey = { [K in TextKey]: `${K}_one` extends TextKey ? K : never }[TextKey];
const KEY = "lamport.language";

const known = (name: string | null | undefined): Language | null =>
  name === "es" || name === "en" ? name : null;

function initial(): Language {
  const asked = known(new URLSearchParams(location.search).get("lang"));
  const stored = known(readSetting(KEY));
  const preferred = navigator.languages.map((l) => known(l.slice(0, 2))).find((l) => l !== null);
  return asked ?? stored ?? preferred ?? "en";
}

/** A stored choice; null where storage is refused, as it may be for a file. */
export function readSetting(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeSetting(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice lasts as long as the page.
  }
}

export const language = new Store<Language>("en");

export function startLanguage(): void {
  language.set(initial());
  document.documentElement.lang = language.get();
}

export function chooseLanguage(name: Language): void {
  writeSetting(KEY, name);
  document.documentElement.lang = name;
  language.set(name);
}

/** The text for `key`, its {names} filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return LANGUAGES[language.get()][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : (value ?? "");
  });
}

/** The text for `key` about `n` things, a number with up to `digits`; one is singular. */
export function plural(key: PluralKey, n: number, digits = 0): string {
  const shown = number(n, digits);
  return shown === "1" ? t(`${key}_one`) : t(key, { n: shown });
}

/** The text for `prefix + word`, or the word itself where there is none. */
export function tWord(prefix: string, word: string): string {
  const key = (prefix + word) as TextKey;
  return key in en ? t(key) : word;
}

const formats = new Map<string, Intl.NumberFormat>();

export function number(value: number, digits = 0): string {
  const key = `${language.get()}${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language.get(), { maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The reader's time of day for milliseconds since 1970, with up to three digits of a second. */
export function clockTime(ms: number, digits: 0 | 1 | 2 | 3): string {
  const key = `${language.get()}${digits}`;
  let format = clocks.get(key);
  if (!format) {
    const part = {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    } as const;
    const fraction = digits === 0 ? {} : { fractionalSecondDigits: digits };
    format = new Intl.DateTimeFormat(language.get(), { ...part, ...fraction });
    clocks.set(key, format);
  }
  return format.format(ms);
}

/** A duration in nanoseconds with three digits or so: "1.5 ms", "12.3 s", "4 min 5 s". */
export function duration(ns: number): string {
  const a = Math.abs(ns);
  if (a >= 60e9) {
    const seconds = Math.round(ns / 1e9);
    if (seconds >= 7200) return `${number(seconds / 3600, 1)} h`;
    return `${number(Math.trunc(seconds / 60))} min ${number(seconds % 60)} s`;
  }
  for (const [size, unit] of [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "µs"],
  ] as const)
    if (a >= size) return `${number(ns / size, a < 10 * size ? 2 : 1)} ${unit}`;
  return `${number(ns)} ns`;
}

/** How old something is, or for how long it is so: whole seconds, one at least. */
export const age = (ns: number): string => duration(Math.max(1, Math.floor(ns / 1e9)) * 1e9);
