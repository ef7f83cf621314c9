// A live tail as a trace: takes records as a stream brings them and appends them so that a receive
// never comes before its send, holding back what has to wait. A window of the latest events is
// kept; what falls out of it is causally closed, so what remains is answered rightly. Where records
// come from is the api's business; how long to wait for a silent process, and when the repetition
// with which a stream begins is over, the page's (flush, align).
import { eventId, type Header, type LifeRecord, type TraceRecord } from "./records";
import { SEND, Trace } from "./trace";

/** Events kept. Half as many more may come before the window is cut back to this. */
export const WINDOW = 50_000;

export class LiveTrace {
  /** Events that have fallen out of the window. */
  forgotten = 0;
  /** Rises whenever event numbers mean something else than before. */
  renumbered = 0;
  private current: Trace;
  private header: Header;
  private readonly window: number;
  private readonly waiting: TraceRecord[][];
  /** By process: index of the latest event accepted or held, 0 for none yet. */
  private readonly latest: number[];
  /** Sends whose receives were appended without them. */
  private readonly missing = new Set<string>();
  private disordered = false;
  private aligned = false;
  /** Events with a lesser stamp are not kept, see align(). */
  private least = 0;

  constructor(header: Header, window = WINDOW) {
    this.header = header;
    this.window = window;
    this.current = new Trace(header);
    this.waiting = header.processes.map(() => []);
    this.latest = header.processes.map(() => 0);
  }

  get processes(): Header["processes"] {
    return this.header.processes;
  }

  /** Processes that were not known before, or their names. Ids are 0..N-1. */
  learn(processes: Header["processes"]): void {
    const known = this.header.processes.length;
    this.header = { ...this.header, processes };
    for (let p = known; p < processes.length; ++p) {
      this.waiting.push([]);
      this.latest.push(0);
    }
    this.rebuild(0);
  }

  /** The trace as far as it is known; valid until the next call of anything here. */
  get trace(): Trace {
    if (this.disordered) this.rebuild(0);
    return this.current;
  }

  /** How many records wait for the send of a receive. */
  get held(): number {
    return this.waiting.reduce((sum, queue) => sum + queue.length, 0);
  }

  /**
   * Takes a record; one that is here already (a repetition after a reconnect) changes nothing.
   * Returns whether it was taken.
   */
  add(record: TraceRecord): boolean {
    if (record.type === "event") {
      const latest = this.latest[record.process];
      if (record.index <= latest) return false;
      if (latest > 0 && record.index > latest + 1) this.restart();
      this.latest[record.process] = record.index;
      if (record.kind === "send" && this.missing.delete(`${record.process}:${record.index}`))
        this.disordered = true;
      if (record.lamport < this.least) {
        ++this.forgotten;
        return true;
      }
    }
    if (record.type === "life" && this.current.lives.some((life) => sameLife(life, record)))
      return false;
    this.waiting[queueOf(record)].push(record);
    this.release(false);
    const excess = this.current.count - this.window;
    if (excess > this.window / 2) this.rebuild(excess);
    return true;
  }

  /** Gives up waiting: what is held is appended, the sends it waited for being unknown. */
  flush(): void {
    this.release(true);
  }

  /**
   * The first repetition is over. It may begin anywhere on each line, so that events that happened
   * between two of those here may be missing: forgets what is older than the latest of these
   * beginnings, also what comes later. An event that is not here has a lesser stamp than its line's
   * first one, hence than all that stay, and none of them happened before it.
   */
  align(): void {
    if (this.aligned) return;
    this.aligned = true;
    if (this.header.only !== undefined) return;
    this.flush();
    const { lines, before, lamport } = this.trace;
    const begun = lines.filter((line, p) => line.length > 0 && before[p] > 0);
    this.least = Math.max(0, ...begun.map((line) => lamport.data[line.data[0]]));
    if (this.least > 0) this.rebuild(0);
  }

  /** A gap: what comes does not continue what was here. */
  restart(): void {
    this.forgotten += this.current.count + this.held;
    for (const queue of this.waiting) queue.length = 0;
    this.current = new Trace(this.header);
    this.missing.clear();
    this.latest.fill(0);
    this.disordered = false;
    this.aligned = false;
    this.least = 0;
    ++this.renumbered;
  }

  private release(force: boolean): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const queue of this.waiting) {
        let taken = 0;
        while (taken < queue.length && this.mayFollow(queue[taken]))
          this.current.add(queue[taken++]);
        queue.splice(0, taken);
        moved ||= taken > 0;
      }
      if (!moved && force) moved = this.forceOne();
    }
  }

  private forceOne(): boolean {
    const blocked = this.waiting.filter((one) => one.length > 0);
    const queue = blocked.find((one) => this.isMissing(one[0])) ?? blocked[0];
    const record = queue?.shift();
    if (!record) return false;
    if (record.type === "event" && record.message) this.missing.add(record.message);
    this.current.add(record);
    return true;
  }

  /** Whether the send that this blocked receive names is not held either. */
  private isMissing(record: TraceRecord): boolean {
    if (record.type !== "event" || !record.message) return false;
    const { process, index } = eventId(record.message);
    const first = this.waiting[process]?.find((one) => one.type === "event");
    return first?.type !== "event" || index < first.index || index > this.latest[process];
  }

  /** Whether what this record needs before it is here, or will never come. */
  private mayFollow(record: TraceRecord): boolean {
    if (record.type !== "event" || record.kind !== "receive") return true;
    const { process, index } = eventId(record.message!);
    const { only } = this.header;
    if (only !== undefined && process !== only) return true;
    if (this.current.find(process, index) >= 0) return true;
    const line = this.current.lines[process];
    return line.length > 0 && index <= this.current.before[process];
  }

  /**
   * Once more from the start, less the first `drop` events and those that are too old, every send
   * before its receives.
   */
  private rebuild(drop: number): void {
    const old = this.current;
    this.current = new Trace(this.header);
    this.disordered = false;
    const held = this.waiting.map((queue) => queue.splice(0));
    const kept = [];
    for (let event = drop; event < old.count; ++event)
      if (old.lamport.data[event] >= this.least) kept.push(event);
    for (const event of kept) {
      const record = old.recordOf(event);
      this.waiting[record.process].push(record);
      if (old.kind.data[event] === SEND) this.waiting[record.process].push(...old.fatesOf(event));
    }
    const since = kept.length > 0 ? old.time.data[kept[0]] : 0;
    this.current.lives.push(...old.lives.filter((life) => life.time >= since));
    this.current.links.push(...old.links);
    this.release(true);
    for (const [p, queue] of held.entries()) this.waiting[p].push(...queue);
    this.release(false);
    this.forgotten += old.count - kept.length;
    ++this.renumbered;
  }
}

const sameLife = (a: LifeRecord, b: LifeRecord) =>
  a.process === b.process &&
  a.change === b.change &&
  a.incarnation === b.incarnation &&
  a.after === b.after &&
  a.time === b.time;

function queueOf(record: TraceRecord): number {
  switch (record.type) {
    case "event":
    case "life":
      return record.process;
    case "fate":
      return eventId(record.message).process;
    case "link":
      return record.from;
  }
}
