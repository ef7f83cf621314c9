// The live trace as the diagram wants it, and a pace for everything that is drawn by Preact:
// numbers change at most ten times a second, however many events come.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Feed } from "../../api/feed";
import type { Seen } from "../../api/fresh";
import type { NodeState } from "../../api/types";
import type { LiveTrace } from "../../model/live";
import type { DiagramController, TraceSource } from "../diagram/controller";
import { useStore } from "../store";
import { language } from "../text";

const PACE_MS = 100;

class LiveSource implements TraceSource {
  readonly live = true;
  private readonly from: LiveTrace;
  private readonly feed: Feed;

  constructor(from: LiveTrace, feed: Feed) {
    this.from = from;
    this.feed = feed;
  }
  get trace() {
    return this.from.trace;
  }
  get total() {
    return this.from.forgotten + this.from.trace.count;
  }
  get away() {
    const silent = this.feed.seen().filter(({ freshness }) => freshness.kind !== "fresh");
    return new Set(silent.map(({ process }) => process));
  }
}

export const useLiveSource = (live: LiveTrace, feed: Feed): LiveSource =>
  useMemo(() => new LiveSource(live, feed), [live, feed]);

/** Redraws the component when records came, at the slower pace. */
function usePace(feed: Feed): void {
  const [, setVersion] = useState(0);
  useEffect(() => {
    let timer = 0;
    const stop = feed.version.subscribe(() => {
      timer ||= window.setTimeout(() => {
        timer = 0;
        setVersion(feed.version.get());
      }, PACE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [feed]);
}

/** Tells the diagram of every batch at once, and redraws the component at the slower pace. */
export function useFeedPace(feed: Feed, controller: { current: DiagramController | null }): void {
  usePace(feed);
  useEffect(() => {
    const redraw = () => controller.current?.request();
    const stops = [
      feed.version.subscribe(() => controller.current?.changed()),
      feed.members.subscribe(redraw),
      feed.connection.subscribe(redraw),
    ];
    return () => stops.forEach((stop) => stop());
  }, [feed]);
}

/** The members as they are known now: with every record, every word of theirs, and every second. */
export function useSeen(feed: Feed): Seen[] {
  usePace(feed);
  useStore(feed.members);
  useStore(feed.connection);
  useStore(language);
  return feed.seen();
}

/** The same of the node itself. */
export function useOwn(feed: Feed): NodeState | null {
  usePace(feed);
  useStore(feed.state);
  useStore(feed.connection);
  useStore(language);
  return feed.own();
}
