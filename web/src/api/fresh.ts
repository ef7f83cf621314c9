// How much of what a page shows still holds: the one place that decides whether a value is fresh,
// stale or unknown, and how old it is. Ages are by the answering node's own clock, whatever the
// clocks of others say. It has no words for it, and asks nobody.
import type { Item, Member, NodeState } from "./types";

/** Every node says something at least every 5 s. After this much silence it is not heard. */
const LONGEST_SILENCE = 7e9;

export type Freshness =
  | { kind: "unknown" }
  | { kind: "fresh" }
  /** `age` in nanoseconds. */
  | { kind: "stale"; age: number };

/** Whether the page's own connection stands, and for how many milliseconds nothing has come. */
export interface Connection {
  open: boolean;
  silent: number;
}

/** `heard`: when it was last said, null for never; `lost`: whether it is known to be said no more. */
function freshness(heard: number | null, lost: boolean, now: number): Freshness {
  if (heard === null) return { kind: "unknown" };
  const age = Math.max(0, now - heard);
  return lost || age > LONGEST_SILENCE ? { kind: "stale", age } : { kind: "fresh" };
}

/** Of everything that comes over the connection. */
export const freshnessOfPage = ({ open, silent }: Connection): Freshness =>
  freshness(0, !open, silent * 1e6);

/** The latest event of a process that a stream brought. */
export interface News {
  item: Item;
  /** The answering node's time when it came; null for one that was repeated. */
  heard: number | null;
}

/** A member as it is known now, by its coordinator and by the log. */
export interface Seen extends Member {
  /** Of the process: by any sign of it. */
  freshness: Freshness;
  /** Of its state, which its coordinator alone can ask for: figures, queue, links. */
  told: Freshness;
  /** Its own clock now, in the trace's time; null if it was never heard. */
  time: number | null;
}

/** A state that the log has moved on since it was said. */
export function upToDate(state: NodeState, news: News | undefined): NodeState {
  const record = news?.item.record;
  if (record?.type !== "event" || record.index <= state.index) return state;
  return { ...state, lamport: record.lamport, index: record.index, last: news!.item };
}

/** A member that cannot be reached may be heard all the same: its records take another way. */
export function seen(
  member: Member,
  news: News | undefined,
  { open }: Connection,
  now: number,
): Seen {
  const heard = [member.heard, news?.heard ?? null].filter((time) => time !== null);
  const latest = heard.length > 0 ? Math.max(...heard) : null;
  const lost = !open || (!member.reachable && (latest ?? 0) <= member.since);
  const { state } = member;
  return {
    ...member,
    state: state && upToDate(state, news),
    freshness: freshness(latest, lost, now),
    told: freshness(member.heard, !open || !member.reachable, now),
    time: state && member.heard !== null ? state.time + now - member.heard : null,
  };
}
