// Events in words: their names, the arithmetic of their stamps, one line for a screen reader or a
// log.
import { vectorOf } from "../model/causality";
import { INTERNAL, KIND_NAMES, RECEIVE, SEND, type Trace } from "../model/trace";
import { t } from "./text";

/** "client1 · 12" */
export const nameOfEvent = (trace: Trace, event: number) =>
  `${trace.nameOf(trace.process.data[event])} · ${trace.indexOf(event)}`;

/** The same for an event that may not be here. */
export function nameOfId(trace: Trace, process: number, index: number): string {
  return `${trace.nameOf(process)} · ${index}`;
}

export const kindText = (trace: Trace, event: number) => t(KIND_NAMES[trace.kind.data[event]]);

/** The clock before the event; 0 at the beginning, NaN if that is not known. */
function ownBefore(trace: Trace, event: number): number {
  const place = trace.place.data[event];
  const p = trace.process.data[event];
  if (place > 0) return trace.lamport.data[trace.lines[p].data[place - 1]];
  return trace.before[p] === 0 ? 0 : NaN;
}

/**
 * How the stamp came about: "max(1270, 1277) + 1". Empty where the view begins too late to know.
 */
export function arithmetic(trace: Trace, event: number): string {
  const lamport = trace.lamport.data[event];
  const receive = trace.kind.data[event] === RECEIVE;
  let own = ownBefore(trace, event);
  const sent = trace.sent.data[event];
  if (Number.isNaN(own)) {
    if (receive) return sent > 0 && sent + 1 < lamport ? `${lamport - 1} + 1` : "";
    own = lamport - 1;
  }
  return receive && sent > 0 ? `max(${own}, ${sent}) + 1` : `${own} + 1`;
}

/** Who and where: "→ client2, client3" or "← client1 · 12"; empty for an internal event. */
export function direction(trace: Trace, event: number): string {
  if (trace.kind.data[event] === INTERNAL) return "";
  if (trace.kind.data[event] === SEND) {
    const [first, last] = trace.pairsOf(event);
    const names = Array.from(trace.pairTo.data.subarray(first, last), (p) => trace.nameOf(p));
    return `→ ${names.length > 4 ? `${names.slice(0, 3).join(", ")} … (${names.length})` : names.join(", ")}`;
  }
  return `← ${nameOfId(trace, trace.fromProcess.data[event], trace.fromIndex.data[event])}`;
}

export function describe(trace: Trace, event: number): string {
  const label = trace.labelOf(event);
  return [
    nameOfEvent(trace, event),
    kindText(trace, event),
    direction(trace, event),
    `L = ${trace.lamport.data[event]}`,
    label && `“${label}”`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** A vector stamp; "?" where the trace does not tell. */
export const vectorText = (trace: Trace, event: number, separator = ", "): string =>
  `[${vectorOf(trace, event)
    .map((n) => n ?? "?")
    .join(separator)}]`;
