// The chosen events in a report's address.
import { expect, it } from "vitest";
import { Trace } from "../src/model/trace";
import { addressOf, selectionIn } from "../src/view/report/address";
import { NOTHING } from "../src/view/selection";
import { headerOf } from "./random_trace";

const trace = new Trace(headerOf(2));
for (const process of [0, 1])
  trace.add({ type: "event", process, index: 1, kind: "internal", lamport: 1, time: 0 });

it("leads to the events that it names, and back", () => {
  for (const address of ["", "#0:1", "#0:1,1:1"])
    expect(addressOf(selectionIn(address, trace))).toBe(address);
  expect(selectionIn("#0:1,1:1", trace)).toEqual({ cursor: "0:1", first: "0:1", second: "1:1" });
});

it("takes nothing from an address that names no event of the trace", () => {
  for (const address of ["#content", "#0:2", "#9:1", "#0:1,", "#0:1;x"])
    expect(selectionIn(address, trace)).toEqual(NOTHING);
  expect(addressOf(selectionIn("#0:1,9:9", trace))).toBe("#0:1");
});
