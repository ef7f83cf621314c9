// JSON Lines to a Trace. A mistake ends the reading and is reported with its line; what was read
// until then stays and is shown. The digest is the command line's to check, not the page's.
import { BadRecord, readHeader, readRecord, type EndRecord } from "./records";
import { Trace } from "./trace";

export interface ReadTrace {
  trace: Trace;
  end: EndRecord | null;
  /** Null if the text was well-formed; a trace without its end is truncated and says so here. */
  problem: { line: number; what: BadRecord["word"] } | null;
}

/** Takes a text in pieces of any size, so that a page reads while it still unpacks. */
export class TraceReader {
  private trace: Trace | null = null;
  private end: EndRecord | null = null;
  private problem: ReadTrace["problem"] = null;
  private rest = "";
  private line = 0;

  /** @throws BadRecord if not even the header can be read. */
  take(piece: string): void {
    const text = this.rest + piece;
    let at = 0;
    for (let stop = text.indexOf("\n"); stop >= 0; stop = text.indexOf("\n", at)) {
      this.readLine(text.slice(at, stop));
      at = stop + 1;
    }
    this.rest = text.slice(at);
  }

  /** What has been read, at the text's end. @throws BadRecord as take() does. */
  result(): ReadTrace {
    if (this.rest !== "") this.readLine(this.rest);
    this.rest = "";
    if (!this.trace) throw new BadRecord("the trace is empty", "bad_empty");
    if (!this.end && !this.problem) this.problem = { line: this.line, what: "bad_no_end" };
    return { trace: this.trace, end: this.end, problem: this.problem };
  }

  private readLine(line: string): void {
    if (this.end || this.problem) return;
    ++this.line;
    if (!this.trace) {
      this.trace = new Trace(readHeader(parse(line)));
      return;
    }
    try {
      const value = parse(line);
      if ((value as EndRecord | null)?.type === "end") {
        this.end = value as EndRecord;
        return;
      }
      const record = readRecord(value, this.trace.processCount);
      if (record) this.trace.add(record);
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error;
      this.problem = { line: this.line, what: error.word };
    }
  }
}

/** A whole text at once. @throws BadRecord if not even the header can be read. */
export function readTrace(text: string): ReadTrace {
  const reader = new TraceReader();
  reader.take(text);
  return reader.result();
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BadRecord("not JSON", "bad_no_json");
  }
}
