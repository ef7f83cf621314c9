// The stretch of the axis that is in view, moved by d3-zoom (wheel, drag, pinch), by buttons and
// keys, and by following the tail of a live trace.
import { select, type Selection } from "d3-selection";
import { zoom, type D3ZoomEvent, type ZoomBehavior, ZoomTransform } from "d3-zoom";

type Plot = Selection<HTMLElement, unknown, null, undefined>;

export class AxisWindow {
  from = 0;
  to = 1;
  private readonly plot: Plot;
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  /** The stretch that the identity transform shows. */
  private base: [number, number] = [0, 1];
  private start = 0;
  private length = 1;
  private turned = false;
  private quiet = false;

  /** `onMove` is told what a person did, and by how many pixels across they dragged. */
  constructor(element: HTMLElement, onMove: (how: "zoom" | "pan", across: number) => void) {
    this.plot = select(element);
    this.behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([1e-4, 1e7])
      // A touch has no button.
      .filter((event: MouseEvent) => !event.button || event.type === "wheel")
      .clickDistance(4)
      .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
        if (this.quiet) return;
        this.read(event.transform);
        const from = event.sourceEvent as MouseEvent | null;
        const across =
          from?.type === "mousemove" ? (this.turned ? from.movementX : from.movementY) : 0;
        onMove(from?.type === "wheel" ? "zoom" : "pan", across);
      });
    this.plot.call(this.behaviour).on("dblclick.zoom", null);
  }

  /** Where the axis lies on the element, in pixels. What is in view stays in view. */
  layout(start: number, length: number, turned: boolean): void {
    if (start === this.start && length === this.length && turned === this.turned) return;
    Object.assign(this, { start, length: Math.max(1, length), turned });
    this.show(this.from, this.to);
  }

  /** Shows [from, to]. */
  show(from: number, to: number): void {
    const least = Math.max(1e-6, Math.abs(from) * 1e-12);
    this.from = from;
    this.to = Math.max(to, from + least);
    this.base = [this.from, this.to];
    // What is shown becomes the base, so that no transform ever grows without bound.
    this.quiet = true;
    this.plot.property("__zoom", new ZoomTransform(1, 0, 0));
    this.quiet = false;
  }

  get span(): number {
    return this.to - this.from;
  }

  /** Zooms about the middle: above 1 shows less. */
  zoomBy(factor: number): void {
    const middle = (this.from + this.to) / 2;
    const half = this.span / 2 / factor;
    this.show(middle - half, middle + half);
  }

  /** Shows as much as now, with `value` in the middle. */
  centre(value: number): void {
    this.show(value - this.span / 2, value + this.span / 2);
  }

  /** Moves by a part of what is in view. */
  panBy(part: number): void {
    const shift = this.span * part;
    this.show(this.from + shift, this.to + shift);
  }

  /** Moves so that `value` is in view, if it is not. */
  reveal(value: number): void {
    const edge = this.span * 0.04;
    if (value < this.from + edge || value > this.to - edge) this.centre(value);
  }

  private read(transform: ZoomTransform): void {
    const shift = this.turned ? transform.y : transform.x;
    const [a, b] = this.base;
    const value = (pixel: number) =>
      a + (((pixel - shift) / transform.k - this.start) / this.length) * (b - a);
    this.from = value(this.start);
    this.to = value(this.start + this.length);
  }
}
