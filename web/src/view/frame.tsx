// What every page has: its head with title, state, language, theme and help.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useStore } from "./store";
import { chooseLanguage, language, type Language, LANGUAGES, t } from "./text";
import type { TextKey } from "./text/en";
import { chooseTheme, theme, type Theme } from "./theme";

interface Properties {
  title: string;
  state?: ComponentChildren;
  help: { open: boolean; set: (open: boolean) => void };
  children: ComponentChildren;
}

/** The address names what is shown, so the fragment must not get into it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")!.focus();
}

export function Frame({ title, state, help, children }: Properties) {
  const lang = useStore(language);
  const look = useStore(theme);
  useEffect(() => {
    document.title = `${title} · Lamport`;
  }, [title]);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {t("skip")}
      </a>
      <header>
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M3 9h26M3 23h26" />
          <path d="M8 9l12 12" class="arrow" />
          <circle cx="8" cy="9" r="3.5" />
          <circle cx="21" cy="23" r="3.5" />
        </svg>
        <h1>{title}</h1>
        <div class="head-state">{state}</div>
        <div class="tools">
          <label>
            <span class="visually-hidden">{t("language")}</span>
            <select
              value={lang}
              onChange={(e) => chooseLanguage(e.currentTarget.value as Language)}
            >
              {Object.entries(LANGUAGES).map(([name, texts]) => (
                <option key={name} value={name} lang={name}>
                  {texts.language_name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="visually-hidden">{t("theme")}</span>
            <select value={look} onChange={(e) => chooseTheme(e.currentTarget.value as Theme)}>
              <option value="auto">{t("theme_auto")}</option>
              <option value="light">{t("theme_light")}</option>
              <option value="dark">{t("theme_dark")}</option>
            </select>
          </label>
          <button
            type="button"
            class="tool"
            aria-label={t("help")}
            title={t("help")}
            onClick={() => help.set(true)}
          >
            ?
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {help.open && <Help onClose={() => help.set(false)} />}
    </>
  );
}

const KEYS: [string, TextKey][] = [
  ["← →", "key_along"],
  ["↑ ↓", "key_across"],
  ["[ ]", "key_message"],
  ["Enter", "key_choose"],
  ["Esc", "key_clear"],
  ["+ − w s", "key_zoom"],
  ["a d", "key_pan"],
  ["0", "key_fit"],
  ["/", "key_find"],
  ["n N", "key_next"],
  ["l", "key_axis"],
  ["␣", "key_follow"],
];

function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <div class="panel-head">
        <h2 id="help-title">{t("keys")}</h2>
        <button type="button" onClick={onClose}>
          {t("close")}
        </button>
      </div>
      <p>{t("key_pointer")}</p>
      <dl class="keys">
        {KEYS.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
