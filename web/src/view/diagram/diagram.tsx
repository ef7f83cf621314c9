// The diagram's frame: tools, the picture with its keys, and the legend. The picture is one stop
// for the keyboard; what the cursor is on is said aloud, and every event is in the table beside it.
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { choose, type Selection } from "../selection";
import { type Store, useStore } from "../store";
import { language, t } from "../text";
import { describe } from "../describe";
import type { Search } from "../search";
import { theme } from "../theme";
import { DiagramController, type TraceSource } from "./controller";
import { Finder } from "./finder";
import type { Axis } from "./geometry";
import { Legend } from "./legend";
import { mayThin } from "./scene";
import { Tools } from "./tools";

interface Properties {
  source: TraceSource;
  selection: Store<Selection>;
  search: Search;
  axis?: Axis;
  /** Handed out once the picture stands, for others to move it. */
  onReady?: (controller: DiagramController) => void;
  onHelp?: () => void;
}

export function Diagram(properties: Properties) {
  const { source, selection, search, axis = "lamport", onReady, onHelp } = properties;
  const plot = useRef<HTMLDivElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const sought = useRef<HTMLInputElement>(null);
  const [controller, setController] = useState<DiagramController | null>(null);
  const [said, setSaid] = useState("");
  const id = useId();
  useStore(language);

  // Before the first frame, which then has the picture in it.
  useLayoutEffect(() => {
    const made = new DiagramController(
      { plot: plot.current!, overview: overview.current! },
      source,
      selection,
      search,
      axis,
    );
    setController(made);
    onReady?.(made);
    const recolour = () => made.recolour();
    const stops = [theme.subscribe(recolour), language.subscribe(() => made.request())];
    const media = matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", recolour);
    return () => {
      stops.forEach((stop) => stop());
      media.removeEventListener("change", recolour);
      made.stop();
    };
  }, [source]);

  const say = (id: string | null | undefined) =>
    id && setSaid(describe(source.trace, source.trace.findId(id)));
  const move = (direction: Parameters<DiagramController["step"]>[0]) =>
    say(controller?.step(direction));
  const find = (step: 1 | -1) => say(controller?.find(step));
  const keys: Record<string, () => void> = {
    ArrowLeft: () => move("back"),
    ArrowRight: () => move("forward"),
    ArrowUp: () => move("up"),
    ArrowDown: () => move("down"),
    "[": () => move("sender"),
    "]": () => move("receiver"),
    "+": () => controller?.zoomBy(1.5),
    "-": () => controller?.zoomBy(1 / 1.5),
    w: () => controller?.zoomBy(1.5),
    s: () => controller?.zoomBy(1 / 1.5),
    a: () => controller?.panBy(-0.25),
    d: () => controller?.panBy(0.25),
    "0": () => controller?.fitAll(),
    l: () => controller?.setAxis(controller.state.get().axis === "time" ? "lamport" : "time"),
    " ": () =>
      source.live &&
      (controller?.state.get().following ? controller.leaveTail() : controller?.follow()),
    Enter: () => choose(selection, selection.get().cursor),
    p: () => choose(selection, selection.get().cursor),
    Escape: () => selection.set({ cursor: null, first: null, second: null }),
    "/": () => sought.current?.focus(),
    n: () => find(1),
    N: () => find(-1),
    "?": () => onHelp?.(),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };
  const at = (event: MouseEvent) => {
    const box = plot.current!.getBoundingClientRect();
    return controller?.pointAt(event.clientX - box.left, event.clientY - box.top) ?? null;
  };

  return (
    <section class="diagram panel" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{t("diagram")}</h2>
        <Finder search={search} source={source} input={sought} onFind={find} />
        {controller && <Tools controller={controller} source={source} />}
      </div>
      <div
        class="plot"
        id={`${id}-plot`}
        ref={plot}
        style={{ "--rows": source.trace.processCount }}
        role="application"
        tabIndex={0}
        aria-label={t("diagram_label", {
          processes: source.trace.processCount,
          events: source.trace.count,
        })}
        onKeyDown={onKeyDown}
        onPointerMove={(e) =>
          e.pointerType === "mouse" && e.buttons === 0 && selection.update({ cursor: at(e) })
        }
        onPointerLeave={() => selection.update({ cursor: null })}
        onClick={(e) => choose(selection, at(e))}
      >
        <canvas aria-hidden="true" />
        <svg aria-hidden="true" />
      </div>
      <canvas class="overview" ref={overview} aria-hidden="true" title={t("overview")} />
      <p class="visually-hidden" aria-live="polite">
        {said}
      </p>
      {controller && (
        <Legend controller={controller} large={source.live || mayThin(source.trace)} />
      )}
    </section>
  );
}
