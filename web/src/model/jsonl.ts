// JSON Lines to a Trace. A mistake ends the reading and is reported with its line; what was read
// until then stays and is shown. The digest is the command line's to check, not the page's.
import { BadRecord, readHeader, readRecord, type EndRecord } from "./records";
import { Trace } from "./trace";

export interface ReadTrace {
  trace: Trace;
  end: EndRecord | null;
  /** Null if the text was well-formed; a trace without its end is truncated and says so here. */
  problem: { line: number; what: string } | null;
}

/** @throws BadRecord if not even the header can be read. */
export function readTrace(text: string): ReadTrace {
  let line = 0;
  let at = 0;
  const nextLine = (): string | null => {
    if (at >= text.length) return null;
    const stop = text.indexOf("\n", at);
    const piece = text.slice(at, stop < 0 ? text.length : stop);
    at = stop < 0 ? text.length : stop + 1;
    ++line;
    return piece;
  };
  const first = nextLine();
  if (first === null) throw new BadRecord("the trace is empty");
  const trace = new Trace(readHeader(parse(first)));
  try {
    for (let piece = nextLine(); piece !== null; piece = nextLine()) {
      const value = parse(piece);
      if ((value as EndRecord | null)?.type === "end")
        return { trace, end: value as EndRecord, problem: null };
      const record = readRecord(value, trace.processCount);
      if (record) trace.add(record);
    }
  } catch (error) {
    if (!(error instanceof BadRecord)) throw error;
    return { trace, end: null, problem: { line, what: error.message } };
  }
  return {
    trace,
    end: null,
    problem: { line, what: "the trace ends here without its end record" },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BadRecord("not JSON");
  }
}
