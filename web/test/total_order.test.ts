// The log's order: by stamp, then process, whatever the order in which events have come.
import { describe, expect, it } from "vitest";
import { TotalOrder } from "../src/model/total_order";
import { Trace } from "../src/model/trace";
import { headerOf, randomRecords } from "./random_trace";

describe("the total order", () => {
  it("is that of all events at once, however they come", () => {
    for (let seed = 1; seed <= 20; ++seed) {
      const records = randomRecords(seed, 4, 60);
      const trace = new Trace(headerOf(4));
      const order = new TotalOrder();
      records.forEach((record, i) => {
        trace.add(record);
        if (i % ((seed % 7) + 1) === 0) order.of(trace);
      });
      const names = [...order.of(trace)].map((event) => trace.idOf(event));
      const expected = [...Array(trace.count).keys()]
        .sort(
          (a, b) =>
            trace.lamport.data[a] - trace.lamport.data[b] ||
            trace.process.data[a] - trace.process.data[b],
        )
        .map((event) => trace.idOf(event));
      expect(names).toEqual(expected);
    }
  });

  it("begins anew with another trace", () => {
    const order = new TotalOrder();
    const first = new Trace(headerOf(2));
    for (const record of randomRecords(1, 2, 20)) first.add(record);
    expect(order.of(first).length).toBe(first.count);
    expect(order.of(new Trace(headerOf(2)))).toEqual([]);
  });
});
