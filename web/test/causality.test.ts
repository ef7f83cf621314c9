// Cones, relations and chains against brute-force reachability on random traces.
import { describe, expect, it } from "vitest";
import { chain, coneOf, relation, relationIn } from "../src/model/causality";
import { SEND, Trace } from "../src/model/trace";
import { closure, headerOf, randomRecords } from "./random_trace";

function traceOf(seed: number, processes: number, events: number) {
  const records = randomRecords(seed, processes, events);
  const trace = new Trace(headerOf(processes));
  for (const record of records) trace.add(record);
  return { trace, reach: closure(records) };
}

const expected = (reach: boolean[][], a: number, b: number) =>
  a === b ? "same" : reach[a][b] ? "before" : reach[b][a] ? "after" : "concurrent";

/** Fewest messages from a to b, by trying every walk breadth first. */
function fewestMessages(trace: Trace, a: number, b: number): number {
  let front = new Set([a]);
  const seen = new Set<number>();
  for (let messages = 0; front.size > 0; ++messages) {
    const along = new Set<number>();
    for (const start of front) {
      const line = trace.lines[trace.process.data[start]];
      for (let at = trace.place.data[start]; at < line.length; ++at) along.add(line.data[at]);
    }
    if (along.has(b)) return messages;
    front = new Set();
    for (const event of along) {
      if (seen.has(event) || trace.kind.data[event] !== SEND) continue;
      seen.add(event);
      const [first, last] = trace.pairsOf(event);
      for (let pair = first; pair < last; ++pair)
        if (trace.pairReceive.data[pair] >= 0) front.add(trace.pairReceive.data[pair]);
    }
  }
  return Infinity;
}

describe.each([true, false])("with vector times kept: %s", (kept) => {
  it("agrees with reachability on 300 random traces", () => {
    for (let seed = 1; seed <= 300; ++seed) {
      const { trace, reach } = traceOf(seed, 1 + (seed % 5), 10 + (seed % 30));
      if (!kept) trace.vectors = null;
      for (let a = 0; a < trace.count; ++a) {
        const cone = coneOf(trace, a);
        for (let b = 0; b < trace.count; ++b) {
          const truth = expected(reach, a, b);
          const seen = relationIn(trace, cone, b);
          // A cone tells how b stands to a; relation, how a stands to b.
          const turned = { before: "after", after: "before" } as Record<string, string>;
          if ((turned[seen] ?? seen) !== truth || relation(trace, a, b) !== truth)
            expect.unreachable(`seed ${seed}: ${a}, ${b} is ${truth}, not ${seen}`);
        }
      }
    }
  });
});

it("proves happened-before by a chain with as few messages as possible", () => {
  for (let seed = 1; seed <= 60; ++seed) {
    const { trace, reach } = traceOf(seed, 2 + (seed % 4), 40);
    for (let a = 0; a < trace.count; ++a)
      for (let b = 0; b < trace.count; ++b) {
        const found = chain(trace, a, b);
        if (!reach[a][b]) {
          expect(found).toEqual([]);
          continue;
        }
        expect([found[0], found.at(-1)]).toEqual([a, b]);
        let messages = 0;
        for (let i = 1; i < found.length; ++i) {
          const [x, y] = [found[i - 1], found[i]];
          if (trace.process.data[x] !== trace.process.data[y]) {
            if (trace.sendOf(y) !== x) expect.unreachable(`seed ${seed}: ${x}, ${y}`);
            ++messages;
          } else if (x >= y) expect.unreachable(`seed ${seed}: ${x}, ${y}`);
        }
        expect(messages, `seed ${seed}: ${a}, ${b}`).toBe(fewestMessages(trace, a, b));
      }
  }
});

it("needs no more than the window that a live tail keeps", () => {
  // Dropping a prefix of a linear extension changes no relation among the rest.
  for (let seed = 1; seed <= 100; ++seed) {
    const records = randomRecords(seed, 4, 60);
    const reach = closure(records);
    let events = 0;
    const kept = records.filter((r) => (r.type === "event" ? ++events > 20 : events > 20));
    const trace = new Trace(headerOf(4));
    for (const record of kept) trace.add(record);
    for (let a = 0; a < trace.count; ++a)
      for (let b = 0; b < trace.count; ++b)
        if (relation(trace, a, b) !== expected(reach, a + 20, b + 20))
          expect.unreachable(`seed ${seed}: ${a}, ${b}`);
  }
});
