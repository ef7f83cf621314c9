// The faults that an administrator puts on links: both directions of a pair together, unless one is
// chosen; and the banner that stands while any is on.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Feed } from "../../api/feed";
import type { Seen } from "../../api/fresh";
import type { Link } from "../../api/types";
import { Store, useStore } from "../store";
import { plural, t } from "../text";
import { Queue } from "./queue";
import { useSeen } from "./source";
import { type Outcomes, run } from "./status";
import { faultyPairs, healText, linkOf, type Pair, SIGNS, wordOf } from "./topology";

/** The token stays in this tab's memory. */
const adminToken = new Store("");

const DURATIONS = [10, 30, 120];

export function Faults({
  pair: [a, b],
  possible,
  outcomes,
}: {
  pair: Pair;
  possible: boolean;
  outcomes: Outcomes;
}) {
  const token = useStore(adminToken);
  const [direction, setDirection] = useState("both");
  const [delay, setDelay] = useState(500);
  const [seconds, setSeconds] = useState(30);
  const directions: Pair[] =
    direction === "both"
      ? [
          [a, b],
          [b, a],
        ]
      : direction === "forth"
        ? [[a, b]]
        : [[b, a]];
  if (!possible) return <p class="hint">{t("admin_off")}</p>;
  const all = (act: (from: number, to: number) => Promise<Link>) =>
    run(outcomes, async () => {
      const links = await Promise.all(
        directions.map(([from, to]) => act(from.process, to.process)),
      );
      const state = faultWord(links[0]);
      const [[from, to]] = directions;
      return links.length > 1
        ? t("pair_state", { a: a.name, b: b.name, state })
        : t("link_state", { from: from.name, to: to.name, state });
    });
  const fault = (cut: boolean, delay_ms: number) =>
    all((from, to) =>
      api.setFault(
        from,
        to,
        { cut, delay_ms, ...(seconds > 0 ? { for_ms: seconds * 1000 } : {}) },
        token,
      ),
    );
  const without = token === "" ? t("admin_needed") : undefined;
  return (
    <form class="faults" onSubmit={(e) => e.preventDefault()}>
      <ul class="ways">
        <Way from={a} to={b} />
        <Way from={b} to={a} />
      </ul>
      <label>
        {t("admin_token")}{" "}
        <input
          type="password"
          autocomplete="off"
          value={token}
          title={t("admin_hint")}
          onInput={(e) => adminToken.set(e.currentTarget.value)}
        />
      </label>
      <label>
        {t("direction")}{" "}
        <select value={direction} onChange={(e) => setDirection(e.currentTarget.value)}>
          <option value="both">{t("both_ways")}</option>
          <option value="forth">
            {a.name} → {b.name}
          </option>
          <option value="back">
            {b.name} → {a.name}
          </option>
        </select>
      </label>
      <label>
        {t("heals_after")}{" "}
        <select value={seconds} onChange={(e) => setSeconds(Number(e.currentTarget.value))}>
          {DURATIONS.map((n) => (
            <option key={n} value={n}>
              {t("seconds", { n })}
            </option>
          ))}
          <option value={0}>{t("never")}</option>
        </select>
      </label>
      <label>
        {t("delay_ms")}{" "}
        <input
          type="number"
          min="1"
          max="60000"
          step="1"
          value={delay}
          onInput={(e) => setDelay(Math.max(1, Math.round(Number(e.currentTarget.value))))}
        />
      </label>
      <div class="group">
        <button type="button" disabled={!!without} title={without} onClick={() => fault(true, 0)}>
          ✂ {t("cut")}
        </button>
        <button
          type="button"
          disabled={!!without}
          title={without}
          onClick={() => fault(false, delay)}
        >
          ◔ {t("delay")}
        </button>
        <button
          type="button"
          disabled={!!without}
          title={without}
          onClick={() => all((from, to) => api.heal(from, to, token))}
        >
          ● {t("heal")}
        </button>
      </div>
      {without && <p class="hint">{without}</p>}
    </form>
  );
}

/** What was done to a link; whether it is up, the next attempt over it will show. */
function faultWord({ fault }: Link): string {
  if (!fault) return t("link_healed");
  return fault.cut ? t("link_cut") : t("link_delayed", { ms: fault.delay_ms });
}

/** One of the pair's links: how it is, when it heals, and what waits for it. */
function Way({ from, to }: { from: Seen; to: Seen }) {
  const link = linkOf(from, to);
  const { word, kind } = wordOf(from, to);
  const heals = healText([{ link, now: from.time }]);
  return (
    <li>
      <span class="hint">
        {from.name} → {to.name}
      </span>
      <span class={`state figures ${kind}`}>
        <span aria-hidden="true">{SIGNS[kind]}</span> {word}
        {heals && ` · ${heals}`} <Queue unsent={link?.unsent ?? 0} />
      </span>
    </li>
  );
}

/** In its place also while no fault is on, so that nothing moves when one is. */
export function FaultBanner({ feed, outcomes }: { feed: Feed; outcomes: Outcomes }) {
  const members = useSeen(feed);
  const token = useStore(adminToken);
  const pairs = faultyPairs(members);
  if (pairs.length === 0) return <p class="banner none">{t("no_faults")}</p>;
  const ways = pairs.flatMap(([a, b]): Pair[] => [
    [a, b],
    [b, a],
  ]);
  const heals = healText(ways.map(([from, to]) => ({ link: linkOf(from, to), now: from.time })));
  const heal = () =>
    run(outcomes, async () => {
      await Promise.all(ways.map(([from, to]) => api.heal(from.process, to.process, token)));
      return t("done");
    });
  return (
    <div class="banner warn">
      <span aria-hidden="true">⚠</span>
      <span class="what figures">
        {plural("faults_active", pairs.length)}
        {heals && ` · ${heals}`}
      </span>
      <button
        type="button"
        disabled={token === ""}
        title={token === "" ? t("admin_needed") : undefined}
        onClick={heal}
      >
        {t("heal_all")}
      </button>
    </div>
  );
}
