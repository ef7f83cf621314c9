// A page's knowledge of its node or cluster, from the shared stream: states, members, the live
// trace, and how old all of it is. A lost connection changes the age and nothing else.
import { LiveTrace, WINDOW } from "../model/live";
import {
  BadRecord,
  type EventRecord,
  type Header,
  mostProcess,
  readRecord,
} from "../model/records";
import { Store } from "../view/store";
import { api, Refusal } from "./client";
import { type Connection, type News, type Seen, seen, upToDate } from "./fresh";
import { isNameless, type Known, MOST_PROCESSES, withNames } from "./names";
import type { StreamEvent, StreamMessage } from "./stream_messages";
import { StreamSource } from "./stream_source";
import type { Hello, Item, Members, NodeState } from "./types";

/** How long a receive waits for a send that does not come. */
const PATIENCE_MS = 1000;

const ASK_AGAIN_MS = 2000;

export class Feed {
  readonly connection = new Store<Connection>({ open: false, silent: 0 });
  readonly state = new Store<NodeState | null>(null);
  readonly members = new Store<Members | null>(null);
  /** Rises with every batch that brought records; the live trace has then changed. */
  readonly version = new Store(0);
  readonly live = new Store<LiveTrace | null>(null);
  /** Null, or how many records came since the reader stopped the page. */
  readonly paused = new Store<number | null>(null);
  private held: StreamEvent[] = [];
  /** By process. */
  private readonly news = new Map<number, News>();
  /** The node's time, and the reader's in milliseconds when it came. */
  private said = { time: 0, at: 0 };
  /** Whether the records that come now are repetitions of earlier ones. */
  private repeated = false;
  private stoppedAt = 0;
  /** Events by second of their time. */
  private readonly perSecond = new Map<number, number>();
  private readonly scope: "node" | "cluster";
  private run = "";
  private asked = 0;
  private heldSince = 0;

  constructor(scope: "node" | "cluster") {
    this.scope = scope;
    const take = (message: StreamMessage) => this.take(message);
    if (typeof SharedWorker === "undefined") new StreamSource(scope).listen(take);
    else {
      const { port } = new SharedWorker("stream-worker.js", { type: "module", name: "lamport" });
      port.onmessage = ({ data }: MessageEvent<StreamMessage>) => take(data);
      port.postMessage(scope);
      addEventListener("pagehide", () => port.postMessage(""));
      addEventListener("pageshow", (event) => event.persisted && port.postMessage(scope));
    }
    setInterval(() => this.tick(), 1000);
  }

  /** The trace's time now, as far as the node's clock is known; stands while the page does. */
  now(): number {
    return this.timeAt(this.paused.get() === null ? Date.now() : this.stoppedAt);
  }

  /** The members as they are known now, by the coordinator and by the log. */
  seen(): Seen[] {
    const members = this.members.get()?.members ?? [];
    const [connection, now] = [this.connection.get(), this.now()];
    return members.map((member) => seen(member, this.news.get(member.process), connection, now));
  }

  /** The node's own state, as the log has moved it on. */
  own(): NodeState | null {
    const state = this.state.get();
    return state && upToDate(state, this.news.get(state.process));
  }

  /**
   * Stops all that changes on the page; what comes meanwhile is kept, as much as a live trace
   * keeps.
   */
  pause(): void {
    this.stoppedAt = Date.now();
    this.paused.set(this.paused.get() ?? 0);
  }

  resume(): void {
    this.paused.set(null);
    this.applyAll(this.held);
    this.held = [];
  }

  private take(message: StreamMessage): void {
    if (message.kind === "status") {
      this.connection.set({ open: message.open, silent: message.silent });
      return;
    }
    const paused = this.paused.get();
    if (paused === null) return this.applyAll(message.events);
    this.held.push(...message.events);
    if (this.held.length > 2 * WINDOW) this.held = this.held.slice(-WINDOW);
    this.paused.set(paused + message.events.filter(({ name }) => name === "record").length);
  }

  private applyAll(events: StreamEvent[]): void {
    let records = 0;
    for (const event of events) records += this.apply(event) ? 1 : 0;
    const live = this.live.get();
    if (live) {
      if (live.held === 0) this.heldSince = 0;
      else this.heldSince ||= Date.now();
    }
    if (records > 0) this.version.set(this.version.get() + 1);
  }

  private apply(event: StreamEvent): boolean {
    const value: unknown = JSON.parse(event.data);
    switch (event.name) {
      case "hello":
        this.repeated = true;
        this.begin(value as Hello);
        return true;
      case "state": {
        const first = this.repeated;
        if (first) this.live.get()?.align();
        this.repeated = false;
        return this.takeState(value as NodeState, event.at) || first;
      }
      case "members":
        this.hear(value as Members, event.at);
        this.members.set(value as Members);
        return this.learnMembers(value as Members);
      case "record":
        return this.addRecord(value as Item, event.at);
    }
  }

  private timeAt(at: number): number {
    return this.said.time + (at - this.said.at) * 1e6;
  }

  private hear({ time }: { time: number }, at: number): void {
    this.said = { time, at };
  }

  /** A node may join its run only after the stream began. Returns whether the trace changed. */
  takeState(state: NodeState, at: number): boolean {
    this.hear(state, at);
    this.state.set(state);
    const joined = this.run !== state.run && this.live.get() !== null;
    if (joined) this.begin({ ...state, scope: this.scope, processes: [], resumed: false });
    return this.learn([{ id: state.processes - 1 }]) || joined;
  }

  /** Another run is another trace; the same one goes on, with repetitions left out. */
  private begin(hello: Hello): void {
    const same = this.run === hello.run;
    this.run = hello.run;
    if (same && this.live.get()) return void this.learn(hello.processes);
    const names = withNames([], hello.processes);
    const header: Header = {
      type: "header",
      source: "live",
      scenario: "",
      protocol: hello.protocol,
      seed: 0,
      settings: {},
      rules: [],
      engine: 1,
      epoch: hello.epoch,
      processes: names,
    };
    if (hello.scope === "node") header.only = hello.process;
    this.news.clear();
    this.perSecond.clear();
    this.live.set(new LiveTrace(header));
  }

  private addRecord(item: Item, at: number): boolean {
    const live = this.live.get();
    if (!live) return false;
    try {
      const record = readRecord(item.record, MOST_PROCESSES);
      if (!record) return false;
      const most = mostProcess(record);
      if (most >= live.processes.length) this.learn([{ id: most }]);
      if (record.type === "event") {
        if (item.sent !== undefined) record.sent = item.sent;
        this.learnNews(record, item, at);
      }
      const taken = live.add(record);
      if (taken && record.type === "event") {
        const second = Math.floor(record.time / 1e9);
        this.perSecond.set(second, (this.perSecond.get(second) ?? 0) + 1);
      }
      return taken;
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error;
      console.error("a record of the stream was left out:", error.message);
      return false;
    }
  }

  private learnNews({ process, index }: EventRecord, item: Item, at: number): void {
    const known = this.news.get(process)?.item.record;
    if (known?.type === "event" && known.index >= index) return;
    this.news.set(process, { item, heard: this.repeated ? null : this.timeAt(at) });
  }

  /** Makes room for processes that were not known; true if something changed. */
  private learn(processes: Known[]): boolean {
    const live = this.live.get();
    if (!live) return false;
    const before = live.processes;
    const after = withNames(
      before,
      processes.filter(({ id }) => id < MOST_PROCESSES),
    );
    const changed = after.some(({ name }, id) => name !== before[id]?.name);
    if (changed) live.learn(after);
    if (after.some(isNameless) && live.trace.header.only !== undefined) void this.askNames();
    return changed;
  }

  private learnMembers({ members }: Members): boolean {
    return this.learn(members.map(({ process, name }) => ({ id: process, name })));
  }

  /** A stream of one node does not say who the others are. */
  private async askNames(): Promise<void> {
    if (Date.now() - this.asked < ASK_AGAIN_MS) return;
    this.asked = Date.now();
    try {
      if (this.learnMembers(await api.members())) this.version.set(this.version.get() + 1);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** Events in each of the last 60 whole seconds, the latest last. */
  rates(): number[] {
    const last = Math.floor(this.now() / 1e9) - 1;
    return Array.from({ length: 60 }, (_, i) => this.perSecond.get(last - 59 + i) ?? 0);
  }

  private tick(): void {
    const old = Math.floor(this.now() / 1e9) - 120;
    for (const second of this.perSecond.keys()) if (second < old) this.perSecond.delete(second);
    if (this.heldSince === 0 || Date.now() - this.heldSince < PATIENCE_MS) return;
    this.live.get()?.flush();
    this.heldSince = 0;
    this.version.set(this.version.get() + 1);
  }
}
