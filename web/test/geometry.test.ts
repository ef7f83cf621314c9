// Where events are and what a pointer hits, against the slow way.
import { expect, it } from "vitest";
import { Trace } from "../src/model/trace";
import {
  acrossOf,
  eventAlong,
  eventAt,
  type Geometry,
  nearestOnLine,
  placesInView,
  valuesOf,
} from "../src/view/diagram/geometry";
import { headerOf, numbers, randomRecords } from "./random_trace";

function traceOf(seed: number) {
  const trace = new Trace(headerOf(4));
  for (const record of randomRecords(seed, 4, 120)) trace.add(record);
  return trace;
}

function geometryOf(
  trace: Trace,
  axis: "lamport" | "time",
  turned: boolean,
  draw: (n: number) => number,
): Geometry {
  const last = axis === "lamport" ? trace.lastLamport : trace.lastTime;
  const from = (draw(50) / 100) * last;
  const to = from + Math.max(1, ((10 + draw(40)) / 100) * last);
  return {
    axis,
    turned,
    width: 900,
    height: 400,
    start: 80,
    length: 700,
    top: 30,
    gap: 24 + draw(30),
    scroll: draw(20),
    from,
    to,
  };
}

it("finds the nearest event, turned or not, as trying all of them does", () => {
  const draw = numbers(5);
  for (let round = 0; round < 1500; ++round) {
    const trace = traceOf(1 + (round % 9));
    const g = geometryOf(trace, round % 2 ? "time" : "lamport", round % 3 === 0, draw);
    const [along, across] = [80 + draw(700), 30 + draw(160)];
    const [x, y] = g.turned ? [across, along] : [along, across];
    const away = (event: number) =>
      Math.hypot(
        eventAlong(g, trace, event) - along,
        acrossOf(g, trace.process.data[event]) - across,
      );
    let best = Infinity;
    for (let event = 0; event < trace.count; ++event) best = Math.min(best, away(event));
    const hit = eventAt(g, trace, x, y, 14);
    if (best >= 14) expect(hit).toBe(-1);
    else expect(away(hit)).toBeCloseTo(best, 6);
  }
});

it("knows which part of a line is in view", () => {
  const draw = numbers(9);
  for (let round = 0; round < 200; ++round) {
    const trace = traceOf(1 + (round % 9));
    const g = geometryOf(trace, "lamport", false, draw);
    for (let p = 0; p < 4; ++p) {
      const [first, last] = placesInView(g, trace, p);
      const line = trace.lines[p];
      for (let at = 0; at < line.length; ++at) {
        const value = valuesOf(trace, g.axis)[line.data[at]];
        if (value >= g.from && value <= g.to) expect(at >= first && at < last).toBe(true);
      }
      expect(first).toBeGreaterThanOrEqual(0);
      expect(last).toBeLessThanOrEqual(line.length);
    }
  }
});

it("has no nearest event where there is none", () => {
  const trace = new Trace(headerOf(2));
  const g = geometryOf(trace, "time", false, numbers(1));
  expect(nearestOnLine(g, trace, 0, 100)).toBe(-1);
  expect(eventAt(g, trace, 100, 50, 14)).toBe(-1);
});

it("keeps a line's order where another clock is behind", () => {
  const trace = new Trace(headerOf(2));
  const at = { type: "event", time: 9e9 } as const;
  trace.add({ ...at, process: 0, index: 1, kind: "internal", lamport: 1 });
  trace.add({ ...at, process: 0, index: 2, kind: "send", lamport: 2, to: [1] });
  trace.add({
    ...at,
    time: 8e9,
    process: 1,
    index: 1,
    kind: "receive",
    lamport: 3,
    message: "0:2",
  });
  const g = { ...geometryOf(trace, "time", false, numbers(1)), from: 0, to: 10e9 };
  expect(eventAlong(g, trace, 1)).toBeGreaterThanOrEqual(eventAlong(g, trace, 0));
});

it("turns neither a line's order nor an arrow round, however many events have one time", () => {
  let apart = 0;
  for (let seed = 1; seed <= 200; ++seed) {
    const trace = new Trace(headerOf(4));
    const tick = 1000 * (1 + (seed % 12));
    for (const record of randomRecords(seed, 4, 120))
      trace.add({
        ...record,
        time: Math.floor(("time" in record ? record.time : 0) / tick) * tick,
      });
    const g = geometryOf(trace, "time", false, numbers(seed));
    g.to = g.from + (seed % 3 === 0 ? 5_000 : 2_000_000);
    const along = (event: number) => eventAlong(g, trace, event);
    for (const line of trace.lines)
      for (let place = 1; place < line.length; ++place) {
        const [before, after] = [along(line.data[place - 1]), along(line.data[place])];
        expect(after).toBeGreaterThanOrEqual(before);
        if (after > before && trace.tie.data[line.data[place]] > 0) ++apart;
      }
    for (let event = 0; event < trace.count; ++event)
      if (trace.sendOf(event) >= 0)
        expect(along(event)).toBeGreaterThanOrEqual(along(trace.sendOf(event)));
  }
  expect(apart).toBeGreaterThan(1000);
});
