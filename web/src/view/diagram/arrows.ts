// Messages: true arrows from send to receive, dashed where still in flight, with an end of its own
// for each fate: cross (lost), diamond (rejected), ring (undelivered); a double chevron where a copy
// came again.
import { relationIn } from "../../model/causality";
import { DROPPED, IN_FLIGHT, RECEIVED, REJECTED, SEND, type Trace } from "../../model/trace";
import { acrossOf, alongOf, eventAlong, type Geometry, placesInView, valuesOf } from "./geometry";
import type { Painter, Pen, Style } from "./painter";
import { hueOf } from "./palette";
import { drawMark, place, type Scene } from "./scene";

/** Their rastering is what bounds a frame of the canvas. */
export const MOST_ARROWS = 1250;
/** How long the stub of a message without receive is along the axis, and how far across it goes. */
const STUB = 26;
const STUB_PART = 0.55;
/** How far before the arrow's end a copy's chevrons begin: behind the head. */
const CHEVRONS = 16;

interface Ends {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** Draws the messages in view. Returns the stride: one in so many is drawn. */
export function drawArrows(painter: Painter, scene: Scene, events: number): number {
  const pairs = pairsInView(scene);
  let stride = 1;
  while (pairs.length / stride > MOST_ARROWS) stride *= 2;
  const heads = events <= 1200;
  const groups = new Map<string, number[]>();
  for (const pair of pairs) {
    // Thinned by a hash of the pair, so that panning and zooming keep the same ones.
    if (stride > 1 && (Math.imul(pair, 0x9e3779b1) >>> 8) % stride !== 0) continue;
    const key = groupOf(scene, pair);
    const group = groups.get(key);
    if (group) group.push(pair);
    else groups.set(key, [pair]);
  }
  const crowd = Math.min(1, Math.sqrt(260 / (pairs.length / stride + 1)));
  for (const [key, group] of [...groups].sort())
    drawGroup(painter, scene, key, group, heads, crowd);
  if (heads) drawCopies(painter, scene, pairs);
  if (scene.trace.header.only !== undefined) drawArrivals(painter, scene);
  return stride;
}

function pairsInView(scene: Scene): number[] {
  const { trace, geometry: g } = scene;
  const values = valuesOf(trace, g.axis);
  const slack = ((g.to - g.from) / g.length) * 150;
  const from = g.from - slack;
  const to = g.to + slack;
  const found: number[] = [];
  const sends = trace.pairSend.data;
  const receives = trace.pairReceive.data;
  for (let pair = 0; pair < trace.pairSend.length; ++pair) {
    if (values[sends[pair]] > to) continue;
    const receive = receives[pair];
    const end = receive >= 0 ? values[receive] : endValue(trace, g, pair);
    if (end >= from) found.push(pair);
  }
  return found;
}

/** Where a message without receive ends: what is drawn as a stub ends where it begins. */
function endValue(trace: Trace, g: Geometry, pair: number): number {
  const send = trace.pairSend.data[pair];
  if (!reachesOn(trace, g)) return valuesOf(trace, g.axis)[send];
  if (trace.pairFate.data[pair] === IN_FLIGHT) return Infinity;
  return Math.max(trace.pairFateTime.data[pair], trace.time.data[send]);
}

/**
 * Whether messages without receive are drawn up to their fate or to now: those of a single process
 * would all seem to be under way, since nothing says that they were received.
 */
const reachesOn = (trace: Trace, g: Geometry) =>
  g.axis === "time" && trace.header.only === undefined;

/** Pairs that look the same: drawing order, then style. */
function groupOf(scene: Scene, pair: number): string {
  const { trace, cone } = scene;
  const fate = trace.pairFate.data[pair];
  const send = trace.pairSend.data[pair];
  const lost = fate === RECEIVED ? "" : String(fate);
  if (!cone) return `1,${lost},hue,${trace.process.data[send]}`;
  const receive = trace.pairReceive.data[pair];
  const end = receive >= 0 ? relationIn(trace, cone, receive) : "concurrent";
  const start = relationIn(trace, cone, send);
  if (end === "before" || end === "same") return `2,${lost},past`;
  if (start === "after" || start === "same") return `2,${lost},future`;
  return `0,${lost},faint`;
}

function styleOf(
  scene: Scene,
  key: string,
  crowd: number,
): { style: Style; fate: number; leaves: boolean } {
  const { palette } = scene;
  const [, lost, look, process] = key.split(",");
  // A stream of one process never says that a message was received: its sends just leave.
  const leaves = scene.trace.header.only !== undefined && lost === String(IN_FLIGHT);
  const fate = lost === "" || leaves ? RECEIVED : Number(lost);
  const style: Style = { width: 1.4, alpha: Math.max(0.16, 0.85 * crowd) };
  if (look === "hue") style.stroke = hueOf(palette, Number(process));
  else if (look === "past") style.stroke = palette.past;
  else if (look === "future") style.stroke = palette.future;
  else Object.assign(style, { stroke: palette.faint, alpha: 1, width: 1 });
  if (fate !== RECEIVED) style.dash = [5, 4];
  if (fate === DROPPED || fate === REJECTED) if (look !== "faint") style.stroke = palette.lost;
  return { style, fate, leaves };
}

function drawGroup(
  painter: Painter,
  scene: Scene,
  key: string,
  pairs: number[],
  heads: boolean,
  crowd: number,
) {
  const { style, fate, leaves } = styleOf(scene, key, crowd);
  const ends = pairs.map((pair) => endsOf(scene, pair));
  painter.path(style, (pen) => {
    for (const e of ends) {
      pen.move(e.x1, e.y1);
      pen.line(e.x2, e.y2);
    }
  });
  if (!heads) return;
  const solid: Style = { stroke: style.stroke!, width: 1.8, alpha: style.alpha ?? 1 };
  if (fate === RECEIVED)
    painter.path({ fill: style.stroke!, alpha: style.alpha ?? 1 }, (pen) =>
      ends.forEach((e) => head(pen, e, leaves ? 0 : 7)),
    );
  else if (fate === DROPPED)
    painter.path(solid, (pen) => ends.forEach((e) => cross(pen, e.x2, e.y2)));
  else if (fate === REJECTED)
    painter.path({ fill: style.stroke! }, (pen) => ends.forEach((e) => diamond(pen, e.x2, e.y2)));
  else if (fate !== IN_FLIGHT)
    painter.path(solid, (pen) => ends.forEach((e) => pen.circle(e.x2, e.y2, 4)));
}

/**
 * Where a message's line begins and ends. Without a receive it ends on the way, at its fate or at
 * now.
 */
function endsOf(scene: Scene, pair: number): Ends {
  const { trace, geometry: g } = scene;
  const send = trace.pairSend.data[pair];
  const row = trace.process.data[send];
  const to = trace.pairTo.data[pair];
  const receive = trace.pairReceive.data[pair];
  const start = eventAlong(g, trace, send);
  const [x1, y1] = place(g, start, acrossOf(g, row));
  if (receive >= 0) {
    const [x2, y2] = place(g, eventAlong(g, trace, receive), acrossOf(g, to));
    return { x1, y1, x2, y2 };
  }
  const across = acrossOf(g, row) + (acrossOf(g, to) - acrossOf(g, row)) * STUB_PART;
  let end = start + STUB;
  if (reachesOn(trace, g)) {
    const until =
      trace.pairFate.data[pair] === IN_FLIGHT ? trace.lastTime : trace.pairFateTime.data[pair];
    end = Math.max(end, Math.min(alongOf(g, until), g.start + g.length + 40));
  }
  const [x2, y2] = place(g, end, across);
  return { x1, y1, x2, y2 };
}

/**
 * Where only one process's events are known: messages from others, from their stamp on the others'
 * lines.
 */
function drawArrivals(painter: Painter, scene: Scene): void {
  const { trace, geometry: g, palette } = scene;
  const only = trace.header.only!;
  const line = trace.lines[only];
  const [first, last] = placesInView(g, trace, only);
  for (let at = first; at < last; ++at) {
    const event = line.data[at];
    const from = trace.fromProcess.data[event];
    if (from < 0 || from === only) continue;
    const end = eventAlong(g, trace, event);
    const sent = trace.sent.data[event];
    const known = g.axis === "lamport" && sent > 0;
    const part = known ? 1 : STUB_PART;
    const across = acrossOf(g, only) + (acrossOf(g, from) - acrossOf(g, only)) * part;
    const [x1, y1] = place(g, known ? alongOf(g, sent) : end - STUB, across);
    const [x2, y2] = place(g, end, acrossOf(g, only));
    const style = { stroke: hueOf(palette, from), width: 1.4, alpha: 0.85 };
    painter.path(style, (pen) => {
      pen.move(x1, y1);
      pen.line(x2, y2);
    });
    painter.path({ fill: style.stroke, alpha: 0.85 }, (pen) => {
      head(pen, { x1, y1, x2, y2 }, 7);
      if (known) drawMark(pen, SEND, x1, y1, 3.5);
    });
  }
}

/** An arrow's head, so many pixels before the end of its line. */
function head(pen: Pen, e: Ends, back: number): void {
  const angle = Math.atan2(e.y2 - e.y1, e.x2 - e.x1);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [tipX, tipY] = [e.x2 - c * back, e.y2 - s * back];
  const [baseX, baseY] = [tipX - c * 8, tipY - s * 8];
  pen.move(tipX, tipY);
  pen.line(baseX - s * 3.4, baseY + c * 3.4);
  pen.line(baseX + s * 3.4, baseY - c * 3.4);
  pen.close();
}

function cross(pen: Pen, x: number, y: number): void {
  const r = 4.5;
  pen.move(x - r, y - r);
  pen.line(x + r, y + r);
  pen.move(x + r, y - r);
  pen.line(x - r, y + r);
}

function diamond(pen: Pen, x: number, y: number): void {
  const r = 5.5;
  pen.move(x, y - r);
  pen.line(x + r, y);
  pen.line(x, y + r);
  pen.line(x - r, y);
  pen.close();
}

/** Copies that came again and were suppressed: a double chevron behind the arrow's head. */
function drawCopies(painter: Painter, scene: Scene, pairs: number[]): void {
  const { trace, palette } = scene;
  const copied = pairs.filter((pair) => trace.pairCopies.data[pair] > 0);
  painter.path({ stroke: palette.ink, width: 1.5 }, (pen) => {
    for (const pair of copied) {
      const e = endsOf(scene, pair);
      const [dx, dy] = [e.x2 - e.x1, e.y2 - e.y1];
      const length = Math.hypot(dx, dy) || 1;
      for (const back of [CHEVRONS, CHEVRONS + 5])
        chevron(
          pen,
          e.x2 - (dx / length) * back,
          e.y2 - (dy / length) * back,
          dx / length,
          dy / length,
        );
    }
  });
}

/** An open head of four pixels, its tip at (x, y), that looks along (c, s). */
function chevron(pen: Pen, x: number, y: number, c: number, s: number): void {
  pen.move(x - c * 4 - s * 4, y - s * 4 + c * 4);
  pen.line(x, y);
  pen.line(x - c * 4 + s * 4, y - s * 4 - c * 4);
}
