// Traces to look at: a little simulation with delays, losses, copies, a crash and a pause, from a
// seed. Shapes as docs/trace-format.md has them; the digest is not computed. Not a reference: the
// command line's own traces are.

function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = ["hello", "ping", "report", "thanks"];
const DEEDS = ["compute", "read", "write", "sort", "rest"];

/** JSON Lines with about `events` events of `names.length` processes. */
export function sampleTrace({
  events = 60,
  names = ["unap", "client1", "client2", "client3"],
  seed = 42,
  faults = true,
} = {}) {
  const draw = numbers(seed);
  const count = names.length;
  const clock = new Array(count).fill(0);
  const index = new Array(count).fill(0);
  const lines = [];
  const queue = [];
  let serial = 0;
  const at = (time, run) => {
    const entry = { time: Math.round(time), order: serial++, run };
    let i = queue.length++;
    for (; i > 0; i = (i - 1) >> 1) {
      const up = queue[(i - 1) >> 1];
      if (
        up.time < entry.time ||
        (up.time === entry.time && up.order < entry.order)
      )
        break;
      queue[i] = up;
    }
    queue[i] = entry;
  };
  const pop = () => {
    const top = queue[0];
    const last = queue.pop();
    if (queue.length > 0) {
      let i = 0;
      for (;;) {
        let c = 2 * i + 1;
        const less = (a, b) =>
          a.time < b.time || (a.time === b.time && a.order < b.order);
        if (c >= queue.length) break;
        if (c + 1 < queue.length && less(queue[c + 1], queue[c])) ++c;
        if (!less(queue[c], last)) break;
        queue[i] = queue[c];
        i = c;
      }
      queue[i] = last;
    }
    return top;
  };
  const put = (record) => lines.push(JSON.stringify(record));
  const down = new Array(count).fill(false);
  let made = 0;
  const event = (p, kind, time, rest, lamport = clock[p] + 1) => {
    clock[p] = lamport;
    ++made;
    const { incarnation, ...more } = rest;
    put({
      type: "event",
      process: p,
      index: ++index[p],
      kind,
      lamport,
      time,
      ...more,
      ...(incarnation > 1 ? { incarnation } : {}),
    });
  };
  const lives = new Array(count).fill(1);
  const send = (p, to, label, time) => {
    event(p, "send", time, { to, label, incarnation: lives[p] });
    const message = `${p}:${index[p]}`;
    const sent = clock[p];
    for (const q of to) {
      const fate = faults ? draw() : 1;
      if (fate < 0.05)
        put({
          type: "fate",
          message,
          to: q,
          fate: "dropped",
          time,
          reason: "loss",
        });
      else if (fate < 0.06)
        at(time + 2e7, (now) =>
          put({
            type: "fate",
            message,
            to: q,
            fate: "rejected",
            time: now,
            reason: "jump",
          }),
        );
      else {
        const arrive = (now) => {
          if (down[q])
            return put({
              type: "fate",
              message,
              to: q,
              fate: "dropped",
              time: now,
              reason: "down",
            });
          event(
            q,
            "receive",
            now,
            { message, label, incarnation: lives[q] },
            Math.max(clock[q], sent) + 1,
          );
          if (fate > 0.96)
            at(now + 3e7, (later) =>
              put({
                type: "fate",
                message,
                to: q,
                fate: "duplicated",
                time: later,
                reason: "copy",
              }),
            );
        };
        at(time + 1e7 - Math.log(1 - draw()) * 6e7, arrive);
      }
    }
  };
  const others = (p) => names.map((_, q) => q).filter((q) => q !== p);
  const act = (p) => (time) => {
    if (made >= events) return;
    if (!down[p]) {
      const choice = draw();
      const word = WORDS[Math.floor(draw() * WORDS.length)];
      if (choice < 0.4 || count < 2)
        event(p, "internal", time, {
          label: DEEDS[Math.floor(draw() * DEEDS.length)],
          incarnation: lives[p],
        });
      else if (choice < 0.9)
        send(p, [others(p)[Math.floor(draw() * (count - 1))]], word, time);
      else send(p, others(p), word, time);
    }
    at(time - Math.log(1 - draw()) * 1.6e8, act(p));
  };
  names.forEach((_, p) =>
    at(0, (time) => {
      event(p, "internal", time, { label: "start" });
      at(time - Math.log(1 - draw()) * 1e8, act(p));
    }),
  );
  if (faults && count > 2) {
    const life = (p, change, time) =>
      put({
        type: "life",
        process: p,
        change,
        incarnation: lives[p],
        after: index[p],
        time,
      });
    at(6e8, (time) => {
      life(2, "crash", time);
      down[2] = true;
    });
    at(1.1e9, (time) => {
      lives[2] = 2;
      life(2, "restart", time);
      down[2] = false;
      event(2, "internal", time, { label: "start", incarnation: 2 });
    });
    at(8e8, (time) => life(1, "pause", time));
    at(9e8, (time) => life(1, "resume", time));
  }
  while (queue.length > 0 && made < events) {
    const { time, run } = pop();
    run(time);
  }
  const header = {
    type: "header",
    format: "lamport-trace",
    version: 1,
    source: "simulation",
    scenario: "sample",
    protocol: "cluster",
    seed,
    settings: {},
    rules: [],
    engine: 1,
    time_unit: "ns",
    processes: names.map((name, id) => ({ id, name })),
  };
  const end = {
    type: "end",
    records: lines.length,
    digest: "xxh3:0000000000000000",
  };
  return (
    [JSON.stringify(header), ...lines, JSON.stringify(end)].join("\n") + "\n"
  );
}
