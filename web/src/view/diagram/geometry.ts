// Where things are: a trace's values along one axis, its processes across. Turned, time runs down,
// for narrow screens. Everything that draws or hits goes through here.
import { firstWhere } from "../../model/column";
import { SEND, type Trace } from "../../model/trace";

export type Axis = "lamport" | "time";

export interface Geometry {
  axis: Axis;
  turned: boolean;
  /** The whole picture, in pixels. */
  width: number;
  height: number;
  /** Where the lines begin and how long they are, in pixels along. */
  start: number;
  length: number;
  /**
   * Where the rows begin, how far apart they are and how far they are scrolled, in pixels across.
   */
  top: number;
  gap: number;
  scroll: number;
  /** The values at both ends of the lines. */
  from: number;
  to: number;
}

/** Pixels by which events of one process at one time are set apart, where there is room. */
const TIE_STEP = 11;
const MOST_TIES = 12;
/** Events at one time of which the messages are looked at. */
const MOST_LOOKED_AT = 256;

export const valuesOf = (trace: Trace, axis: Axis): Float64Array =>
  axis === "lamport" ? trace.lamport.data : trace.time.data;

/** The values between which all events lie; never the same one twice. */
export function extentOf(trace: Trace, axis: Axis): [number, number] {
  const values = valuesOf(trace, axis);
  let first = Infinity;
  for (const line of trace.lines)
    if (line.length > 0) first = Math.min(first, values[line.data[0]]);
  const last = axis === "lamport" ? trace.lastLamport : trace.lastTime;
  return first < last ? [first, last] : [last - 1, last];
}

export function alongOf(g: Geometry, value: number): number {
  return g.start + ((value - g.from) / (g.to - g.from)) * g.length;
}

export function eventAlong(g: Geometry, trace: Trace, event: number): number {
  const at = alongOf(g, valuesOf(trace, g.axis)[event]);
  const tie = Math.min(trace.tie.data[event], MOST_TIES);
  return g.axis === "lamport" || tie === 0 ? at : at + tie * tieStep(g, trace, event);
}

/**
 * Events at one time stay before the next one on their line and before their messages' receives:
 * neither an order nor an arrow is turned round. Where clocks differ, a receive may have come first.
 */
function tieStep(g: Geometry, trace: Trace, event: number): number {
  const line = trace.lines[trace.process.data[event]];
  const time = trace.time.data;
  const now = time[event];
  const place = trace.place.data[event];
  const first = place - trace.tie.data[event];
  const next = firstWhere(place, line.length, (at) => time[line.data[at]] > now);
  let end = next < line.length ? time[line.data[next]] : Infinity;
  for (let at = first; at < Math.min(next, first + MOST_LOOKED_AT); ++at)
    end = Math.min(end, earliestReceive(trace, line.data[at]));
  const room = alongOf(g, end) - alongOf(g, now);
  const step = room / (Math.min(next - 1 - first, MOST_TIES) + 1);
  return Math.max(0, Math.min(TIE_STEP, step));
}

function earliestReceive(trace: Trace, event: number): number {
  if (trace.kind.data[event] !== SEND) return Infinity;
  let earliest = Infinity;
  const [first, last] = trace.pairsOf(event);
  for (let pair = first; pair < last; ++pair) {
    const receive = trace.pairReceive.data[pair];
    if (receive >= 0) earliest = Math.min(earliest, trace.time.data[receive]);
  }
  return earliest;
}

export const acrossOf = (g: Geometry, row: number): number =>
  g.top + g.gap * (row + 0.5) - g.scroll;

/** Furthest that rows can be scrolled. */
export function mostScroll(g: Geometry, rows: number): number {
  return Math.max(0, g.top + g.gap * rows - (g.turned ? g.width : g.height));
}

/** The values of another axis between which the events in view lie; null if there are none. */
export function stretchOn(axis: Axis, g: Geometry, trace: Trace): [number, number] | null {
  const here = valuesOf(trace, g.axis);
  const there = valuesOf(trace, axis);
  let [low, high] = [Infinity, -Infinity];
  for (const line of trace.lines) {
    const first = firstWhere(0, line.length, (at) => here[line.data[at]] >= g.from);
    const end = firstWhere(first, line.length, (at) => here[line.data[at]] > g.to);
    if (first === end) continue;
    low = Math.min(low, there[line.data[first]]);
    high = Math.max(high, there[line.data[end - 1]]);
  }
  return low <= high ? [low, high] : null;
}

/**
 * Places on a process's line that are in view, with one more at either side: [first, one past the
 * last).
 */
export function placesInView(g: Geometry, trace: Trace, process: number): [number, number] {
  const line = trace.lines[process];
  const values = valuesOf(trace, g.axis);
  const slack = g.axis === "time" ? ((g.to - g.from) / g.length) * TIE_STEP * MOST_TIES : 0;
  const first = firstWhere(0, line.length, (at) => values[line.data[at]] >= g.from - slack);
  const last = firstWhere(first, line.length, (at) => values[line.data[at]] > g.to);
  return [Math.max(0, first - 1), Math.min(line.length, last + 1)];
}

export function eventsInView(g: Geometry, trace: Trace): number {
  let sum = 0;
  for (let p = 0; p < trace.processCount; ++p) {
    const [first, last] = placesInView(g, trace, p);
    sum += last - first;
  }
  return sum;
}

/** The event nearest to a point within `reach` pixels, or -1. */
export function eventAt(g: Geometry, trace: Trace, x: number, y: number, reach: number): number {
  const along = g.turned ? y : x;
  const across = g.turned ? x : y;
  let best = -1;
  let distance = reach;
  const middle = Math.round((across + g.scroll - g.top) / g.gap - 0.5);
  for (let p = Math.max(0, middle - 1); p <= middle + 1 && p < trace.processCount; ++p) {
    const aside = Math.abs(acrossOf(g, p) - across);
    const event = nearestOnLine(g, trace, p, along);
    if (event < 0 || aside > reach) continue;
    const away = Math.hypot(aside, eventAlong(g, trace, event) - along);
    if (away < distance) [best, distance] = [event, away];
  }
  return best;
}

/** The event of a process that is nearest along, or -1 if it has none. */
export function nearestOnLine(g: Geometry, trace: Trace, process: number, along: number): number {
  const line = trace.lines[process];
  if (line.length === 0) return -1;
  const after = firstWhere(0, line.length, (at) => eventAlong(g, trace, line.data[at]) >= along);
  const candidates = [after - 1, after].filter((at) => at >= 0 && at < line.length);
  const away = (at: number) => Math.abs(eventAlong(g, trace, line.data[at]) - along);
  return line.data[candidates.reduce((a, b) => (away(b) < away(a) ? b : a))];
}
