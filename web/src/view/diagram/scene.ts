// What a space-time diagram shows: grid, lives, cones, arrows, events, the chain between two. It
// says shapes to a painter and knows neither canvas nor page. Level of detail: beyond a few
// thousand events a line becomes bars that count them, and arrows are thinned, which the picture's
// note says.
import { scaleLinear } from "d3-scale";
import { type Cone, relationIn } from "../../model/causality";
import { firstWhere } from "../../model/column";
import { INTERNAL, SEND, type Trace } from "../../model/trace";
import { vectorText } from "../describe";
import { timeTicks } from "../instants";
import { number } from "../text";
import { drawArrows, MOST_ARROWS } from "./arrows";
import {
  acrossOf,
  alongOf,
  eventAlong,
  eventsInView,
  type Geometry,
  placesInView,
  valuesOf,
} from "./geometry";
import { drawLives } from "./lives";
import type { Painter, Pen, Style } from "./painter";
import { hueOf, type Palette } from "./palette";

export type Stamps = "none" | "lamport" | "vector";

export interface Scene {
  trace: Trace;
  geometry: Geometry;
  palette: Palette;
  stamps: Stamps;
  cone: Cone | null;
  chain: number[];
  /** What a search found, ascending; null if nothing is sought. */
  found: readonly number[] | null;
  /** Processes whose present is unknown: their lines are dashed after the latest event. */
  away: ReadonlySet<number>;
  cursor: number;
  first: number;
  second: number;
}

/** What the reader has to be told about the picture. */
export interface Drawn {
  events: number;
  /** One arrow in this many is drawn. */
  stride: number;
  bars: boolean;
}

const MOST_MARKS = 4000;

/** Whether a picture of this trace may leave something out, which its note then says. */
export const mayThin = (trace: Trace): boolean =>
  trace.count > MOST_MARKS || trace.pairSend.length > MOST_ARROWS;

/** Moves a point from (along, across) to (x, y). */
export const place = (g: Geometry, along: number, across: number): [number, number] =>
  g.turned ? [across, along] : [along, across];

export function drawScene(painter: Painter, scene: Scene): Drawn {
  const { geometry: g, trace } = scene;
  const events = eventsInView(g, trace);
  const bars = events > MOST_MARKS;
  drawTicks(painter, scene);
  const plot = g.turned
    ? painter.clip(0, g.start, g.width, g.length)
    : painter.clip(g.start, 0, g.length, g.height);
  drawLines(painter, scene);
  drawLives(painter, scene);
  if (scene.cone) drawCone(painter, scene, scene.cone);
  const stride = drawArrows(painter, scene, events);
  if (bars) drawBars(painter, scene);
  else drawMarks(painter, scene, events);
  if (scene.found) drawFound(painter, scene, scene.found);
  drawChosen(painter, scene);
  plot();
  drawNames(painter, scene);
  return { events, stride, bars };
}

function drawTicks(painter: Painter, scene: Scene): void {
  const { geometry: g, palette, trace } = scene;
  const every = g.turned ? 64 : 110;
  const count = Math.max(2, g.length / every);
  const { at: ticks, texts } =
    g.axis === "time" ? timeTicks(trace, g.from, g.to, count) : stampTicks(g.from, g.to, count);
  const end = Math.min(g.turned ? g.width : g.height, acrossOf(g, trace.processCount - 0.5));
  painter.path({ stroke: palette.rule, width: 1 }, (pen) => {
    for (const tick of ticks) {
      pen.move(...place(g, alongOf(g, tick), g.top - 2));
      pen.line(...place(g, alongOf(g, tick), end));
    }
  });
  for (const [i, tick] of ticks.entries()) {
    const [x, y] = place(g, alongOf(g, tick), g.top - 8);
    const anchor = g.turned ? "end" : "middle";
    painter.text(x, g.turned ? y + 4 : y, texts[i], { fill: palette.muted, size: 11, anchor });
  }
}

function stampTicks(from: number, to: number, count: number): { at: number[]; texts: string[] } {
  const round = scaleLinear([from, to], [0, 1]).ticks(count);
  const at = round.filter((tick) => tick >= 0 && Number.isInteger(tick));
  return { at, texts: at.map((tick) => number(tick)) };
}

function drawLines(painter: Painter, scene: Scene): void {
  const { geometry: g, palette, trace, cone } = scene;
  for (let p = 0; p < trace.processCount; ++p) {
    const across = acrossOf(g, p);
    const style: Style = cone
      ? { stroke: palette.faint, width: 1.5 }
      : { stroke: hueOf(palette, p), width: 1.5, alpha: 0.55 };
    const begin = Math.max(g.start, alongOf(g, 0));
    const end = g.start + g.length;
    const line = trace.lines[p];
    const known =
      scene.away.has(p) && line.length > 0
        ? Math.min(end, eventAlong(g, trace, line.data[line.length - 1]))
        : end;
    painter.path(style, (pen) => {
      pen.move(...place(g, begin, across));
      pen.line(...place(g, Math.max(begin, known), across));
    });
    if (known === end) continue;
    painter.path({ ...style, dash: [3, 5] }, (pen) => {
      pen.move(...place(g, Math.max(begin, known), across));
      pen.line(...place(g, end, across));
    });
  }
}

/** The past hangs under the lines, the future stands on them: places as well as colours. */
function drawCone(painter: Painter, scene: Scene, cone: Cone): void {
  const { geometry: g, palette, trace } = scene;
  const depth = Math.min(11, g.gap * 0.32);
  const stretch = (pen: Pen, a: number, b: number, across: number) => {
    const from = Math.max(a, g.start);
    const to = Math.min(b, g.start + g.length);
    if (to <= from) return;
    const [x, y] = place(g, from, across);
    pen.rect(x, y, g.turned ? depth : to - from, g.turned ? to - from : depth);
  };
  painter.path({ fill: palette.pastBand }, (pen) => {
    for (let p = 0; p < trace.processCount; ++p) {
      if (cone.past[p] === 0) continue;
      const last = trace.lines[p].data[cone.past[p] - 1];
      stretch(pen, alongOf(g, 0) - 8, eventAlong(g, trace, last), acrossOf(g, p));
    }
  });
  painter.path({ fill: palette.futureBand }, (pen) => {
    for (let p = 0; p < trace.processCount; ++p) {
      if (cone.future[p] >= trace.lines[p].length) continue;
      const first = trace.lines[p].data[cone.future[p]];
      stretch(pen, eventAlong(g, trace, first), g.start + g.length, acrossOf(g, p) - depth);
    }
  });
}

/** Circle: internal. Away from the line's direction: send. Towards it: receive. */
export function drawMark(pen: Pen, kind: number, x: number, y: number, r: number): void {
  if (kind === INTERNAL) {
    pen.circle(x, y, r * 0.85);
    return;
  }
  const up = kind === SEND ? -1 : 1;
  pen.move(x, y + up * r * 1.15);
  pen.line(x + r * 1.1, y - up * r * 0.8);
  pen.line(x - r * 1.1, y - up * r * 0.8);
  pen.close();
}

function markStyle(scene: Scene, process: number, relation: string, small: boolean): Style {
  const { palette } = scene;
  const paper = small ? {} : { stroke: palette.paper, width: 1 };
  if (relation === "") return { ...paper, fill: hueOf(palette, process) };
  if (relation === "before") return { ...paper, fill: palette.past };
  if (relation === "after") return { ...paper, fill: palette.future };
  return { stroke: palette.muted, width: 1.2, fill: palette.paper };
}

function drawMarks(painter: Painter, scene: Scene, events: number): void {
  const { geometry: g, trace, cone } = scene;
  const views = trace.lines.map((_, p) => placesInView(g, trace, p));
  // Smaller where they are many on a line, so that they do not hide one another.
  const most = Math.max(1, ...views.map(([first, last]) => last - first));
  const roomy = Math.min(5.5, Math.max(3, (g.length / most) * 0.7));
  const radius = events > 1200 ? 3 : Math.min(roomy, g.gap < 30 ? 4 : 5.5);
  for (const [p, [first, last]] of views.entries()) {
    const across = acrossOf(g, p);
    const line = trace.lines[p].data;
    for (const relation of cone ? ["concurrent", "before", "after"] : [""])
      painter.path(markStyle(scene, p, relation, radius < 4), (pen) => {
        for (let at = first; at < last; ++at) {
          const event = line[at];
          if (cone && relationIn(trace, cone, event) !== relation) continue;
          const [x, y] = place(g, eventAlong(g, trace, event), across);
          drawMark(pen, trace.kind.data[event], x, y, radius);
        }
      });
    if (scene.stamps !== "none") drawStamps(painter, scene, p, first, last);
  }
}

export function stampText(trace: Trace, event: number, stamps: Stamps): string {
  if (stamps === "lamport" || !trace.hasVectors) return String(trace.lamport.data[event]);
  return vectorText(trace, event, ",");
}

/** A stamp is written where it does not run into the next event's. */
function drawStamps(painter: Painter, scene: Scene, process: number, first: number, last: number) {
  const { geometry: g, trace, palette, cone } = scene;
  if ((last - first) * 9 > g.length) return;
  const line = trace.lines[process].data;
  const end = g.start + g.length;
  // Three pixels of the room at either side are free: what would be cut off is not written.
  let free = g.start - 3;
  for (let at = first; at < last; ++at) {
    const event = line[at];
    const along = eventAlong(g, trace, event);
    const text = stampText(trace, event, scene.stamps);
    // Beside an arrow that comes or goes upwards rather than on it.
    const aside =
      !g.turned && meetsAbove(trace, event) ? (trace.kind.data[event] === SEND ? -6 : 6) : 0;
    const room = g.turned ? 12 : text.length * 6.4 + 6;
    const begin = along + (aside > 0 ? 4 : aside < 0 ? -room : -room / 2);
    if (begin < free || begin + room > end + 3) continue;
    free = begin + room;
    const [x, y] = place(g, along, acrossOf(g, process));
    const faint = cone && relationIn(trace, cone, event) === "concurrent";
    painter.text(g.turned ? x + 10 : x + aside, g.turned ? y + 4 : y - 11, text, {
      fill: faint ? palette.muted : palette.ink,
      size: 11,
      anchor: g.turned || aside > 0 ? "start" : aside < 0 ? "end" : "middle",
      halo: palette.paper,
    });
  }
}

/** Whether an event's message joins it to a row above its own. */
function meetsAbove(trace: Trace, event: number): boolean {
  const p = trace.process.data[event];
  if (trace.kind.data[event] === SEND) return trace.pairTo.data[trace.pair.data[event]] < p;
  return trace.fromProcess.data[event] >= 0 && trace.fromProcess.data[event] < p;
}

/**
 * Bars along each line, three pixels wide, as high as the logarithm of the events they stand for.
 */
function drawBars(painter: Painter, scene: Scene): void {
  const { geometry: g, trace, palette, cone } = scene;
  const bin = 3;
  const values = valuesOf(trace, g.axis);
  const step = ((g.to - g.from) / g.length) * bin;
  const most = g.gap * 0.42;
  for (let p = 0; p < trace.processCount; ++p) {
    const across = acrossOf(g, p);
    if (across < -g.gap || across > (g.turned ? g.width : g.height) + g.gap) continue;
    const line = trace.lines[p];
    const draw = (low: number, high: number, style: Style) =>
      painter.path(style, (pen) => {
        let at = firstWhere(low, high, (i) => values[line.data[i]] >= g.from);
        for (let n = 0; n * bin < g.length && at < high; ++n) {
          const limit = g.from + (n + 1) * step;
          const next = firstWhere(at, high, (i) => values[line.data[i]] >= limit);
          if (next > at) {
            const size = Math.min(most, 1.5 + 2.6 * Math.log2(1 + next - at));
            const [x, y] = place(g, g.start + n * bin, across - size / 2);
            pen.rect(x, y, g.turned ? size : bin - 0.75, g.turned ? bin - 0.75 : size);
          }
          at = next;
        }
      });
    if (!cone) draw(0, line.length, { fill: hueOf(palette, p) });
    else {
      draw(0, cone.past[p], { fill: palette.past });
      draw(cone.past[p], cone.future[p], { fill: palette.muted, alpha: 0.5 });
      draw(Math.max(cone.past[p], cone.future[p]), line.length, { fill: palette.future });
    }
  }
}

const MOST_FRAMES = 600;

/** A frame around what a search found; a tick above the line where there is no room for frames. */
function drawFound(painter: Painter, scene: Scene, found: readonly number[]): void {
  const { geometry: g, trace, palette } = scene;
  const values = valuesOf(trace, g.axis);
  const inView = found.filter((event) => values[event] >= g.from && values[event] <= g.to);
  const frames = inView.length <= MOST_FRAMES;
  const style = frames ? { stroke: palette.path, width: 2 } : { fill: palette.path };
  const drawn = new Set<number>();
  painter.path(style, (pen) => {
    for (const event of inView) {
      const p = trace.process.data[event];
      if (frames) {
        const [x, y] = place(g, eventAlong(g, trace, event), acrossOf(g, p));
        pen.rect(x - 8, y - 8, 16, 16);
        continue;
      }
      const along = alongOf(g, values[event]);
      const pixel = Math.round(along) * trace.processCount + p;
      if (drawn.has(pixel)) continue;
      drawn.add(pixel);
      const [x, y] = place(g, along - 1, acrossOf(g, p) - Math.min(18, g.gap * 0.45));
      pen.rect(x, y, g.turned ? 6 : 2, g.turned ? 2 : 6);
    }
  });
}

function drawChosen(painter: Painter, scene: Scene): void {
  const { geometry: g, trace, palette } = scene;
  const at = (event: number) =>
    place(g, eventAlong(g, trace, event), acrossOf(g, trace.process.data[event]));
  if (scene.chain.length > 1) {
    painter.path({ stroke: palette.path, width: 3 }, (pen) => {
      pen.move(...at(scene.chain[0]));
      for (const event of scene.chain.slice(1)) pen.line(...at(event));
    });
    painter.path({ fill: palette.path, stroke: palette.paper, width: 1 }, (pen) => {
      for (const event of scene.chain) drawMark(pen, trace.kind.data[event], ...at(event), 6);
    });
  }
  for (const [event, radius] of [
    [scene.cursor, 9.5],
    [scene.first, 12],
    [scene.second, 12],
  ]) {
    if (event < 0) continue;
    const chosen = event === scene.first || event === scene.second;
    painter.path({ fill: palette.ink, stroke: palette.paper, width: 1 }, (pen) =>
      drawMark(pen, trace.kind.data[event], ...at(event), 6),
    );
    painter.path({ stroke: chosen ? palette.accent : palette.ink, width: 2 }, (pen) =>
      pen.circle(...at(event), radius),
    );
  }
}

/** Beginning and end, which is where names like client1 and client2 differ. */
function shortened(name: string, letters: number): string {
  const end = Math.floor((letters - 1) / 2);
  return `${name.slice(0, letters - 1 - end)}…${end > 0 ? name.slice(-end) : ""}`;
}

function drawNames(painter: Painter, scene: Scene): void {
  const { geometry: g, trace, palette } = scene;
  painter.path({ fill: palette.paper }, (pen) =>
    g.turned ? pen.rect(0, 0, g.width, g.start - 4) : pen.rect(0, g.top - 4, g.start - 6, g.height),
  );
  const room = g.turned ? g.gap - 6 : g.start - 24;
  for (let p = 0; p < trace.processCount; ++p) {
    const across = acrossOf(g, p);
    if (!g.turned && across < g.top) continue;
    const full = trace.nameOf(p);
    const letters = Math.max(2, Math.floor(room / 7));
    const name = full.length > letters ? shortened(full, letters) : full;
    const [x, y] = g.turned ? [across, g.start - 14] : [14, across + 4];
    if (!g.turned)
      painter.path({ fill: hueOf(palette, p) }, (pen) => pen.rect(2, across - 7, 4, 14));
    painter.text(x, y, name, {
      fill: palette.ink,
      size: 12.5,
      weight: 600,
      anchor: g.turned ? "middle" : "start",
    });
  }
}
