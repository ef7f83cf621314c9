// The links of the cluster: how they are, drawn and listed, and the faults an administrator puts on
// them. A pair of processes has two directed links; both are cut, delayed and healed together unless
// one direction is chosen.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Feed } from "../../api/feed";
import type { Link, Member, Members } from "../../api/types";
import { hueClass } from "../diagram/palette";
import { Store, useStore } from "../store";
import { language, t } from "../text";
import { OutcomeLine, type Outcomes, run } from "./status";

/** The token stays in this tab's memory. */
export const adminToken = new Store("");

type Pair = [Member, Member];

const linkOf = (from: Member, to: Member): Link | undefined =>
  from.state?.links.find((link) => link.to === to.process);

export function linkWord(link: Link | undefined): { word: string; kind: "up" | "down" | "cut" | "delayed" } {
  if (link?.fault?.cut) return { word: t("link_cut"), kind: "cut" };
  if (!link?.up) return { word: t("link_down"), kind: "down" };
  if (link.fault && link.fault.delay_ms > 0)
    return { word: t("link_delayed", { ms: link.fault.delay_ms }), kind: "delayed" };
  return { word: t("link_up"), kind: "up" };
}

const SIGNS = { up: "●", down: "○", cut: "✂", delayed: "◔" };
const WORST = ["cut", "down", "delayed", "up"] as const;

function pairKind([a, b]: Pair) {
  const kinds = [linkWord(linkOf(a, b)).kind, linkWord(linkOf(b, a)).kind];
  return WORST.find((kind) => kinds.includes(kind))!;
}

const pairsOf = (members: Member[]): Pair[] =>
  members.flatMap((a, i) => members.slice(i + 1).map((b): Pair => [a, b]));

export const activeFaults = (members: Members | null): Link[] =>
  members?.members.flatMap((member) => member.state?.links.filter((link) => link.fault) ?? []) ?? [];

export function Links({ feed, outcomes }: { feed: Feed; outcomes: Outcomes }) {
  const known = useStore(feed.members);
  useStore(language);
  const [chosen, setChosen] = useState<string | null>(null);
  const members = known?.members ?? [];
  const pairs = pairsOf(members);
  const keyOf = ([a, b]: Pair) => `${a.process}-${b.process}`;
  const pair = pairs.find((one) => keyOf(one) === chosen);
  const possible = members.some((member) => member.state?.admin);
  return (
    <section class="panel links" aria-labelledby="links-title">
      <div class="panel-head"><h2 id="links-title">{t("topology")}</h2></div>
      <div class="links-body">
        <Topology members={members} pairs={pairs} chosen={pair} onChoose={(one) => setChosen(keyOf(one))} />
        <ul class="pairs">
          {pairs.map((one) => {
            const kind = pairKind(one);
            return (
              <li key={keyOf(one)}>
                <button type="button" aria-pressed={keyOf(one) === chosen} class={`pair ${kind}`}
                  onClick={() => setChosen(keyOf(one) === chosen ? null : keyOf(one))}>
                  <span aria-hidden="true">{SIGNS[kind]}</span> {t("link_between", { a: one[0].name, b: one[1].name })}
                  <span class="visually-hidden">: {linkWord(linkOf(...one)).word}, {linkWord(linkOf(one[1], one[0])).word}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      {pair ? <Faults pair={pair} possible={possible} outcomes={outcomes} /> : <p class="hint">{t("topology_hint")}</p>}
      <OutcomeLine outcomes={outcomes} />
    </section>
  );
}

function Topology({ members, pairs, chosen, onChoose }: {
  members: Member[]; pairs: Pair[]; chosen: Pair | undefined; onChoose: (pair: Pair) => void;
}) {
  const at = (process: number): [number, number] => {
    const place = members.findIndex((member) => member.process === process);
    const angle = (place / members.length) * 2 * Math.PI - Math.PI / 2;
    return [120 + 62 * Math.cos(angle), 92 + 62 * Math.sin(angle)];
  };
  return (
    <svg class="topology" viewBox="0 0 240 184" aria-hidden="true">
      {pairs.map((pair) => {
        const [x1, y1] = at(pair[0].process);
        const [x2, y2] = at(pair[1].process);
        return (
          <g key={`${pair[0].process}-${pair[1].process}`} class={`edge ${pairKind(pair)} ${pair === chosen ? "chosen" : ""}`} onClick={() => onChoose(pair)}>
            <line x1={x1} y1={y1} x2={x2} y2={y2} class="reach" />
            <line x1={x1} y1={y1} x2={x2} y2={y2} />
          </g>
        );
      })}
      {members.map((member) => {
        const [x, y] = at(member.process);
        return (
          <g key={member.process} class={hueClass(member.process)}>
            <circle cx={x} cy={y} r="9" class={member.reachable ? "vertex" : "vertex away"} />
            <Name x={x} y={y} text={member.name} />
          </g>
        );
      })}
    </svg>
  );
}

/** Beside the vertex, away from the middle. */
function Name({ x, y, text }: { x: number; y: number; text: string }) {
  if (Math.abs(x - 120) < 20)
    return <text x={x} y={y + (y < 92 ? -14 : 23)} text-anchor="middle">{text}</text>;
  const out = x < 120 ? -14 : 14;
  return <text x={x + out} y={y + 4} text-anchor={out < 0 ? "end" : "start"}>{text}</text>;
}

const DURATIONS = [10, 30, 120];

function Faults({ pair: [a, b], possible, outcomes }: { pair: Pair; possible: boolean; outcomes: Outcomes }) {
  const token = useStore(adminToken);
  const [direction, setDirection] = useState("both");
  const [delay, setDelay] = useState(500);
  const [seconds, setSeconds] = useState(30);
  const directions: [Member, Member][] = direction === "both" ? [[a, b], [b, a]] : direction === "forth" ? [[a, b]] : [[b, a]];
  if (!possible) return <p class="hint">{t("admin_off")}</p>;
  const all = (act: (from: number, to: number) => Promise<Link>) =>
    run(outcomes, async () => {
      const links = await Promise.all(directions.map(([from, to]) => act(from.process, to.process)));
      return links
        .map((link) => t("link_state", { from: nameIn([a, b], link.from), to: nameIn([a, b], link.to), state: linkWord(link).word }))
        .join(" · ");
    });
  const fault = (cut: boolean, delay_ms: number) =>
    all((from, to) => api.setFault(from, to, { cut, delay_ms, ...(seconds > 0 ? { for_ms: seconds * 1000 } : {}) }, token));
  const without = token === "" ? t("admin_needed") : undefined;
  return (
    <form class="faults" onSubmit={(e) => e.preventDefault()}>
      <ul class="hint">
        {[[a, b] as const, [b, a] as const].map(([from, to]) => (
          <li key={from.process}>{t("link_state", { from: from.name, to: to.name, state: linkWord(linkOf(from, to)).word })}</li>
        ))}
      </ul>
      <label>{t("admin_token")} <input type="password" autocomplete="off" value={token} title={t("admin_hint")} onInput={(e) => adminToken.set(e.currentTarget.value)} /></label>
      <label>
        {t("direction")}{" "}
        <select value={direction} onChange={(e) => setDirection(e.currentTarget.value)}>
          <option value="both">{t("both_ways")}</option>
          <option value="forth">{a.name} → {b.name}</option>
          <option value="back">{b.name} → {a.name}</option>
        </select>
      </label>
      <label>
        {t("heals_after")}{" "}
        <select value={seconds} onChange={(e) => setSeconds(Number(e.currentTarget.value))}>
          {DURATIONS.map((n) => <option key={n} value={n}>{t("seconds", { n })}</option>)}
          <option value={0}>{t("never")}</option>
        </select>
      </label>
      <label>{t("delay_ms")} <input type="number" min="1" max="60000" step="1" value={delay} onInput={(e) => setDelay(Math.max(1, Math.round(Number(e.currentTarget.value))))} /></label>
      <div class="group">
        <button type="button" disabled={!!without} title={without} onClick={() => fault(true, 0)}>✂ {t("cut")}</button>
        <button type="button" disabled={!!without} title={without} onClick={() => fault(false, delay)}>◔ {t("delay")}</button>
        <button type="button" disabled={!!without} title={without} onClick={() => all((from, to) => api.heal(from, to, token))}>● {t("heal")}</button>
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
      <button type="button" disabled={token === ""} title={token === "" ? t("admin_needed") : undefined} onClick={heal}>{t("heal_all")}</button>
    </div>
  );
}
