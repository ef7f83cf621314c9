// Diagram, selected event and log of a live trace: the part that cluster and node pages share.
import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Feed } from "../../api/feed";
import type { LiveTrace } from "../../model/live";
import { Detail } from "../detail";
import type { DiagramController } from "../diagram/controller";
import { Diagram } from "../diagram/diagram";
import { EventTable } from "../event_table";
import { Search } from "../search";
import { newSelection } from "../selection";
import { t } from "../text";
import { useFeedPace, useLiveSource } from "./source";

interface Properties {
  feed: Feed;
  live: LiveTrace;
  onHelp: () => void;
  /** What else stands beside the diagram. */
  children?: ComponentChildren;
}

export function History({ feed, live, onHelp, children }: Properties) {
  const controller = useRef<DiagramController | null>(null);
  const selection = useMemo(newSelection, []);
  const search = useMemo(() => new Search(), []);
  const source = useLiveSource(live, feed);
  useFeedPace(feed, controller);
  const show = (id: string) => controller.current?.reveal(id);
  const point = (id: string) => {
    selection.update({ cursor: id, first: id, second: null });
    show(id);
  };
  return (
    <>
      <div class="with-side">
        <Diagram
          source={source}
          selection={selection}
          search={search}
          onReady={(made) => (controller.current = made)}
          onHelp={onHelp}
        />
        <div class="side">
          {children}
          <Detail trace={source.trace} selection={selection} onShow={point} />
        </div>
      </div>
      <EventTable
        trace={source.trace}
        selection={selection}
        search={search}
        onShow={show}
        newestFirst
        title={t("log")}
      />
    </>
  );
}
