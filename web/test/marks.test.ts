// Marks by shape: a copy's double chevron at its arrow's end, hollow where concurrent, and the
// incarnation where there is room for it. What a scene says to a painter holds for SVG and canvas.
import { expect, it } from "vitest";
import { coneOf } from "../src/model/causality";
import { LiveTrace } from "../src/model/live";
import { INTERNAL, Trace } from "../src/model/trace";
import type { TraceRecord } from "../src/model/records";
import { vectorText } from "../src/view/describe";
import type { Geometry } from "../src/view/diagram/geometry";
import type { Painter, Pen, Style, TextStyle } from "../src/view/diagram/painter";
import type { Palette } from "../src/view/diagram/palette";
import { drawScene, type Scene } from "../src/view/diagram/scene";
import { headerOf } from "./random_trace";

const palette = new Proxy({} as Palette, {
  get: (_, name) => (name === "hues" ? Array.from({ length: 8 }, (_, i) => `hue-${i}`) : name),
});

/** Writes down what is drawn. */
class Notes implements Painter {
  paths: { style: Style; points: [string, number, number][] }[] = [];
  texts: { x: number; y: number; text: string; style: TextStyle }[] = [];
  path(style: Style, draw: (pen: Pen) => void): void {
    const points: [string, number, number][] = [];
    draw({
      move: (x, y) => points.push(["move", x, y]),
      line: (x, y) => points.push(["line", x, y]),
      circle: (x, y) => points.push(["circle", x, y]),
      rect: (x, y) => points.push(["rect", x, y]),
      close: () => {},
    });
    if (points.length > 0) this.paths.push({ style, points });
  }
  text(x: number, y: number, text: string, style: TextStyle): void {
    this.texts.push({ x, y, text, style });
  }
  clip(): () => void {
    return () => {};
  }
}

const wide: Geometry = {
  axis: "lamport",
  turned: false,
  width: 800,
  height: 300,
  start: 100,
  length: 700,
  top: 30,
  gap: 80,
  scroll: 0,
  from: 0,
  to: 10,
};

const sceneOf = (trace: Trace, geometry: Geometry, focus = -1): Scene => ({
  trace,
  geometry,
  palette,
  stamps: "none",
  cone: focus < 0 ? null : coneOf(trace, focus),
  chain: [],
  found: null,
  away: new Set(),
  cursor: -1,
  first: -1,
  second: -1,
});

function drawn(trace: Trace, geometry: Geometry, focus = -1): Notes {
  const notes = new Notes();
  drawScene(notes, sceneOf(trace, geometry, focus));
  return notes;
}

const event = { type: "event", time: 0 } as const;
const records: TraceRecord[] = [
  { ...event, process: 0, index: 1, kind: "send", lamport: 1, to: [1] },
  { ...event, process: 1, index: 1, kind: "receive", lamport: 5, message: "0:1" },
  { ...event, process: 2, index: 1, kind: "internal", lamport: 1 },
  { type: "fate", message: "0:1", to: 1, fate: "duplicated", time: 9, reason: "copy" },
  { type: "fate", message: "0:1", to: 1, fate: "duplicated", time: 9, reason: "copy" },
];

function live(more: TraceRecord[] = []): LiveTrace {
  const made = new LiveTrace(headerOf(3));
  for (const record of [...records, ...more]) made.add(record);
  return made;
}

it("draws two chevrons behind the head of an arrow whose message came again", () => {
  const made = live();
  // Once more from the start, as when another process becomes known.
  made.learn([...made.processes, { id: 3, name: "p3" }]);
  for (const turned of [false, true]) {
    const { paths } = drawn(made.trace, { ...wide, turned });
    const chevrons = paths.filter(({ style }) => style.stroke === "ink" && !style.fill);
    expect(chevrons.length).toBe(1);
    expect(chevrons[0].points.map(([what]) => what).join(" ")).toBe(
      "move line line move line line",
    );
    const end = turned ? [150, 450] : [450, 150];
    for (const [, x, y] of chevrons[0].points)
      expect(Math.hypot(x - end[0], y - end[1])).toBeLessThan(30);
  }
});

it("draws what is concurrent hollow", () => {
  const { trace } = live();
  const { paths } = drawn(trace, wide, trace.find(0, 1));
  const hollow = paths.filter(({ style }) => style.fill === "paper" && style.stroke === "muted");
  expect(hollow.map(({ points }) => points.map(([what]) => what))).toEqual([["circle"]]);
  expect(trace.kind.data[trace.find(2, 1)]).toBe(INTERNAL);
});

it("writes an incarnation where it is seen whole, on narrow screens too", () => {
  const life = { type: "life", process: 2, after: 1, time: 0 } as const;
  const { trace } = live([
    { ...life, change: "crash", incarnation: 1 },
    { ...life, change: "restart", incarnation: 12 },
    { ...event, process: 2, index: 2, kind: "internal", lamport: 9, incarnation: 12 },
  ]);
  const narrow = { ...wide, turned: true, width: 260, height: 800, top: 62, gap: 66 };
  for (const geometry of [wide, narrow, { ...wide, to: 8.8 }, { ...narrow, to: 8.8 }]) {
    const { texts } = drawn(trace, geometry);
    const { x, y, style } = texts.find(({ text }) => text === "⟲ 12")!;
    const long = 32;
    expect(style.anchor === "end" ? x - long : x).toBeGreaterThan(0);
    expect(style.anchor === "end" ? x : x + long).toBeLessThanOrEqual(geometry.width);
    expect(y).toBeLessThanOrEqual(geometry.height);
  }
});

it("draws all messages in view of a process that is told of no receive", () => {
  const trace = new Trace({ ...headerOf(3), only: 0 });
  for (let index = 1; index <= 6000; ++index)
    trace.add({
      ...event,
      process: 0,
      index,
      kind: "send",
      lamport: index,
      time: index,
      to: [1, 2],
    });
  for (const axis of ["lamport", "time"] as const) {
    const notes = new Notes();
    const geometry = { ...wide, axis, from: 5900, to: 6000 };
    expect(drawScene(notes, sceneOf(trace, geometry)).stride).toBe(1);
    expect(notes.paths.flatMap(({ points }) => points).length).toBeGreaterThan(300);
  }
});

it("writes vector stamps by the events' numbers, and what it does not know as such", () => {
  const trace = new Trace(headerOf(3));
  trace.add({ ...event, process: 0, index: 500, kind: "send", lamport: 700, to: [1] });
  trace.add({ ...event, process: 2, index: 40, kind: "internal", lamport: 700 });
  trace.add({ ...event, process: 1, index: 1, kind: "receive", lamport: 701, message: "0:500" });
  expect(vectorText(trace, 2)).toBe("[500, 1, ?]");
  expect(vectorText(trace, 1)).toBe("[?, 0, 40]");
  const begun = new Trace(headerOf(3));
  begun.add({ ...event, process: 0, index: 500, kind: "internal", lamport: 700 });
  expect(vectorText(begun, 0)).toBe("[500, ?, ?]");
});
