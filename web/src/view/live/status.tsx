// How fresh the page is, in one chip; and the outcome of what was asked, said aloud once.
import { Refusal } from "../../api/client";
import type { Feed } from "../../api/feed";
import { type Freshness, freshnessOfPage } from "../../api/fresh";
import type { Item } from "../../api/types";
import { Store, useStore } from "../store";
import { age, language, number, plural, t } from "../text";
import { en, type TextKey } from "../text/en";

/** How old what is shown is; nothing is "just now" that is not heard any more. */
export const ageText = (stale: Freshness & { kind: "stale" }) =>
  t("data_age", { age: age(stale.age) });

/** Last in its row: it may grow without moving anything. */
export function ConnectionChip({ feed }: { feed: Feed }) {
  const connection = useStore(feed.connection);
  const known = useStore(feed.live) !== null;
  useStore(language);
  const fresh = freshnessOfPage(connection);
  return (
    <span class="chip-place figures">
      {!known && !connection.open ? (
        <span class="chip waiting">{t("connecting")}…</span>
      ) : fresh.kind === "stale" ? (
        <span class="chip bad" role="status">
          <span aria-hidden="true">○</span> {connection.open ? "" : `${t("reconnecting")} · `}
          {ageText(fresh)}
        </span>
      ) : (
        <span class="chip ok">
          <span aria-hidden="true">●</span> {t("live")}
        </span>
      )}
    </span>
  );
}

/**
 * Stops everything on the page that moves by itself (WCAG 2.2.2), and goes on with what came
 * meanwhile.
 */
export function PauseButton({ feed }: { feed: Feed }) {
  const paused = useStore(feed.paused);
  useStore(language);
  if (paused === null)
    return (
      <button type="button" onClick={() => feed.pause()}>
        ❚❚ {t("pause_page")}
      </button>
    );
  return (
    <button type="button" class="primary counting" onClick={() => feed.resume()}>
      ▶ {plural("resume_page", paused)}
    </button>
  );
}

export interface Outcome {
  good: boolean;
  text: string;
}

export type Outcomes = Store<Outcome | null>;
export const newOutcomes = (): Outcomes => new Store<Outcome | null>(null);

/** What an event that a command caused is called. */
export function causedText(items: Item[], name: (process: number) => string): string {
  const events = items.flatMap(({ record }) => (record.type === "event" ? [record] : []));
  const last = events.at(-1);
  if (!last) return t("done");
  return t("caused", {
    event: `${name(last.process)} · ${number(last.index)}`,
    stamp: last.lamport,
  });
}

export function refusalText(error: unknown): string {
  if (!(error instanceof Refusal)) return t("failed", { what: String(error) });
  const { code, title, detail = "", may_have_happened } = error.problem;
  const key = (code === "not_reached" ? code : `code_${code}`) as TextKey;
  const what = key in en ? t(key, { detail }) : [title, detail].filter(Boolean).join(": ");
  const also = may_have_happened ? ` ${t("may_have_happened")}` : "";
  return t("failed", { what }) + also;
}

/** Runs a command and says how it went. */
export async function run(outcomes: Outcomes, command: () => Promise<string>): Promise<boolean> {
  try {
    outcomes.set({ good: true, text: await command() });
    return true;
  } catch (error) {
    outcomes.set({ good: false, text: refusalText(error) });
    return false;
  }
}

export function OutcomeLine({ outcomes }: { outcomes: Outcomes }) {
  const outcome = useStore(outcomes);
  return (
    <p class={`outcome ${outcome?.good === false ? "bad" : "good"}`} role="status">
      {outcome && (
        <>
          <span aria-hidden="true">{outcome.good ? "✔" : "✘"}</span> {outcome.text}
        </>
      )}
    </p>
  );
}

/** Events per second over the last minute. */
export function Rate({ feed }: { feed: Feed }) {
  useStore(feed.version);
  useStore(feed.connection);
  useStore(language);
  const seconds = feed.rates();
  const most = Math.max(5, ...seconds);
  const recent = seconds.slice(-5).reduce((sum, n) => sum + n, 0) / 5;
  const points = seconds.map((n, i) => `${i},${24 - (n / most) * 22}`).join(" ");
  return (
    <span class="rate" title={t("events_per_second")}>
      <svg viewBox="0 0 58 25" preserveAspectRatio="none" aria-hidden="true">
        <polyline points={points} />
      </svg>
      <span class="figures">{plural("rate", recent, 1)}</span>
    </span>
  );
}
