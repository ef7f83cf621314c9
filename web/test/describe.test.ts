// The arithmetic beside a stamp: what moved the clock, with its numbers, as far as they are known.
import { expect, it } from "vitest";
import type { EventRecord } from "../src/model/records";
import { Trace } from "../src/model/trace";
import { arithmetic, direction, nameOfEvent } from "../src/view/describe";
import { headerOf } from "./random_trace";

const event = (
  process: number,
  index: number,
  lamport: number,
  rest: Partial<EventRecord> = {},
): EventRecord => ({
  type: "event",
  process,
  index,
  kind: "internal",
  lamport,
  time: index,
  ...rest,
});

it("shows the rule of every kind of event", () => {
  const trace = new Trace(headerOf(2));
  trace.add(event(0, 1, 1));
  trace.add(event(0, 2, 2, { kind: "send", to: [1] }));
  trace.add(event(1, 1, 3, { kind: "receive", message: "0:2" }));
  trace.add(event(1, 2, 4));
  expect([0, 1, 2, 3].map((e) => arithmetic(trace, e))).toEqual([
    "0 + 1",
    "1 + 1",
    "max(0, 2) + 1",
    "3 + 1",
  ]);
  expect(direction(trace, 1)).toBe("→ p1");
  expect(direction(trace, 2)).toBe("← p0 · 2");
  expect(nameOfEvent(trace, 2)).toBe("p1 · 1");
});

it("says only what is known where a view begins late", () => {
  const trace = new Trace(headerOf(2));
  trace.add(event(1, 7, 20, { kind: "receive", message: "0:9", sent: 12 }));
  trace.add(event(1, 8, 31, { kind: "receive", message: "0:11", sent: 30 }));
  trace.add(event(0, 50, 60));
  // The clock before it was 19, but nothing here shows it: 20 = 19 + 1 follows from sent < 19.
  expect(arithmetic(trace, 0)).toBe("19 + 1");
  expect(arithmetic(trace, 1)).toBe("max(20, 30) + 1");
  expect(arithmetic(trace, 2)).toBe("59 + 1");
});
