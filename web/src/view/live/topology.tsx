// How the links between processes are: as words and signs, and drawn as a ring of processes.
import type { Link, Member, Members } from "../../api/types";
import { hueClass } from "../diagram/palette";
import { t } from "../text";

/** Two processes: two directed links. */
export type Pair = [Member, Member];

export const linkOf = (from: Member, to: Member): Link | undefined =>
  from.state?.links.find((link) => link.to === to.process);

export function linkWord(link: Link | undefined): {
  word: string;
  kind: "up" | "down" | "cut" | "delayed";
} {
  if (link?.fault?.cut) return { word: t("link_cut"), kind: "cut" };
  if (!link?.up) return { word: t("link_down"), kind: "down" };
  if (link.fault && link.fault.delay_ms > 0)
    return { word: t("link_delayed", { ms: link.fault.delay_ms }), kind: "delayed" };
  return { word: t("link_up"), kind: "up" };
}

export const SIGNS = { up: "●", down: "○", cut: "✂", delayed: "◔" };
const WORST = ["cut", "down", "delayed", "up"] as const;

export function pairKind([a, b]: Pair) {
  const kinds = [linkWord(linkOf(a, b)).kind, linkWord(linkOf(b, a)).kind];
  return WORST.find((kind) => kinds.includes(kind))!;
}

export const pairsOf = (members: Member[]): Pair[] =>
  members.flatMap((a, i) => members.slice(i + 1).map((b): Pair => [a, b]));

export const activeFaults = (members: Members | null): Link[] =>
  members?.members.flatMap((member) => member.state?.links.filter((link) => link.fault) ?? []) ??
  [];

/** The links as a picture; the list beside it says and does the same. */
export function Topology({
  members,
  pairs,
  chosen,
  onChoose,
}: {
  members: Member[];
  pairs: Pair[];
  chosen: Pair | undefined;
  onChoose: (pair: Pair) => void;
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
          <g
            key={`${pair[0].process}-${pair[1].process}`}
            class={`edge ${pairKind(pair)} ${pair === chosen ? "chosen" : ""}`}
            onClick={() => onChoose(pair)}
          >
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
    return (
      <text x={x} y={y + (y < 92 ? -14 : 23)} text-anchor="middle">
        {text}
      </text>
    );
  const out = x < 120 ? -14 : 14;
  return (
    <text x={x + out} y={y + 4} text-anchor={out < 0 ? "end" : "start"}>
      {text}
    </text>
  );
}
