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

  constructor(from: LiveTrace) {
    this.from = from;
  }
  get trace() {
    return this.from.trace;
  }
  get total() {
    return this.from.forgotten + this.from.trace.count;
  }
}

export const useLiveSource = (live: LiveTrace | null): LiveSource | null =>
  useMemo(() => live && new LiveSource(live), [live]);

/** Tells the diagram of every batch at once, and redraws the component at the slower pace. */
export function useFeedPace(feed: Feed, controller: { current: DiagramController | null }): void {
  const [, setVersion] = useState(0);
  useEffect(() => {
    let timer = 0;
    const stop = feed.version.subscribe(() => {
      controller.current?.changed();
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
