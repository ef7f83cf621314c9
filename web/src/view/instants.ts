// When something happened, in words: on a live trace the reader's time of day, else the time since
// the run began. As exact as the reader needs to tell two events, or two ticks, from one another.
import { scaleLinear } from "d3-scale";
import type { Trace } from "../model/trace";
import { clockTime, number } from "./text";

const UNITS = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
] as const;

const unitOf = (ns: number) => (ns === 0 ? UNITS[0] : UNITS.find(([size]) => ns >= size))!;

/** Milliseconds since 1970 at which a live trace's time is 0; NaN for any other trace. */
export const epochOf = (trace: Trace): number =>
  trace.header.epoch === undefined ? NaN : Date.parse(trace.header.epoch);

export function instant(trace: Trace, ns: number): string {
  const epoch = epochOf(trace);
  if (!Number.isNaN(epoch)) return clockTime(epoch + ns / 1e6, 3);
  const [size, unit] = unitOf(ns);
  return `${number(ns / size, 6)} ${unit}`;
}

const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];

/** About `count` round places on a time axis, and their names, with the digits that part them. */
export function timeTicks(
  trace: Trace,
  from: number,
  to: number,
  count: number,
): { at: number[]; texts: string[] } {
  const epoch = epochOf(trace);
  // Round on the reader's clock, which does not begin with the run.
  const offset = Number.isNaN(epoch) ? 0 : sinceMidnight(epoch) * 1e6;
  const scale = scaleLinear([from + offset, to + offset], [0, 1]);
  let at = scale.ticks(count);
  const wanted = (to - from) / count / 1e9;
  const step = CLOCK_STEPS.find((one) => one >= wanted);
  if (!Number.isNaN(epoch) && wanted > 1 && step !== undefined)
    at = range(Math.ceil((from + offset) / (step * 1e9)) * step * 1e9, to + offset, step * 1e9);
  at = at.map((tick) => tick - offset).filter((tick) => tick >= 0);
  const apart = at.length > 1 ? at[1] - at[0] : 1e9;
  const digits = (unit: number) => Math.max(0, Math.ceil(-Math.log10(apart / unit) - 1e-9));
  if (!Number.isNaN(epoch)) {
    const shown = Math.min(3, digits(1e9)) as 0 | 1 | 2 | 3;
    return { at, texts: at.map((tick) => clockTime(epoch + tick / 1e6, shown)) };
  }
  const [size, unit] = unitOf(at.at(-1) ?? 0);
  return { at, texts: at.map((tick) => `${number(tick / size, digits(size))} ${unit}`) };
}

function sinceMidnight(ms: number): number {
  const date = new Date(ms);
  return ms - date.setHours(0, 0, 0, 0);
}

const range = (from: number, to: number, step: number) =>
  Array.from(
    { length: Math.max(0, Math.floor((to - from) / step) + 1) },
    (_, i) => from + i * step,
  );
