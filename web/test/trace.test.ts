// Reading: a golden trace as docs/trace-format.md writes it, and what is wrong with others.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTrace, TraceReader } from "../src/model/jsonl";

import { DROPPED, RECEIVED } from "../src/model/trace";

const golden = readFileSync(new URL("testdata/cluster.jsonl", import.meta.url), "utf8");

it("reads the golden trace whole", () => {
  const { trace, end, problem } = readTrace(golden);
  expect(problem).toBeNull();
  expect(end).toMatchObject({ records: 5, digest: "xxh3:f454cbd3695041cb" });
  expect(trace.header.processes.map((p) => p.name)).toEqual(["unap", "client1", "client2"]);
  expect(trace.count).toBe(3);
  expect([0, 1, 2].map((e) => trace.idOf(e))).toEqual(["1:1", "1:2", "0:1"]);
  expect([0, 1, 2].map((e) => trace.labelOf(e))).toEqual(["start", "hello", "hello"]);
  expect(trace.sendOf(2)).toBe(1);
  expect(trace.sent.data[2]).toBe(2);
  expect(Array.from(trace.pairFate.data.subarray(0, 2))).toEqual([RECEIVED, DROPPED]);
  expect(trace.reasonOf(1)).toBe("partition");
  expect(trace.lives).toHaveLength(1);
  expect(Array.from(trace.vectors!.data.subarray(6, 9))).toEqual([1, 2, 0]);
});

it("reads every golden trace of the format", () => {
  const folder = new URL("../../tests/testdata/traces/", import.meta.url);
  const names = readdirSync(folder).filter(
    (name) => name.endsWith(".jsonl") && !name.startsWith("bad_"),
  );
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const { trace, end, problem } = readTrace(text);
    expect(problem, name).toBeNull();
    const events = text.split("\n").filter((line) => line.startsWith('{"type":"event"'));
    expect(trace.count, name).toBe(events.length);
    expect(end, name).not.toBeNull();
  }
});

it("rebuilds the vector times that a golden trace records", () => {
  const url = new URL("../../tests/testdata/traces/all_records.jsonl", import.meta.url);
  const lines = readFileSync(url, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { trace } = readTrace(readFileSync(url, "utf8"));
  for (const [i, event] of lines.filter((line) => line.type === "event").entries())
    if (event.vector)
      for (let p = 0; p < trace.processCount; ++p)
        expect(trace.vectors!.data[i * trace.processCount + p]).toBe(event.vector[p] ?? 0);
});

it("gives every event back as the record it was", () => {
  const { trace } = readTrace(golden);
  const lines = golden
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const events = lines.filter((line) => line.type === "event");
  for (const [i, event] of events.entries()) expect(trace.recordOf(i)).toMatchObject(event);
  expect(trace.fatesOf(1)).toEqual(lines.filter((line) => line.type === "fate"));
});

describe("what is wrong is named with its line", () => {
  const lines = golden.trim().split("\n");
  const swap = (line: number, from: string, to: string) =>
    lines.map((l, i) => (i === line - 1 ? l.replace(from, to) : l)).join("\n") + "\n";
  it.each([
    ["a gap", swap(3, '"index":2', '"index":3'), 3, /^bad_gap$/],
    ["an unknown type", swap(4, '"fate","message"', '"fete","message"'), 4, /unknown record type/],
    ["an unknown process", swap(6, '"process":0', '"process":9'), 6, /process 9 of 3/],
    ["a negative stamp", swap(2, '"lamport":1', '"lamport":-1'), 2, /lamport/],
    ["a fraction", swap(2, '"time":0', '"time":0.5'), 2, /time/],
    ["no JSON", swap(5, "{", ""), 5, /^bad_no_json$/],
    ["a cut", lines.slice(0, 4).join("\n") + "\n", 4, /^bad_no_end$/],
  ])("%s", (_, text, line, what) => {
    const read = readTrace(text as string);
    expect(read.problem?.line).toBe(line);
    expect(read.problem?.what).toMatch(what as RegExp);
    expect(read.trace.count).toBeGreaterThanOrEqual(0);
  });
  it("a header that is none", () => {
    expect(() => readTrace("{}\n")).toThrow(/not a lamport trace/);
    expect(() => readTrace("")).toThrow(/empty/);
    expect(() => readTrace(golden.replace('"version":1', '"version":2'))).toThrow(/version 2/);
  });
});

it("reads over input records and unknown keys", () => {
  const extra = golden.replace(
    '{"type":"life"',
    '{"type":"input","process":0,"step":1,"after":0,"mono":1,"wall":1,"input":"start","data":{}}\n{"more":[1],"type":"life"',
  );
  expect(readTrace(extra).problem).toBeNull();
  expect(readTrace(extra).trace.count).toBe(3);
});

it.each([1, 7, 64, 1_000])("is the same from pieces of %i characters", (size) => {
  const reader = new TraceReader();
  for (let at = 0; at < golden.length; at += size) reader.take(golden.slice(at, at + size));
  const { trace, end, problem } = reader.result();
  const whole = readTrace(golden);
  expect({ end, problem }).toEqual({ end: whole.end, problem: whole.problem });
  const records = (of: typeof trace) => Array.from({ length: of.count }, (_, i) => of.recordOf(i));
  expect(records(trace)).toEqual(records(whole.trace));
});
