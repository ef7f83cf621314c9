// What is said of a link: down only if that is known.
import { expect, it } from "vitest";
import type { Link } from "../src/api/types";
import { linkWord } from "../src/view/live/topology";

const link: Link = {
  from: 0,
  to: 1,
  up: true,
  since: 0,
  round_trip_ns: null,
  unsent: 0,
  fault: null,
};
const kind = (change: Partial<Link>, answers = true) =>
  linkWord({ ...link, ...change }, answers).kind;

it("tells down from unknown", () => {
  expect(kind({})).toBe("up");
  expect(kind({ up: false })).toBe("down");
  expect(kind({ up: false }, false)).toBe("unknown");
  expect(kind({ up: null })).toBe("unknown");
  expect(linkWord(undefined, true).kind).toBe("unknown");
});

it("names a fault before all else that is known", () => {
  expect(kind({ up: false, fault: { cut: true, delay_ms: 0, until: null } })).toBe("cut");
  expect(kind({ fault: { cut: false, delay_ms: 200, until: null } })).toBe("delayed");
  expect(kind({ up: null, fault: { cut: false, delay_ms: 200, until: null } })).toBe("unknown");
});
