// One connection to a node's event stream, kept up for ever: the browser reconnects by itself with
// Last-Event-ID; where it gives up (a refusal), this starts anew with the latest records repeated.
// Runs in a worker that all tabs share, or in the page where there are no such workers.
import type { StreamEvent, StreamMessage } from "./stream_messages";

/**
 * Records repeated at a start, as many as a node repeats, and kept for tabs that come later: a
 * stream that has to start anew should go on from what a page has.
 */
const TAIL = 10_000;
const NAMES = ["hello", "record", "state", "members"] as const;

export class StreamSource {
  private readonly url: string;
  private readonly listeners = new Set<(message: StreamMessage) => void>();
  private latest = new Map<string, StreamEvent>();
  private records: StreamEvent[] = [];
  private batch: StreamEvent[] = [];
  private source: EventSource | null = null;
  private heard = Date.now();

  constructor(scope: string) {
    this.url = `/api/v1/stream?scope=${scope}&tail=${TAIL}`;
    setInterval(() => this.status(), 1000);
    this.connect();
  }

  /** What is known at once, then everything that comes. Returns how to stop. */
  listen(listener: (message: StreamMessage) => void): () => void {
    const hello = this.latest.get("hello");
    const rest = ["state", "members"].flatMap((name) => this.latest.get(name) ?? []);
    if (hello) listener({ kind: "events", events: [hello, ...this.records, ...rest] });
    this.listeners.add(listener);
    this.status();
    return () => void this.listeners.delete(listener);
  }

  private connect(): void {
    const source = new EventSource(this.url);
    this.source = source;
    for (const name of NAMES)
      source.addEventListener(name, (event) =>
        this.take({ name, data: (event as MessageEvent<string>).data, at: Date.now() }),
      );
    source.onopen = () => {
      this.heard = Date.now();
      this.status();
    };
    source.onerror = () => {
      this.status();
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.connect(), 1000 + Math.random() * 1000);
    };
  }

  private take(event: StreamEvent): void {
    this.heard = event.at;
    if (event.name === "record") {
      this.records.push(event);
      if (this.records.length > 2 * TAIL) this.records = this.records.slice(-TAIL);
    } else {
      if (event.name === "hello" && !(JSON.parse(event.data) as { resumed: boolean }).resumed)
        this.records = [];
      this.latest.set(event.name, event);
    }
    this.batch.push(event);
    if (this.batch.length === 1) setTimeout(() => this.flush(), 16);
  }

  private flush(): void {
    const events = this.batch;
    this.batch = [];
    for (const listener of this.listeners) listener({ kind: "events", events });
  }

  private status(): void {
    const open = this.source?.readyState === EventSource.OPEN;
    for (const listener of this.listeners)
      listener({ kind: "status", open, silent: Date.now() - this.heard });
  }
}
