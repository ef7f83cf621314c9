// Random well-formed executions from a seed, and the slowest possible judge of happened-before.
import type { EventRecord, FateRecord, Header, TraceRecord } from "../src/model/records";

/** Mulberry32: small and reproducible. */
export function numbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

export const headerOf = (processes: number): Header => ({
  type: "header",
  source: "simulation",
  scenario: "random",
  protocol: "random",
  seed: 1,
  settings: {},
  rules: [],
  engine: 1,
  processes: Array.from({ length: processes }, (_, id) => ({ id, name: `p${id}` })),
});

/** Some processes that send, receive in any order, lose and tick by IR1 and IR2. */
export function randomRecords(seed: number, processes: number, events: number): TraceRecord[] {
  const draw = numbers(seed);
  const clock = new Array<number>(processes).fill(0);
  const index = new Array<number>(processes).fill(0);
  const travelling: { message: string; to: number; sent: number }[] = [];
  const records: TraceRecord[] = [];
  for (let step = 0; step < events; ++step) {
    const p = draw(processes);
    const time = step * 1000;
    const event = (kind: EventRecord["kind"], lamport: number): EventRecord => {
      clock[p] = lamport;
      return { type: "event", process: p, index: ++index[p], kind, lamport, time };
    };
    const mine = travelling.findIndex((m) => m.to === p);
    const choice = draw(10);
    if (choice < 4 && mine >= 0) {
      const [message] = travelling.splice(mine, 1);
      const record = event("receive", Math.max(clock[p], message.sent) + 1);
      records.push({ ...record, message: message.message });
    } else if (choice < 8) {
      const to = [...new Set([draw(processes), draw(processes)])].sort((a, b) => a - b);
      const record = event("send", clock[p] + 1);
      records.push({ ...record, to });
      for (const q of to) {
        const message = `${p}:${record.index}`;
        if (draw(10) === 0)
          records.push({
            type: "fate",
            message,
            to: q,
            fate: "dropped",
            time,
            reason: "loss",
          } as FateRecord);
        else travelling.push({ message, to: q, sent: record.lamport });
      }
    } else records.push(event("internal", clock[p] + 1));
  }
  return records;
}

/** reach[a][b]: whether a happened before b, by closure over the edges. */
export function closure(records: TraceRecord[]): boolean[][] {
  const events = records.filter((r): r is EventRecord => r.type === "event");
  const at = new Map(events.map((e, i) => [`${e.process}:${e.index}`, i]));
  const reach = events.map(() => new Array<boolean>(events.length).fill(false));
  for (const [b, event] of events.entries())
    for (const id of [`${event.process}:${event.index - 1}`, event.message]) {
      const a = id === undefined ? undefined : at.get(id);
      if (a === undefined) continue;
      for (const row of reach) row[b] ||= row[a];
      reach[a][b] = true;
    }
  return reach;
}
