// How the links between processes are: as words and signs, and drawn as a ring of processes. A link
// is known by what its sender says; of what is not heard nothing is said but that.
import type { Seen } from "../../api/fresh";
import type { Link } from "../../api/types";
import { hueClass } from "../diagram/palette";
import { duration, t } from "../text";

/** Two processes: two directed links. */
export type Pair = [Seen, Seen];

export interface LinkWord {
  word: string;
  kind: "up" | "down" | "cut" | "delayed" | "unknown";
}

const isFresh = ({ freshness }: Seen) => freshness.kind === "fresh";

/** A link as its sender says it is; undefined while the sender cannot be asked. */
export const linkOf = (from: Seen, to: Seen): Link | undefined =>
  from.told.kind === "fresh" ? from.state?.links.find((link) => link.to === to.process) : undefined;

/**
 * `answers`: whether the recipient is known to be there. If it is not, a link over which nothing
 * comes may be as good as any.
 */
export function linkWord(link: Link | undefined, answers: boolean): LinkWord {
  if (link?.fault?.cut) return { word: t("link_cut"), kind: "cut" };
  if (!link || link.up === null || (!link.up && !answers))
    return { word: t("link_unknown"), kind: "unknown" };
  if (!link.up) return { word: t("link_down"), kind: "down" };
  if (link.fault && link.fault.delay_ms > 0)
    return { word: t("link_delayed", { ms: link.fault.delay_ms }), kind: "delayed" };
  return { word: t("link_up"), kind: "up" };
}

export const wordOf = (from: Seen, to: Seen): LinkWord => linkWord(linkOf(from, to), isFresh(to));

/** When the faults of some links of one sender or several end by themselves, as far as is known. */
export function healText(links: { link: Link | undefined; now: number | null }[]): string {
  const left = links.flatMap(({ link, now }) => {
    if (!link?.fault) return [];
    return now === null || link.fault.until === null ? [Infinity] : [link.fault.until - now];
  });
  const longest = Math.max(0, ...left);
  if (longest <= 0 || longest === Infinity) return "";
  return t("heals_in", { age: duration(Math.ceil(longest / 1e9) * 1e9) });
}

export const SIGNS = { up: "●", down: "○", cut: "✂", delayed: "◔", unknown: "?" };
const WORST = ["cut", "down", "unknown", "delayed", "up"] as const;

export function pairKind([a, b]: Pair) {
  const kinds = [wordOf(a, b).kind, wordOf(b, a).kind];
  return WORST.find((kind) => kinds.includes(kind))!;
}

export const pairsOf = (members: Seen[]): Pair[] =>
  members.flatMap((a, i) => members.slice(i + 1).map((b): Pair => [a, b]));

/** A fault of a pair is one, whether it is on one of its links or on both. */
export const faultyPairs = (members: Seen[]): Pair[] =>
  pairsOf(members).filter(([a, b]) => linkOf(a, b)?.fault || linkOf(b, a)?.fault);

/** The links as a picture; the list beside it says and does the same. */
export function Topology({
  members,
  pairs,
  chosen,
  onChoose,
}: {
  members: Seen[];
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
        const kind = pairKind(pair);
        // Away from the middle, where lines cross.
        const [x, y] = [x1 + (x2 - x1) * 0.34, y1 + (y2 - y1) * 0.34];
        return (
          <g
            key={`${pair[0].process}-${pair[1].process}`}
            class={`edge ${kind} ${pair === chosen ? "chosen" : ""}`}
            onClick={() => onChoose(pair)}
          >
            <line x1={x1} y1={y1} x2={x2} y2={y2} class="reach" />
            <line x1={x1} y1={y1} x2={x2} y2={y2} class="way" />
            {kind !== "up" && (
              <text x={x} y={y + 4} text-anchor="middle">
                {SIGNS[kind]}
              </text>
            )}
          </g>
        );
      })}
      {members.map((member) => {
        const [x, y] = at(member.process);
        return (
          <g key={member.process} class={hueClass(member.process)}>
            <circle cx={x} cy={y} r="9" class={isFresh(member) ? "vertex" : "vertex away"} />
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
