// Finding events: by words, by number, by stamp, by what became of a message; new events of a live
// trace are found too.
import { expect, it } from "vitest";
import { Trace } from "../src/model/trace";
import { Search } from "../src/view/search";
import { language } from "../src/view/text";
import { headerOf } from "./random_trace";

function traceOf(): Trace {
  const trace = new Trace(headerOf(3));
  const event = { type: "event", time: 0 } as const;
  trace.add({ ...event, process: 0, index: 1, kind: "internal", lamport: 1, label: "Read it" });
  trace.add({ ...event, process: 0, index: 2, kind: "send", lamport: 2, to: [1, 2], label: "hi" });
  trace.add({ ...event, process: 1, index: 1, kind: "receive", lamport: 3, message: "0:2" });
  const fate = { type: "fate", message: "0:2", time: 0 } as const;
  trace.add({ ...fate, to: 2, fate: "dropped", reason: "loss" });
  return trace;
}

const found = (trace: Trace, words: string) => {
  const search = new Search();
  search.words.set(words);
  return search.matches(trace)?.map((event) => trace.idOf(event)) ?? null;
};

it("finds by word, number, stamp and fate, all of them together", () => {
  const trace = traceOf();
  expect(found(trace, "  ")).toBeNull();
  expect(found(trace, "READ")).toEqual(["0:1"]);
  expect(found(trace, "p1 receive")).toEqual(["1:1"]);
  expect(found(trace, "0:2")).toEqual(["0:2", "1:1"]);
  expect(found(trace, "L>1")).toEqual(["0:2", "1:1"]);
  expect(found(trace, "l<2")).toEqual(["0:1"]);
  expect(found(trace, "L=2 hi")).toEqual(["0:2"]);
  expect(found(trace, "lost")).toEqual(["0:2"]);
  expect(found(trace, "lost receive")).toEqual([]);
  language.set("es");
  expect(found(trace, "perdido")).toEqual(["0:2"]);
  expect(found(trace, "lost")).toEqual([]);
  language.set("en");
});

it("goes from match to match, round the end, and finds what comes later", () => {
  const trace = traceOf();
  const search = new Search();
  search.words.set("L>0");
  expect(search.next(trace, -1, 1)).toBe(0);
  expect(search.next(trace, 0, 1)).toBe(1);
  expect(search.next(trace, 2, 1)).toBe(0);
  expect(search.next(trace, 0, -1)).toBe(2);
  trace.add({ type: "event", process: 2, index: 1, kind: "internal", lamport: 9, time: 1 });
  expect(search.next(trace, 2, 1)).toBe(3);
  search.words.set("nothing like it");
  expect(search.next(trace, 0, 1)).toBe(-1);
});
