// The diagram's buttons: everything that wheel, drag and keys do, without them.
import { save } from "../save";
import { useStore } from "../store";
import { language, plural, t } from "../text";
import type { DiagramController, TraceSource } from "./controller";
import type { Axis } from "./geometry";
import type { Stamps } from "./scene";

export function Tools({
  controller,
  source,
}: {
  controller: DiagramController;
  source: TraceSource;
}) {
  const state = useStore(controller.state);
  useStore(language);
  const saveSvg = () =>
    save(new Blob([controller.toSvg()], { type: "image/svg+xml" }), "lamport.svg");
  return (
    <div class="tools">
      {source.live && (
        <button
          type="button"
          class={state.following ? "" : state.unseen > 0 ? "primary counting" : "counting"}
          aria-pressed={state.following}
          onClick={() => (state.following ? controller.leaveTail() : controller.follow())}
        >
          {state.following ? "◉" : "▸"}{" "}
          {state.unseen > 0 ? plural("follow_new", state.unseen) : t("follow")}
        </button>
      )}
      <label>
        {t("axis")}{" "}
        <select
          value={state.axis}
          onChange={(e) => controller.setAxis(e.currentTarget.value as Axis)}
        >
          <option value="lamport">{t("axis_lamport")}</option>
          <option value="time">{t("axis_time")}</option>
        </select>
      </label>
      <label>
        {t("stamps")}{" "}
        <select
          value={state.stamps}
          onChange={(e) => controller.setStamps(e.currentTarget.value as Stamps)}
        >
          <option value="lamport">{t("stamps_lamport")}</option>
          {source.trace.hasVectors && <option value="vector">{t("stamps_vector")}</option>}
          <option value="none">{t("stamps_none")}</option>
        </select>
      </label>
      <span class="group">
        <Tool sign="◂" text={t("earlier")} onClick={() => controller.panBy(-0.4)} />
        <Tool sign="−" text={t("zoom_out")} onClick={() => controller.zoomBy(1 / 1.6)} />
        <Tool sign="+" text={t("zoom_in")} onClick={() => controller.zoomBy(1.6)} />
        <Tool sign="▸" text={t("later")} onClick={() => controller.panBy(0.4)} />
        <Tool sign="↔" text={t("fit")} onClick={() => controller.fitAll()} />
        <Tool sign="↧" text={t("save_svg")} onClick={saveSvg} />
      </span>
    </div>
  );
}

const Tool = ({ sign, text, onClick }: { sign: string; text: string; onClick: () => void }) => (
  <button type="button" class="tool" title={text} aria-label={text} onClick={onClick}>
    <span aria-hidden="true">{sign}</span>
  </button>
);
