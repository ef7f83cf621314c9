// Times in words: exact enough to tell neighbours apart, whether the run is young or days old.
import { expect, it } from "vitest";
import { Trace } from "../src/model/trace";
import { instant, timeTicks } from "../src/view/instants";
import { headerOf } from "./random_trace";

const simulated = new Trace(headerOf(1));
const live = new Trace({ ...headerOf(1), epoch: "2026-11-23T17:00:00.250Z" });

it("tells simulated times exactly", () => {
  expect(instant(simulated, 0)).toBe("0 s");
  expect(instant(simulated, 1_500_000)).toBe("1.5 ms");
  expect(instant(simulated, 471_234_567_000)).toBe("471.234567 s");
});

it("tells live times by the clock, however old the run is", () => {
  const days = 3 * 86_400e9;
  const [a, b] = [instant(live, days), instant(live, days + 5e6)];
  expect(a).toMatch(/^\d\d:00:00\.250$/);
  expect(b).toMatch(/^\d\d:00:00\.255$/);
});

it.each([
  ["young", simulated, 0, 1e7],
  ["late and near", simulated, 471e9, 471e9 + 1e6],
  ["live", live, 3 * 86_400e9, 3 * 86_400e9 + 20e9],
  ["live, near", live, 3 * 86_400e9, 3 * 86_400e9 + 5e7],
  ["live, far", live, 0, 3600e9],
])("names every tick differently: %s", (_, trace, from, to) => {
  const { at, texts } = timeTicks(trace, from, to, 8);
  expect(at.length).toBeGreaterThan(2);
  expect(at.every((tick) => tick >= from && tick <= to)).toBe(true);
  expect(new Set(texts).size).toBe(texts.length);
});

it("puts ticks of a live trace where the clock is round", () => {
  const { texts } = timeTicks(live, 0, 120e9, 8);
  expect(texts.every((text) => /:(00|15|30|45)$/.test(text))).toBe(true);
});
