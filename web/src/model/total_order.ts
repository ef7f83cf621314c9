// The events of a growing trace in the total order (Lamport 1978): by stamp, then by process. Live
// events come node by node, in an order that means nothing; new ones are merged into what was
// ordered before, so that an update costs little more than what it brings.
import type { Trace } from "./trace";

export class TotalOrder {
  private trace: Trace | null = null;
  private ordered: number[] = [];

  /** Positions of `trace`'s events, ascending. Valid until the next call. */
  of(trace: Trace): readonly number[] {
    if (trace !== this.trace || trace.count < this.ordered.length) this.ordered = [];
    this.trace = trace;
    const fresh: number[] = [];
    for (let event = this.ordered.length; event < trace.count; ++event) fresh.push(event);
    if (fresh.length === 0) return this.ordered;
    const before = (a: number, b: number) =>
      trace.lamport.data[a] - trace.lamport.data[b] ||
      trace.process.data[a] - trace.process.data[b];
    fresh.sort(before);
    // From the end: old ones that come after a new one move up.
    let at = this.ordered.length - 1;
    let into = this.ordered.length + fresh.length - 1;
    for (let next = fresh.length - 1; next >= 0; --into)
      this.ordered[into] =
        at >= 0 && before(this.ordered[at], fresh[next]) > 0 ? this.ordered[at--] : fresh[next--];
    return this.ordered;
  }
}
