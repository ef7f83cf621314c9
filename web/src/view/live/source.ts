// The live trace as the diagram wants it, and a pace for everything that is drawn by Preact:
// numbers change at most ten times a second, however many events come.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Feed } from "../../api/feed";
import type { LiveTrace } from "../../model/live";
import type { DiagramController, TraceSource } from "../diagram/controller";

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
    const members = this.feed.members.get()?.members ?? [];
    return new Set(members.filter((one) => !one.reachable).map(({ process }) => process));
  }
}

export const useLiveSource = (live: LiveTrace, feed: Feed): LiveSource =>
  useMemo(() => new LiveSource(live, feed), [live, feed]);

/** Tells the diagram of every batch at once, and redraws the component at the slower pace. */
export function useFeedPace(feed: Feed, controller: { current: DiagramController | null }): void {
  const [, setVersion] = useState(0);
  useEffect(() => {
    let timer = 0;
    const stopMembers = feed.members.subscribe(() => controller.current?.request());
    const stop = feed.version.subscribe(() => {
      controller.current?.changed();
      timer ||= window.setTimeout(() => {
        timer = 0;
        setVersion(feed.version.get());
      }, PACE_MS);
    });
    return () => {
      stop();
      stopMembers();
      clearTimeout(timer);
    };
  }, [feed]);
}
