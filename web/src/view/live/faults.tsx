// The faults that an administrator puts on links: both directions of a pair together, unless one is
// chosen; and the banner that stands while any is on.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Feed } from "../../api/feed";
import type { Link, Member } from "../../api/types";
import { Store, useStore } from "../store";
import { t } from "../text";
import { type Outcomes, run } from "./status";
import { activeFaults, linkOf, linkWord, type Pair } from "./topology";

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
  const directions: [Member, Member][] =
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
      return links
        .map((link) =>
          t("link_state", {
            from: nameIn([a, b], link.from),
            to: nameIn([a, b], link.to),
            state: linkWord(link).word,
          }),
        )
        .join(" · ");
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
      <ul class="hint">
        {[[a, b] as const, [b, a] as const].map(([from, to]) => (
          <li key={from.process}>
            {t("link_state", {
              from: from.name,
              to: to.name,
              state: linkWord(linkOf(from, to)).word,
            })}
          </li>
        ))}
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

const nameIn = (members: Member[], process: number) =>
  members.find((member) => member.process === process)?.name ?? String(process);

/** Always in sight while a fault is on. */
export function FaultBanner({ feed, outcomes }: { feed: Feed; outcomes: Outcomes }) {
  const members = useStore(feed.members);
  const token = useStore(adminToken);
  const faults = activeFaults(members);
  if (faults.length === 0) return null;
  const heal = () =>
    run(outcomes, async () => {
      await Promise.all(faults.map((link) => api.heal(link.from, link.to, token)));
      return t("done");
    });
  return (
    <div class="banner warn">
      <span aria-hidden="true">⚠</span>
      {faults.length === 1 ? t("fault_active") : t("faults_active", { n: faults.length })}
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
