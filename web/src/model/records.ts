// The records of a trace (docs/trace-format.md) as TypeScript sees them, and the reading of one of
// them from untrusted JSON. Shapes and ranges only: what a sequence of records must satisfy is the
// checker's business, not the page's.

export type Kind = "internal" | "send" | "receive";
export type FateKind = "dropped" | "rejected" | "undelivered" | "duplicated";
export type LifeChange = "crash" | "restart" | "pause" | "resume";
export type LinkChange = "cut" | "heal" | "delay" | "drop";

export interface Header {
  type: "header";
  source: string;
  scenario: string;
  protocol: string;
  seed: number;
  settings: Record<string, number | boolean | string>;
  rules: string[];
  engine: number;
  epoch?: string;
  complete?: boolean;
  processes: { id: number; name: string }[];
  /** Not in a file: the only process whose records a live stream brings. */
  only?: number;
}

export interface EventRecord {
  type: "event";
  process: number;
  index: number;
  kind: Kind;
  lamport: number;
  time: number;
  to?: number[];
  message?: string;
  label?: string;
  incarnation?: number;
  /** Receive on a live stream: the message's stamp, which stands beside the record there. */
  sent?: number;
}

export interface FateRecord {
  type: "fate";
  message: string;
  to: number;
  fate: FateKind;
  time: number;
  reason: string;
}

export interface LifeRecord {
  type: "life";
  process: number;
  change: LifeChange;
  incarnation: number;
  after: number;
  time: number;
}

export interface LinkRecord {
  type: "link";
  from: number;
  to: number;
  change: LinkChange;
  value: number;
  time: number;
}

export interface EndRecord {
  type: "end";
  records: number;
  digest: string;
}

/** What a page draws; `input` records are read over. */
export type TraceRecord = EventRecord | FateRecord | LifeRecord | LinkRecord;

/**
 * Wrong data from outside: says which field and why. What a reader of a damaged trace mostly meets
 * has a `word` by which a page says it in its own language; the message is the word of the rest.
 */
export class BadRecord extends Error {
  readonly word: string;

  constructor(message: string, word = message) {
    super(message);
    this.word = word;
  }
}

type Fields = Record<string, unknown>;

const integer = (from: Fields, key: string): number => {
  const value = from[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new BadRecord(`"${key}" must be an integer between 0 and 2^53 - 1`);
  return value;
};

const text = (from: Fields, key: string): string => {
  const value = from[key];
  if (typeof value !== "string") throw new BadRecord(`"${key}" must be a string`);
  return value;
};

const word = (from: Fields, key: string, words: readonly string[]): string => {
  const value = text(from, key);
  if (!words.includes(value)) throw new BadRecord(`"${key}" must be one of ${words.join(", ")}`);
  return value;
};

const processOf = (from: Fields, key: string, count: number): number => {
  const value = integer(from, key);
  if (value >= count) throw new BadRecord(`"${key}" names process ${value} of ${count}`);
  return value;
};

/** Splits an event id "<process>:<index>". */
export function eventId(id: string): { process: number; index: number } {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(id);
  if (!match) throw new BadRecord(`"${id.slice(0, 40)}" is not an event id`);
  return { process: Number(match[1]), index: Number(match[2]) };
}

const messageId = (from: Fields, count: number): string => {
  const id = text(from, "message");
  if (eventId(id).process >= count)
    throw new BadRecord(`"message" names a process out of ${count}`);
  return id;
};

const KINDS = ["internal", "send", "receive"];
const FATES = ["dropped", "rejected", "undelivered", "duplicated"];
const LIVES = ["crash", "restart", "pause", "resume"];
const LINKS = ["cut", "heal", "delay", "drop"];

function readEvent(from: Fields, count: number): EventRecord {
  const kind = word(from, "kind", KINDS) as Kind;
  const record: EventRecord = {
    type: "event",
    process: processOf(from, "process", count),
    index: integer(from, "index"),
    kind,
    lamport: integer(from, "lamport"),
    time: integer(from, "time"),
  };
  if (record.index === 0) throw new BadRecord('"index" counts from 1');
  if (kind === "send") {
    const to = from.to;
    if (!Array.isArray(to) || to.length === 0) throw new BadRecord('"to" must name a recipient');
    record.to = to.map((_, i) => processOf(to as unknown as Fields, String(i), count));
  }
  if (kind === "receive") record.message = messageId(from, count);
  if (from.label !== undefined) record.label = text(from, "label");
  if (from.incarnation !== undefined) record.incarnation = integer(from, "incarnation");
  return record;
}

/**
 * Reads one record other than header and end. Returns null for an input record.
 * @throws BadRecord for an unknown type or a field that is not as the format says.
 */
export function readRecord(value: unknown, processes: number): TraceRecord | null {
  if (typeof value !== "object" || value === null) throw new BadRecord("not an object");
  const from = value as Fields;
  switch (from.type) {
    case "event":
      return readEvent(from, processes);
    case "fate":
      return {
        type: "fate",
        message: messageId(from, processes),
        to: processOf(from, "to", processes),
        fate: word(from, "fate", FATES) as FateKind,
        time: integer(from, "time"),
        reason: text(from, "reason"),
      };
    case "life":
      return {
        type: "life",
        process: processOf(from, "process", processes),
        change: word(from, "change", LIVES) as LifeChange,
        incarnation: integer(from, "incarnation"),
        after: integer(from, "after"),
        time: integer(from, "time"),
      };
    case "link":
      return {
        type: "link",
        from: processOf(from, "from", processes),
        to: processOf(from, "to", processes),
        change: word(from, "change", LINKS) as LinkChange,
        value: integer(from, "value"),
        time: integer(from, "time"),
      };
    case "input":
      return null;
    default:
      throw new BadRecord(`unknown record type ${JSON.stringify(from.type)?.slice(0, 40)}`);
  }
}

/** The largest id of a process that a record names. */
export function mostProcess(record: TraceRecord): number {
  switch (record.type) {
    case "event": {
      const from = record.message === undefined ? 0 : eventId(record.message).process;
      return Math.max(record.process, from, ...(record.to ?? []));
    }
    case "fate":
      return Math.max(record.to, eventId(record.message).process);
    case "life":
      return record.process;
    case "link":
      return Math.max(record.from, record.to);
  }
}

/** Reads the first line of a trace. @throws BadRecord */
export function readHeader(value: unknown): Header {
  if (typeof value !== "object" || value === null) throw new BadRecord("not an object");
  const from = value as Fields;
  if (from.type !== "header" || from.format !== "lamport-trace")
    throw new BadRecord("not a lamport trace: the first line must be its header", "bad_no_trace");
  if (from.version !== 1) throw new BadRecord(`version ${String(from.version)} is not known here`);
  const processes = from.processes;
  if (!Array.isArray(processes) || processes.length === 0)
    throw new BadRecord('"processes" must name them');
  const header: Header = {
    type: "header",
    source: text(from, "source"),
    scenario: text(from, "scenario"),
    protocol: text(from, "protocol"),
    seed: integer(from, "seed"),
    settings: (from.settings ?? {}) as Header["settings"],
    rules: (from.rules ?? []) as string[],
    engine: integer(from, "engine"),
    processes: processes.map((process: Fields, i) => {
      if (integer(process, "id") !== i) throw new BadRecord("process ids must be 0..N-1");
      return { id: i, name: text(process, "name") };
    }),
  };
  if (typeof from.epoch === "string") header.epoch = from.epoch;
  if (typeof from.complete === "boolean") header.complete = from.complete;
  return header;
}
