// Columns: typed arrays that grow by doubling. A trace of a million events is a few of these, and
// nothing is allocated per event.

type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array;

export class Column<A extends Numbers> {
  /**
   * The numbers; only the first `length` of them mean something. Replaced when the column grows.
   */
  data: A;
  length = 0;
  private readonly make: new (size: number) => A;

  constructor(make: new (size: number) => A, capacity = 64) {
    this.make = make;
    this.data = new make(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(this.length + 1);
    this.data[this.length++] = value;
  }

  /** Makes room for `size` numbers. */
  reserve(size: number): void {
    if (size <= this.data.length) return;
    const larger = new this.make(Math.max(size, this.data.length * 2));
    larger.set(this.data.subarray(0, this.length) as never);
    this.data = larger;
  }
}

/** First position in [low, high) at which `holds` is true; it must be false, then true. */
export function firstWhere(low: number, high: number, holds: (at: number) => boolean): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
