// Happened-before on a trace: what precedes an event, what follows it, how two events stand to each
// other, and a chain that proves it. On each process the causal past is a prefix and the causal
// future a suffix, so a cone is two numbers a process, read off vector times by binary search.
// Source: Lamport 1978; Fidge 1988, Mattern 1989 for vector time.
import { firstWhere } from "./column";
import { SEND, type Trace } from "./trace";

/**
 * For each process: the first `past[p]` events precede or are the event; those from `future[p]` on
 * follow or are it.
 */
export interface Cone {
  event: number;
  past: Int32Array;
  future: Int32Array;
}

export type Relation = "same" | "before" | "after" | "concurrent";

/** Cost: processes x log(events). Without vector times: one sweep over the events. */
export function coneOf(trace: Trace, event: number): Cone {
  return { event, past: pastOf(trace, event), future: futureOf(trace, event) };
}

/**
 * The vector time of an event: how many events of each process are in its causal past, itself
 * included.
 */
export function pastOf(trace: Trace, event: number): Int32Array {
  const width = trace.processCount;
  if (trace.vectors) return trace.vectors.data.slice(event * width, (event + 1) * width);
  const past = new Int32Array(width);
  const process = trace.process.data;
  const place = trace.place.data;
  past[process[event]] = place[event] + 1;
  for (let at = event; at >= 0; --at) {
    if (place[at] >= past[process[at]]) continue;
    const send = trace.sendOf(at);
    if (send >= 0 && place[send] >= past[process[send]]) past[process[send]] = place[send] + 1;
  }
  return past;
}

/**
 * An event's vector stamp: the index of the latest event of each process in its causal past, itself
 * included; 0 where there is none, null where all there may be is from before the trace.
 */
export function vectorOf(trace: Trace, event: number): (number | null)[] {
  const { before, lines } = trace;
  const whole = before.every((n) => n === 0);
  const begins = (p: number) => whole || (lines[p].length > 0 && before[p] === 0);
  return Array.from(pastOf(trace, event), (n, p) => (n > 0 ? before[p] + n : begins(p) ? 0 : null));
}

function futureOf(trace: Trace, event: number): Int32Array {
  const width = trace.processCount;
  const own = trace.process.data[event];
  const least = trace.place.data[event] + 1;
  const future = new Int32Array(width);
  if (trace.vectors) {
    const vectors = trace.vectors.data;
    for (let p = 0; p < width; ++p) {
      const line = trace.lines[p];
      future[p] = firstWhere(0, line.length, (at) => vectors[line.data[at] * width + own] >= least);
    }
    return future;
  }
  for (let p = 0; p < width; ++p) future[p] = trace.lines[p].length;
  future[own] = least - 1;
  const process = trace.process.data;
  const place = trace.place.data;
  for (let at = event; at < trace.count; ++at) {
    const send = trace.sendOf(at);
    if (send < 0 || place[send] < future[process[send]]) continue;
    if (place[at] < future[process[at]]) future[process[at]] = place[at];
  }
  return future;
}

/** How `event` stands to the cone's own event. */
export function relationIn(trace: Trace, cone: Cone, event: number): Relation {
  if (event === cone.event) return "same";
  const p = trace.process.data[event];
  const place = trace.place.data[event];
  if (place < cone.past[p]) return "before";
  return place >= cone.future[p] ? "after" : "concurrent";
}

/** "before" if a happened before b. Cost: as pastOf. */
export function relation(trace: Trace, a: number, b: number): Relation {
  if (a === b) return "same";
  const precedes = (x: number, y: number) =>
    trace.place.data[x] < pastOf(trace, y)[trace.process.data[x]];
  if (a < b) return precedes(a, b) ? "before" : "concurrent";
  return precedes(b, a) ? "after" : "concurrent";
}

interface Arrival {
  send: number;
  /** The event at which the chain had come to the sender's process. */
  from: number;
}

/**
 * A chain from a to b with as few messages as possible: a, then each send and its receive, then b.
 * Consecutive events are the same process's, or a send and its receive. Empty if a does not happen
 * before b. Cost: each event between them is looked at once.
 */
export function chain(trace: Trace, a: number, b: number): number[] {
  if (relation(trace, a, b) !== "before") return [];
  const process = trace.process.data;
  const place = trace.place.data;
  const limit = pastOf(trace, b);
  const reached = new Int32Array(trace.processCount);
  for (let p = 0; p < reached.length; ++p) reached[p] = limit[p];
  reached[process[a]] = place[a];
  const arrivals = new Map<number, Arrival>();
  let wave: { entry: number; until: number }[] = [{ entry: a, until: limit[process[a]] }];
  while (wave.length > 0) {
    const target = wave.find((w) => process[w.entry] === process[b] && place[w.entry] <= place[b]);
    if (target) return trail(arrivals, a, target.entry, b);
    wave = nextWave(trace, wave, reached, arrivals);
  }
  return [];
}

/**
 * One more message: from every newly reached stretch of a line to the earliest new events on
 * others.
 */
function nextWave(
  trace: Trace,
  wave: { entry: number; until: number }[],
  reached: Int32Array,
  arrivals: Map<number, Arrival>,
): { entry: number; until: number }[] {
  const next = new Map<number, { entry: number; until: number }>();
  for (const { entry, until } of wave) {
    const line = trace.lines[trace.process.data[entry]].data;
    for (let at = trace.place.data[entry]; at < until; ++at) {
      const send = line[at];
      if (trace.kind.data[send] !== SEND) continue;
      const [first, last] = trace.pairsOf(send);
      for (let pair = first; pair < last; ++pair) {
        const receive = trace.pairReceive.data[pair];
        if (receive < 0) continue;
        const q = trace.process.data[receive];
        if (trace.place.data[receive] >= reached[q]) continue;
        const known = next.get(q);
        next.set(q, { entry: receive, until: known ? known.until : reached[q] });
        reached[q] = trace.place.data[receive];
        arrivals.set(receive, { send, from: entry });
      }
    }
  }
  return [...next.values()];
}

function trail(arrivals: Map<number, Arrival>, a: number, last: number, b: number): number[] {
  const events = [b];
  const put = (event: number) => {
    if (events[0] !== event) events.unshift(event);
  };
  for (let at = last; ; ) {
    put(at);
    if (at === a) return events;
    const arrival = arrivals.get(at)!;
    put(arrival.send);
    at = arrival.from;
  }
}
