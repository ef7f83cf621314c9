// A trace in memory: columns of numbers, an event being its position in the sequence. Appending
// keeps vector times and message pairs up to date, so that the same value serves a report read at
// once and a live tail. The sequence must be a linear extension of happened-before: a receive whose
// send is unknown counts as sent before the trace began. Reading bytes and ordering a live stream
// are other files' business.
import { Column } from "./column";
import {
  BadRecord,
  eventId,
  type EventRecord,
  type FateRecord,
  type Header,
  type LifeRecord,
  type LinkRecord,
  type TraceRecord,
} from "./records";

export const INTERNAL = 0;
export const SEND = 1;
export const RECEIVE = 2;
export const KIND_NAMES = ["internal", "send", "receive"] as const;

/** What became of a (message, recipient). */
export const IN_FLIGHT = 0;
export const RECEIVED = 1;
export const DROPPED = 2;
export const REJECTED = 3;
export const UNDELIVERED = 4;
export const FATE_NAMES = [null, null, "dropped", "rejected", "undelivered"] as const;
const FATE_OF = { dropped: DROPPED, rejected: REJECTED, undelivered: UNDELIVERED } as const;

/** Above this many entries vector times are not kept, and causality sweeps the events instead. */
const MOST_VECTOR_ENTRIES = 1 << 26;

export class Trace {
  readonly header: Header;
  readonly processCount: number;

  // By event.
  readonly process = new Column(Int32Array);
  readonly kind = new Column(Uint8Array);
  readonly lamport = new Column(Float64Array);
  readonly time = new Column(Float64Array);
  /** Position on the process's own line, from 0. */
  readonly place = new Column(Int32Array);
  /** How many events of this process directly before this one have the same time. */
  readonly tie = new Column(Int32Array);
  readonly incarnation = new Column(Int32Array);
  /** Receive: its pair, or -1 if the send is unknown. Send: its first pair. Internal: -1. */
  readonly pair = new Column(Int32Array);
  /** Receive: the message's send event and its stamp; known even where the send itself is not. */
  readonly fromProcess = new Column(Int32Array);
  readonly fromIndex = new Column(Float64Array);
  /** 0: unknown. */
  readonly sent = new Column(Float64Array);
  private readonly labelAt = new Column(Int32Array);
  /** count x processCount entries: how many events of each process are in the causal past. */
  vectors: Column<Int32Array> | null = new Column(Int32Array);

  // By (message, recipient).
  readonly pairSend = new Column(Int32Array);
  readonly pairTo = new Column(Int32Array);
  readonly pairReceive = new Column(Int32Array);
  readonly pairFate = new Column(Uint8Array);
  readonly pairFateTime = new Column(Float64Array);
  private readonly pairReasonAt = new Column(Int32Array);
  /** How many copies arrived again. */
  readonly pairCopies = new Column(Uint16Array);

  /** By process: its events in order, and the index of the event before the first one here. */
  readonly lines: Column<Int32Array>[] = [];
  readonly before: number[] = [];

  readonly lives: LifeRecord[] = [];
  private messages = 0;
  readonly links: LinkRecord[] = [];
  lastTime = 0;
  lastLamport = 0;

  private readonly strings: string[] = [""];
  private readonly stringAt = new Map<string, number>([["", 0]]);

  constructor(header: Header) {
    this.header = header;
    this.processCount = header.processes.length;
    for (let p = 0; p < this.processCount; ++p) {
      this.lines.push(new Column(Int32Array));
      this.before.push(0);
    }
  }

  get count(): number {
    return this.process.length;
  }

  /** Whether vector stamps are known; from one process's own events they cannot be told. */
  get hasVectors(): boolean {
    return this.vectors !== null && this.header.only === undefined;
  }

  /** Send events, each with one recipient or more. */
  get messageCount(): number {
    return this.messages;
  }

  /** The event with this process and index, or -1. */
  find(process: number, index: number): number {
    const line = this.lines[process];
    if (!line) return -1;
    const place = index - this.before[process] - 1;
    return place >= 0 && place < line.length ? line.data[place] : -1;
  }

  /** Same, for an id "<process>:<index>". */
  findId(id: string): number {
    const { process, index } = eventId(id);
    return this.find(process, index);
  }

  indexOf(event: number): number {
    return this.before[this.process.data[event]] + this.place.data[event] + 1;
  }

  idOf(event: number): string {
    return `${this.process.data[event]}:${this.indexOf(event)}`;
  }

  labelOf(event: number): string {
    return this.strings[this.labelAt.data[event]];
  }

  reasonOf(pair: number): string {
    return this.strings[this.pairReasonAt.data[pair]];
  }

  nameOf(process: number): string {
    return this.header.processes[process].name;
  }

  /** The pairs of a send event: [first, one past the last). */
  pairsOf(send: number): [number, number] {
    const first = this.pair.data[send];
    let last = first;
    while (last < this.pairSend.length && this.pairSend.data[last] === send) ++last;
    return [first, last];
  }

  /** The pair of this send and recipient, or -1. */
  pairFor(send: number, to: number): number {
    if (send < 0 || this.kind.data[send] !== SEND) return -1;
    const [first, last] = this.pairsOf(send);
    for (let pair = first; pair < last; ++pair) if (this.pairTo.data[pair] === to) return pair;
    return -1;
  }

  /** Receive: its send event, or -1. */
  sendOf(event: number): number {
    if (this.kind.data[event] !== RECEIVE) return -1;
    const pair = this.pair.data[event];
    return pair < 0 ? -1 : this.pairSend.data[pair];
  }

  /** The event as a record again. */
  recordOf(event: number): EventRecord {
    const kind = KIND_NAMES[this.kind.data[event]];
    const record: EventRecord = {
      type: "event",
      process: this.process.data[event],
      index: this.indexOf(event),
      kind,
      lamport: this.lamport.data[event],
      time: this.time.data[event],
    };
    if (kind === "send") {
      const [first, last] = this.pairsOf(event);
      record.to = Array.from(this.pairTo.data.subarray(first, last));
    }
    if (kind === "receive") {
      record.message = `${this.fromProcess.data[event]}:${this.fromIndex.data[event]}`;
      if (this.sent.data[event] > 0) record.sent = this.sent.data[event];
    }
    if (this.labelAt.data[event] > 0) record.label = this.labelOf(event);
    if (this.incarnation.data[event] !== 1) record.incarnation = this.incarnation.data[event];
    return record;
  }

  /** The fates known of a send's pairs, as records again. */
  fatesOf(send: number): FateRecord[] {
    const fates: FateRecord[] = [];
    const [first, last] = this.pairsOf(send);
    for (let pair = first; pair < last; ++pair) {
      const of = { type: "fate", message: this.idOf(send), to: this.pairTo.data[pair] } as const;
      const copy = {
        ...of,
        fate: "duplicated",
        time: this.time.data[send],
        reason: "copy",
      } as const;
      for (let i = 0; i < this.pairCopies.data[pair]; ++i) fates.push(copy);
      const fate = FATE_NAMES[this.pairFate.data[pair]];
      if (!fate) continue;
      fates.push({ ...of, fate, time: this.pairFateTime.data[pair], reason: this.reasonOf(pair) });
    }
    return fates;
  }

  /** @throws BadRecord if the record does not fit what came before. */
  add(record: TraceRecord): void {
    switch (record.type) {
      case "event":
        this.addEvent(record);
        break;
      case "fate":
        this.addFate(record);
        break;
      case "life":
        this.lives.push(record);
        this.lastTime = Math.max(this.lastTime, record.time);
        break;
      case "link":
        this.links.push(record);
        break;
    }
  }

  private addEvent(record: EventRecord): void {
    const p = record.process;
    const line = this.lines[p];
    if (line.length === 0) this.before[p] = record.index - 1;
    if (record.index !== this.before[p] + line.length + 1)
      throw new BadRecord(
        `event ${p}:${record.index} follows ${p}:${this.before[p] + line.length}: a gap`,
        "bad_gap",
      );
    const event = this.count;
    const previous = line.length > 0 ? line.data[line.length - 1] : -1;
    this.process.push(p);
    this.kind.push(KIND_NAMES.indexOf(record.kind));
    this.lamport.push(record.lamport);
    this.time.push(record.time);
    this.place.push(line.length);
    const tied = previous >= 0 && this.time.data[previous] === record.time;
    this.tie.push(tied ? this.tie.data[previous] + 1 : 0);
    this.incarnation.push(record.incarnation ?? 1);
    this.labelAt.push(this.intern(record.label ?? ""));
    line.push(event);
    this.lastTime = Math.max(this.lastTime, record.time);
    this.lastLamport = Math.max(this.lastLamport, record.lamport);
    if (record.kind === "receive") this.closePair(event, record);
    else this.noSource();
    if (record.kind === "send") this.openPairs(event, record.to ?? []);
    if (record.kind === "internal") this.pair.push(-1);
    this.stampVector(event, previous);
  }

  private openPairs(send: number, recipients: number[]): void {
    ++this.messages;
    this.pair.push(this.pairSend.length);
    for (const to of recipients) {
      this.pairSend.push(send);
      this.pairTo.push(to);
      this.pairReceive.push(-1);
      this.pairFate.push(IN_FLIGHT);
      this.pairFateTime.push(0);
      this.pairReasonAt.push(0);
      this.pairCopies.push(0);
    }
  }

  private noSource(): void {
    this.fromProcess.push(-1);
    this.fromIndex.push(0);
    this.sent.push(0);
  }

  private closePair(receive: number, record: EventRecord): void {
    const { process, index } = eventId(record.message ?? "");
    const send = this.find(process, index);
    const pair = this.pairFor(send, record.process);
    this.pair.push(pair);
    this.fromProcess.push(process);
    this.fromIndex.push(index);
    this.sent.push(send >= 0 ? this.lamport.data[send] : (record.sent ?? 0));
    if (pair >= 0 && this.pairReceive.data[pair] < 0) {
      this.pairReceive.data[pair] = receive;
      this.pairFate.data[pair] = RECEIVED;
    }
  }

  private addFate(record: FateRecord): void {
    const pair = this.pairFor(this.findId(record.message), record.to);
    if (pair < 0) return;
    this.lastTime = Math.max(this.lastTime, record.time);
    if (record.fate === "duplicated") {
      ++this.pairCopies.data[pair];
      return;
    }
    if (this.pairFate.data[pair] === RECEIVED) return;
    this.pairFate.data[pair] = FATE_OF[record.fate];
    this.pairFateTime.data[pair] = record.time;
    this.pairReasonAt.data[pair] = this.intern(record.reason);
  }

  private stampVector(event: number, previous: number): void {
    const vectors = this.vectors;
    if (!vectors) return;
    const width = this.processCount;
    const at = event * width;
    if (at + width > MOST_VECTOR_ENTRIES) {
      this.vectors = null;
      return;
    }
    vectors.reserve(at + width);
    vectors.length = at + width;
    const data = vectors.data;
    if (previous >= 0) data.copyWithin(at, previous * width, previous * width + width);
    else data.fill(0, at, at + width);
    const send = this.sendOf(event);
    if (send >= 0)
      for (let q = 0, from = send * width; q < width; ++q, ++from)
        if (data[from] > data[at + q]) data[at + q] = data[from];
    data[at + this.process.data[event]] = this.place.data[event] + 1;
  }

  private intern(text: string): number {
    let at = this.stringAt.get(text);
    if (at === undefined) {
      at = this.strings.push(text) - 1;
      this.stringAt.set(text, at);
    }
    return at;
  }
}
