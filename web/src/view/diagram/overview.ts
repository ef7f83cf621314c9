// The whole trace in one strip under the diagram: how many events lie where, which of them match a
// search, which are chosen, and the stretch that the diagram shows; a click or a drag moves it
// there. Buttons and keys of the diagram do the same, so the strip is for the eye and the pointer.
import type { Trace } from "../../model/trace";
import { type Axis, extentOf, valuesOf } from "./geometry";
import { sizeCanvas } from "./painter";
import type { Palette } from "./palette";

export interface Viewed {
  trace: Trace;
  axis: Axis;
  from: number;
  to: number;
  found: readonly number[] | null;
  chosen: number[];
  palette: Palette;
}

/** Pixels a bar is wide. */
const BIN = 2;

export class Overview {
  private readonly canvas: HTMLCanvasElement;
  private bins = new Float64Array(0);
  private most = 1;
  private first = 0;
  private last = 1;
  private known = "";
  private counted: Trace | null = null;

  constructor(canvas: HTMLCanvasElement, go: (value: number) => void) {
    this.canvas = canvas;
    const move = (event: PointerEvent) => {
      const box = canvas.getBoundingClientRect();
      const part = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
      go(this.first + part * (this.last - this.first));
    };
    canvas.onpointerdown = (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      move(event);
    };
    canvas.onpointermove = (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) move(event);
    };
  }

  draw(viewed: Viewed): void {
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (width === 0) return;
    this.count(viewed, width);
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    sizeCanvas(this.canvas, Math.round(width * ratio), Math.round(height * ratio));
    const c = this.canvas.getContext("2d")!;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    const { trace, axis, palette } = viewed;
    const values = valuesOf(trace, axis);
    const at = (value: number) => ((value - this.first) / (this.last - this.first)) * width;
    const left = Math.max(0, Math.min(width - 3, at(viewed.from)));
    const right = Math.min(width, Math.max(left + 3, at(viewed.to)));
    c.fillStyle = palette.pastBand;
    c.fillRect(left, 0, right - left, height);
    c.fillStyle = palette.muted;
    c.beginPath();
    for (let i = 0; i < this.bins.length; ++i) {
      if (this.bins[i] === 0) continue;
      const high = 2 + (height - 8) * (Math.log1p(this.bins[i]) / Math.log1p(this.most));
      c.rect(i * BIN, height - high, BIN - 0.5, high);
    }
    c.fill();
    c.fillStyle = palette.path;
    let free = -1;
    for (const event of viewed.found ?? []) {
      const x = Math.round(at(values[event]));
      if (x === free) continue;
      free = x;
      c.fillRect(x - 1, 0, 2, 7);
    }
    c.fillStyle = palette.ink;
    for (const event of viewed.chosen) c.fillRect(at(values[event]) - 1, 0, 2, height);
    c.strokeStyle = palette.accent;
    c.lineWidth = 2;
    c.strokeRect(left + 1, 1, Math.max(1, right - left - 2), height - 2);
  }

  private count({ trace, axis }: Viewed, width: number): void {
    const known = `${trace.count}/${axis}/${width}`;
    if (trace === this.counted && known === this.known) return;
    Object.assign(this, { counted: trace, known });
    [this.first, this.last] = extentOf(trace, axis);
    this.bins = new Float64Array(Math.ceil(width / BIN));
    const values = valuesOf(trace, axis);
    const scale = this.bins.length / (this.last - this.first);
    const end = this.bins.length - 1;
    this.most = 1;
    for (let event = 0; event < trace.count; ++event) {
      const bin = Math.min(end, Math.floor((values[event] - this.first) * scale));
      this.most = Math.max(this.most, ++this.bins[bin]);
    }
  }
}
