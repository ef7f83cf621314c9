// A live tail: any interleaving of the processes' own orders gives the same causality, repetitions
// change nothing, and what falls out of the window takes no answer with it.
import { expect, it } from "vitest";
import { relation } from "../src/model/causality";
import { LiveTrace } from "../src/model/live";
import type { EventRecord, TraceRecord } from "../src/model/records";
import { IN_FLIGHT, SEND } from "../src/model/trace";
import { closure, headerOf, numbers, randomRecords } from "./random_trace";

const ownerOf = (record: TraceRecord) =>
  record.type === "fate" ? Number(record.message.split(":")[0]) : (record as EventRecord).process;

/** The records in another order that keeps each process's own. */
function shuffled(records: TraceRecord[], processes: number, seed: number): TraceRecord[] {
  const draw = numbers(seed);
  const queues = Array.from({ length: processes }, (_, p) =>
    records.filter((r) => ownerOf(r) === p),
  );
  const out: TraceRecord[] = [];
  while (out.length < records.length) {
    const queue = queues[draw(processes)];
    if (queue.length > 0) out.push(queue.shift()!);
  }
  return out;
}

function sameRelations(live: LiveTrace, records: TraceRecord[]) {
  const events = records.filter((r): r is EventRecord => r.type === "event");
  const reach = closure(records);
  const trace = live.trace;
  const at = events.map((e) => trace.find(e.process, e.index));
  for (const [a, x] of at.entries())
    for (const [b, y] of at.entries())
      if (a !== b && x >= 0 && y >= 0) {
        const truth = reach[a][b] ? "before" : reach[b][a] ? "after" : "concurrent";
        if (relation(trace, x, y) !== truth) expect.unreachable(`${x}, ${y} must be ${truth}`);
      }
}

it("orders any interleaving", () => {
  for (let seed = 1; seed <= 100; ++seed) {
    const records = randomRecords(seed, 4, 50);
    const live = new LiveTrace(headerOf(4));
    for (const record of shuffled(records, 4, seed)) {
      live.add(record);
      if (seed % 2 === 0) live.add(record); // a repetition
    }
    expect(live.held).toBe(0);
    expect(live.trace.count).toBe(50);
    sameRelations(live, records);
  }
});

it("puts right what it stopped waiting for, once the send comes", () => {
  for (let seed = 1; seed <= 100; ++seed) {
    const records = randomRecords(seed, 3, 40);
    const absent = seed % 3;
    const live = new LiveTrace(headerOf(3));
    for (const record of records) if (ownerOf(record) !== absent) live.add(record);
    live.flush();
    expect(live.held).toBe(0);
    for (const record of records) if (ownerOf(record) === absent) live.add(record);
    expect(live.trace.count).toBe(40);
    sameRelations(live, records);
  }
});

it("keeps a window of the latest events", () => {
  for (let seed = 1; seed <= 20; ++seed) {
    const records = randomRecords(seed, 4, 400);
    const live = new LiveTrace(headerOf(4), 100);
    for (const record of records) live.add(record);
    live.flush();
    expect(live.trace.count + live.forgotten).toBe(400);
    expect(live.trace.count).toBeLessThanOrEqual(150);
    expect(live.renumbered).toBeGreaterThan(0);
    sameRelations(live, records);
  }
});

it("starts anew at a gap", () => {
  const records = randomRecords(7, 2, 60);
  const live = new LiveTrace(headerOf(2));
  for (const record of records.slice(0, 20)) live.add(record);
  for (const record of records.slice(40)) live.add(record);
  live.flush();
  expect(live.trace.count).toBeLessThan(30);
  expect(live.forgotten).toBeGreaterThan(0);
});

it("leaves in flight only what is", () => {
  const records = randomRecords(11, 3, 60);
  const received = new Set(
    records.map((r) => (r.type === "event" && r.message ? `${r.message}>${r.process}` : "")),
  );
  const live = new LiveTrace(headerOf(3));
  for (const record of shuffled(records, 3, 5)) live.add(record);
  const { trace } = live;
  for (let pair = 0; pair < trace.pairSend.length; ++pair) {
    const send = trace.pairSend.data[pair];
    expect(trace.kind.data[send]).toBe(SEND);
    const key = `${trace.idOf(send)}>${trace.pairTo.data[pair]}`;
    if (trace.pairFate.data[pair] === IN_FLIGHT) expect(received.has(key)).toBe(false);
  }
});

it("makes room for processes that were not known when it began", () => {
  const records = randomRecords(7, 4, 80);
  const live = new LiveTrace(headerOf(2));
  const names = headerOf(4).processes;
  for (const record of shuffled(records, 4, 3)) {
    if (ownerOf(record) >= live.processes.length) live.learn(names);
    const to = record.type === "event" ? (record.to ?? []) : [];
    if (to.some((p) => p >= live.processes.length)) live.learn(names);
    live.add(record);
  }
  expect(live.processes).toEqual(names);
  expect(live.trace.count).toBe(80);
  sameRelations(live, records);
});

it("answers rightly where each line begins anywhere", () => {
  let left = 0;
  let forgotten = 0;
  for (let seed = 1; seed <= 200; ++seed) {
    const records = randomRecords(seed, 4, 60);
    const draw = numbers(seed);
    const skip = Array.from({ length: 4 }, () => draw(8));
    const indexOf = (record: TraceRecord) =>
      record.type === "fate" ? Number(record.message.split(":")[1]) : (record as EventRecord).index;
    const shown = records.filter((record) => indexOf(record) > skip[ownerOf(record)]);
    const live = new LiveTrace(headerOf(4));
    const order = shuffled(shown, 4, seed);
    const begun = [0, 1, 2, 3].map((p) => order.findIndex((record) => ownerOf(record) === p));
    const repeated = Math.max(...begun, order.length / 2);
    for (const record of order.slice(0, repeated + 1)) live.add(record);
    live.align();
    for (const record of order.slice(repeated + 1)) live.add(record);
    live.flush();
    forgotten += live.forgotten;
    left += live.trace.count;
    sameRelations(live, records);
  }
  expect(left).toBeGreaterThan(3_000);
  expect(forgotten).toBeGreaterThan(1_000);
});
