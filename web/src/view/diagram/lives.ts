// Crashes and pauses as stretches of a process's line, and the incarnation where it comes back.
import type { LifeRecord } from "../../model/records";
import type { Trace } from "../../model/trace";
import { acrossOf, alongOf, type Geometry } from "./geometry";
import type { Painter } from "./painter";
import { place, type Scene } from "./scene";

interface Stretch {
  process: number;
  from: number;
  to: number;
  crash: boolean;
  /** 0: not back yet. */
  incarnation: number;
}

/** The axis value at which a change of life stands: its time, or between the stamps around it. */
function valueOf(trace: Trace, g: Geometry, life: LifeRecord): number {
  if (g.axis === "time") return life.time;
  const back = life.change === "restart" || life.change === "resume";
  const event = trace.find(life.process, back ? life.after + 1 : life.after);
  if (event < 0) return back ? trace.lastLamport + 1 : 0;
  return trace.lamport.data[event] + (back ? -0.35 : 0.35);
}

function stretches(trace: Trace, g: Geometry): Stretch[] {
  const open = new Map<number, LifeRecord>();
  const done: Stretch[] = [];
  const close = (from: LifeRecord, to: number, incarnation: number) =>
    done.push({
      process: from.process,
      from: valueOf(trace, g, from),
      to,
      crash: from.change === "crash",
      incarnation,
    });
  for (const life of trace.lives) {
    const begun = open.get(life.process);
    if (life.change === "crash" || life.change === "pause") {
      if (!begun) open.set(life.process, life);
      continue;
    }
    open.delete(life.process);
    const restart = life.change === "restart" ? life.incarnation : 0;
    if (begun) close(begun, valueOf(trace, g, life), restart);
  }
  for (const life of open.values()) close(life, Infinity, 0);
  return done;
}

export function drawLives(painter: Painter, scene: Scene): void {
  const { trace, geometry: g, palette } = scene;
  if (trace.lives.length === 0) return;
  const half = Math.min(9, g.gap * 0.28);
  for (const stretch of stretches(trace, g)) {
    const from = Math.max(alongOf(g, stretch.from), g.start - 20);
    const to = Math.min(Math.max(alongOf(g, stretch.to), from + 10), g.start + g.length + 20);
    if (to < g.start || from > g.start + g.length) continue;
    const across = acrossOf(g, stretch.process);
    const [x, y] = place(g, from, across - half);
    const [width, height] = g.turned ? [2 * half, to - from] : [to - from, 2 * half];
    painter.path({ fill: palette.paper }, (pen) => pen.rect(x, y, width, height));
    const style = stretch.crash
      ? { stroke: palette.lost, width: 1.2, alpha: 0.8 }
      : { stroke: palette.muted, width: 1.5, dash: [2, 3] };
    painter.path(style, (pen) => {
      if (!stretch.crash) {
        pen.move(...place(g, from, across));
        pen.line(...place(g, to, across));
        return;
      }
      pen.rect(x, y, width, height);
      const phase = from - ((from - alongOf(g, stretch.from)) % 8);
      for (let at = phase; at < to; at += 8) {
        const end = Math.min(at + 2 * half, to);
        pen.move(...place(g, at, across + half));
        pen.line(...place(g, end, across + half - (end - at)));
      }
    });
    if (stretch.incarnation > 0) drawIncarnation(painter, scene, stretch, to, half);
  }
}

/** Beside the line where the process comes back; on its other side where there is no room. */
function drawIncarnation(
  painter: Painter,
  { geometry: g, palette }: Scene,
  { process, incarnation }: Stretch,
  along: number,
  half: number,
): void {
  const text = `⟲ ${incarnation}`;
  const long = text.length * 8;
  const end = g.start + g.length;
  const across = acrossOf(g, process);
  const style = { fill: palette.lost, size: 11, weight: 600, halo: palette.paper };
  if (g.turned) {
    const fits = across + half + 3 + long <= g.width;
    painter.text(across + (fits ? half + 3 : -half - 3), Math.min(along + 15, end - 4), text, {
      ...style,
      anchor: fits ? "start" : "end",
    });
    return;
  }
  const fits = along + 3 + long <= end;
  painter.text(fits ? along + 3 : end, across + half + 9, text, {
    ...style,
    anchor: fits ? "start" : "end",
  });
}
