// The diagram at work: owns the two papers and the window, draws once a frame and only when
// something changed, follows the tail of a live trace until the reader moves, and answers pointer
// and keys. Preact builds what is around it; this file touches the picture alone. It is long since
// one window has many movers, and they must agree about the tail.
import { chain, type Cone, coneOf } from "../../model/causality";
import { SEND, type Trace } from "../../model/trace";
import type { Selection } from "../selection";
import type { Search } from "../search";
import { Store } from "../store";
import { number } from "../text";
import {
  type Axis,
  acrossOf,
  eventAlong,
  eventAt,
  eventsInView,
  extentOf,
  type Geometry,
  mostScroll,
  nearestOnLine,
  stretchOn,
  valuesOf,
} from "./geometry";
import { Overview } from "./overview";
import { CanvasPainter, sizeCanvas, SvgPainter } from "./painter";
import { type Palette, readPalette } from "./palette";
import { type Drawn, drawScene, type Scene, type Stamps } from "./scene";
import { AxisWindow } from "./window";

/** What is drawn; a live one changes under the diagram. */
export interface TraceSource {
  readonly trace: Trace;
  readonly live: boolean;
  /** All events ever, those that fell out of the window too. */
  readonly total: number;
  /** Processes that cannot be reached now. */
  readonly away: ReadonlySet<number>;
}

export interface DiagramState {
  axis: Axis;
  stamps: Stamps;
  following: boolean;
  /** Events that came since the reader stopped following. */
  unseen: number;
  drawn: Drawn;
}

const SVG_EVENTS = 500;
const REACH = 14;

export class DiagramController {
  readonly state: Store<DiagramState>;
  private readonly source: TraceSource;
  private readonly selection: Store<Selection>;
  private readonly plot: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly svg: SVGSVGElement;
  private readonly window: AxisWindow;
  private readonly overview: Overview;
  private readonly search: Search;
  /** How much of the axis is shown while the tail is followed. */
  private readonly followed = { lamport: 46, time: 20e9 };
  private readonly stops: (() => void)[] = [];
  private palette: Palette;
  private frame = 0;
  private size = { width: 0, height: 0 };
  private scroll = 0;
  private seen = 0;
  private drawn: Trace | null = null;
  private cone: Cone | null = null;
  private coneKey = "";
  private chainKey = "";
  private chainEvents: number[] = [];

  constructor(
    elements: { plot: HTMLElement; overview: HTMLCanvasElement },
    source: TraceSource,
    selection: Store<Selection>,
    search: Search,
    axis: Axis,
  ) {
    const { plot } = elements;
    this.plot = plot;
    this.source = source;
    this.selection = selection;
    this.search = search;
    this.canvas = plot.querySelector("canvas")!;
    this.svg = plot.querySelector("svg")!;
    this.palette = readPalette(plot);
    this.state = new Store<DiagramState>({
      axis,
      stamps: "lamport",
      following: source.live,
      unseen: 0,
      drawn: { events: 0, stride: 1, bars: false },
    });
    this.window = new AxisWindow(plot, (how, across) => {
      if (how === "zoom") this.keepTail();
      else this.leaveTail();
      this.scroll -= across;
      this.request();
    });
    this.overview = new Overview(elements.overview, (value) => {
      this.leaveTail();
      this.window.centre(value);
      this.request();
    });
    // It also tells of the size at the beginning, which the first drawing has seen.
    const resized = new ResizeObserver(() => {
      if (plot.clientWidth !== this.size.width || plot.clientHeight !== this.size.height)
        this.request();
    });
    resized.observe(plot);
    this.stops.push(() => resized.disconnect());
    this.stops.push(selection.subscribe(() => this.request()));
    this.stops.push(search.words.subscribe(() => this.request()));
    this.fit();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    for (const stop of this.stops) stop();
  }

  /** Draws at the next frame, once, however often this is called. */
  request(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  recolour(): void {
    this.palette = readPalette(this.plot);
    this.request();
  }

  /** The events in view stay in view. */
  setAxis(axis: Axis): void {
    const stretch = stretchOn(axis, this.geometry(), this.source.trace);
    this.state.update({ axis });
    if (this.state.get().following || !stretch) return this.fit();
    const margin = Math.max(stretch[1] - stretch[0], axis === "lamport" ? 1 : 1e3) * 0.02;
    this.window.show(stretch[0] - margin, stretch[1] + margin);
    this.request();
  }

  setStamps(stamps: Stamps): void {
    this.state.update({ stamps });
    this.request();
  }

  /** All of it; of a live trace the latest stretch, followed. */
  private fit(): void {
    this.scroll = 0;
    if (this.source.live) this.follow();
    else this.fitAll();
  }

  fitAll(): void {
    this.leaveTail();
    const { axis } = this.state.get();
    const [first, last] = extentOf(this.source.trace, axis);
    const margin = (last - first) * 0.02;
    this.window.show(first - margin, last + margin);
    this.request();
  }

  /** Above 1 shows less. The tail, if it is followed, stays in sight. */
  zoomBy(factor: number): void {
    this.window.zoomBy(factor);
    this.keepTail();
    this.request();
  }

  panBy(part: number): void {
    this.leaveTail();
    this.window.panBy(part);
    this.request();
  }

  follow(): void {
    const { axis } = this.state.get();
    const end = this.tailEnd(axis);
    this.state.update({ following: true, unseen: 0 });
    this.window.show(end - this.followed[axis], end);
    this.request();
  }

  /** After a zoom: as much is shown from now on, up to the tail, if that is followed. */
  private keepTail(): void {
    const { following, axis } = this.state.get();
    if (!following) return;
    this.followed[axis] = this.window.span;
    const end = this.tailEnd(axis);
    this.window.show(end - this.window.span, end);
  }

  leaveTail(): void {
    if (!this.state.get().following) return;
    this.seen = this.source.total;
    this.state.update({ following: false, unseen: 0 });
  }

  /** New records came. */
  changed(): void {
    const { following } = this.state.get();
    if (this.source.live && !following)
      this.state.update({ unseen: this.source.total - this.seen });
    this.request();
  }

  /** Brings an event into view. */
  reveal(id: string): void {
    const { trace } = this.source;
    const event = trace.findId(id);
    if (event < 0) return;
    this.leaveTail();
    const { axis } = this.state.get();
    this.window.reveal(valuesOf(trace, axis)[event]);
    const g = this.geometry();
    const across = acrossOf(g, trace.process.data[event]);
    const end = g.turned ? g.width : g.height;
    if (across < g.top + 10 || across > end - 10) this.scroll += across - (g.top + end) / 2;
    this.request();
  }

  pointAt(x: number, y: number): string | null {
    const event = eventAt(this.geometry(), this.source.trace, x, y, REACH);
    return event < 0 ? null : this.source.trace.idOf(event);
  }

  /** Moves the cursor by a key; true if the key was one of the diagram's. */
  step(direction: "back" | "forward" | "up" | "down" | "sender" | "receiver"): string | null {
    const { trace } = this.source;
    const g = this.geometry();
    const id = this.selection.get().cursor ?? this.selection.get().first;
    const at = id === null ? -1 : trace.findId(id);
    const next = at < 0 ? this.middleEvent(g) : this.neighbour(g, at, direction);
    if (next < 0) return null;
    const chosen = trace.idOf(next);
    this.selection.update({ cursor: chosen });
    this.reveal(chosen);
    return chosen;
  }

  /** Goes to the next match of the search, or the one before. */
  find(step: 1 | -1): string | null {
    const { trace } = this.source;
    const { cursor, first } = this.selection.get();
    const id = cursor ?? first;
    const event = this.search.next(trace, id === null ? -1 : trace.findId(id), step);
    if (event < 0) return null;
    const found = trace.idOf(event);
    this.selection.set({ cursor: found, first: found, second: null });
    this.reveal(found);
    return found;
  }

  toSvg(): string {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const g = this.geometry();
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("viewBox", `0 0 ${g.width} ${g.height}`);
    const painter = new SvgPainter(svg, "saved");
    painter.path({ fill: this.palette.paper }, (pen) => pen.rect(0, 0, g.width, g.height));
    drawScene(painter, this.scene(g));
    return new XMLSerializer().serializeToString(svg);
  }

  private neighbour(g: Geometry, at: number, direction: string): number {
    const { trace } = this.source;
    const p = trace.process.data[at];
    const line = trace.lines[p];
    const along = trace.place.data[at] + (direction === "back" ? -1 : 1);
    switch (direction) {
      case "back":
      case "forward":
        return along >= 0 && along < line.length ? line.data[along] : -1;
      case "sender":
        return trace.sendOf(at);
      case "receiver":
        if (trace.kind.data[at] !== SEND) return -1;
        return trace.pairReceive.data[trace.pair.data[at]];
    }
    for (
      let q = p + (direction === "up" ? -1 : 1);
      q >= 0 && q < trace.processCount;
      q += direction === "up" ? -1 : 1
    )
      if (trace.lines[q].length > 0) return nearestOnLine(g, trace, q, eventAlong(g, trace, at));
    return -1;
  }

  private middleEvent(g: Geometry): number {
    const { trace } = this.source;
    for (let p = 0; p < trace.processCount; ++p)
      if (trace.lines[p].length > 0) return nearestOnLine(g, trace, p, g.start + g.length / 2);
    return -1;
  }

  /** Where the view ends that follows the tail; a short trace begins at its left. */
  private tailEnd(axis: Axis): number {
    const { trace } = this.source;
    const end = axis === "lamport" ? trace.lastLamport + 2.5 : trace.lastTime + 0.8e9;
    if (trace.count === 0) return end;
    return Math.max(end, extentOf(trace, axis)[0] + this.followed[axis] * 0.98);
  }

  private geometry(): Geometry {
    const { trace } = this.source;
    const width = this.plot.clientWidth;
    const height = this.plot.clientHeight;
    const turned = width < 560 && trace.processCount <= 6;
    let letters = 4;
    for (const { name } of trace.header.processes) letters = Math.max(letters, name.length);
    const { axis } = this.state.get();
    const stamps = axis === "time" ? 9 : number(trace.lastLamport).length;
    const start = turned
      ? Math.max(34, 8 + stamps * 6.4)
      : Math.min(30 + letters * 7.4, width * 0.3, 170);
    const top = turned ? 62 : 34;
    const room = (turned ? width : height) - top - 8;
    const gap = Math.min(turned ? 120 : 200, Math.max(24, room / trace.processCount));
    const length = Math.max(10, (turned ? height : width) - start - 12);
    this.window.layout(start, length, turned);
    const { from, to } = this.window;
    const g: Geometry = {
      axis,
      turned,
      width,
      height,
      start,
      length,
      top,
      gap,
      scroll: 0,
      from,
      to,
    };
    this.scroll = Math.max(0, Math.min(this.scroll, mostScroll(g, trace.processCount)));
    g.scroll = this.scroll;
    return g;
  }

  private scene(geometry: Geometry): Scene {
    const { trace } = this.source;
    const { cursor, first, second } = this.selection.get();
    const at = (id: string | null) => (id === null ? -1 : trace.findId(id));
    const focus = first ?? cursor;
    // Another trace numbers its events anew.
    if (trace !== this.drawn) this.coneKey = this.chainKey = "";
    this.drawn = trace;
    // A live cone grows with the trace; of one that stands still it is computed once.
    const key = `${focus}/${this.source.total}`;
    if (key !== this.coneKey) {
      const event = at(focus);
      this.cone = event < 0 ? null : coneOf(trace, event);
      this.coneKey = key;
    }
    const chainKey = `${first}/${second}/${this.source.total}`;
    if (chainKey !== this.chainKey) {
      const [a, b] = [at(first), at(second)];
      this.chainEvents = a < 0 || b < 0 ? [] : chain(trace, Math.min(a, b), Math.max(a, b));
      this.chainKey = chainKey;
    }
    return {
      trace,
      geometry,
      palette: this.palette,
      stamps: this.state.get().stamps,
      cone: this.cone,
      chain: this.chainEvents,
      found: this.search.matches(trace),
      away: this.source.away,
      cursor: at(cursor),
      first: at(first),
      second: at(second),
    };
  }

  private draw(): void {
    if (this.plot.clientWidth === 0) return;
    if (this.state.get().following) this.glide();
    const g = this.geometry();
    this.size = g;
    const scene = this.scene(g);
    const small = eventsInView(g, scene.trace) <= SVG_EVENTS;
    this.svg.style.display = small ? "block" : "none";
    this.canvas.style.display = small ? "none" : "block";
    const drawn = drawScene(small ? this.svgPaper(g) : this.canvasPaper(g), scene);
    const before = this.state.get().drawn;
    if (before.stride !== drawn.stride || before.bars !== drawn.bars) this.state.update({ drawn });
    this.plot.dataset.paper = small ? "svg" : "canvas";
    this.overview.draw({
      ...scene,
      ...g,
      chosen: [scene.first, scene.second].filter((event) => event >= 0),
    });
  }

  /** Towards the tail, a part of the way each frame; at once where motion is not wanted. */
  private glide(): void {
    const { axis } = this.state.get();
    const span = this.window.span;
    const end = this.tailEnd(axis);
    const away = end - this.window.to;
    if (away === 0) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const jump = still || Math.abs(away) > span || Math.abs(away) < span * 0.001;
    const to = jump ? end : this.window.to + away * 0.25;
    this.window.show(to - span, to);
    if (!jump) this.request();
  }

  private svgPaper(g: Geometry): SvgPainter {
    this.svg.setAttribute("viewBox", `0 0 ${g.width} ${g.height}`);
    return new SvgPainter(this.svg, this.plot.id);
  }

  private canvasPaper(g: Geometry): CanvasPainter {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    sizeCanvas(this.canvas, Math.round(g.width * ratio), Math.round(g.height * ratio));
    const context = this.canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, g.width, g.height);
    return new CanvasPainter(context);
  }
}
