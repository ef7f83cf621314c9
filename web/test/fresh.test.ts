// What is fresh, stale or unknown, and how old: by the coordinator's clock, whatever the node's own
// says; and a clock that follows the log.
import { expect, it } from "vitest";
import { freshnessOfPage, type News, seen, upToDate } from "../src/api/fresh";
import type { Member, NodeState } from "../src/api/types";

const S = 1e9;
const open = { open: true, silent: 0 };
// A day ahead of its coordinator.
const state = { process: 1, lamport: 5, index: 3, time: 86_400 * S, last: null } as NodeState;
const member: Member = {
  process: 1,
  name: "client1",
  role: "client",
  page: null,
  reachable: true,
  since: 10 * S,
  heard: 100 * S,
  state,
};

function newsAt(index: number, lamport: number, heard: number | null): News {
  const record = { type: "event", process: 1, index, kind: "internal", lamport, time: 0 } as const;
  return { item: { record }, heard };
}

const kindOf = (change: Partial<Member>, news?: News, connection = open, now = 101 * S) =>
  seen({ ...member, ...change }, news, connection, now).freshness;

it("knows nothing of what was never heard", () => {
  expect(kindOf({ heard: null, state: null })).toEqual({ kind: "unknown" });
});

it("ages by the coordinator's clock what a hung node said last", () => {
  expect(kindOf({})).toEqual({ kind: "fresh" });
  expect(kindOf({}, undefined, open, 112 * S)).toEqual({ kind: "stale", age: 12 * S });
});

it("takes what cannot be reached for old at once, unless its records still come", () => {
  const lost = { reachable: false, since: 100.5 * S };
  expect(kindOf(lost)).toEqual({ kind: "stale", age: S });
  expect(kindOf(lost, newsAt(9, 9, null))).toEqual({ kind: "stale", age: S });
  expect(kindOf(lost, newsAt(9, 9, 100.8 * S))).toEqual({ kind: "fresh" });
  expect(kindOf(lost, newsAt(9, 9, 100.8 * S), open, 120 * S).kind).toBe("stale");
});

it("does not take the log for the state, which only its coordinator is told", () => {
  const cut = { ...member, reachable: false, since: 100.5 * S };
  const { freshness, told } = seen(cut, newsAt(9, 9, 104 * S), open, 105 * S);
  expect(freshness).toEqual({ kind: "fresh" });
  expect(told).toEqual({ kind: "stale", age: 5 * S });
  expect(seen(member, undefined, open, 101 * S).told).toEqual({ kind: "fresh" });
});

it("takes all for old when its own connection is lost or silent", () => {
  expect(kindOf({}, undefined, { open: false, silent: 0 })).toEqual({ kind: "stale", age: S });
  expect(freshnessOfPage({ open: true, silent: 6000 })).toEqual({ kind: "fresh" });
  expect(freshnessOfPage({ open: true, silent: 8000 })).toEqual({ kind: "stale", age: 8 * S });
});

it("knows the node's own clock from when it was heard", () => {
  expect(seen(member, undefined, open, 104 * S).time).toBe(state.time + 4 * S);
});

it("moves a state on by a later event, and never back by an earlier one", () => {
  expect(upToDate(state, newsAt(4, 9, null))).toMatchObject({ lamport: 9, index: 4 });
  expect(upToDate(state, newsAt(3, 5, null))).toBe(state);
  expect(upToDate(state, newsAt(2, 4, null))).toBe(state);
});
