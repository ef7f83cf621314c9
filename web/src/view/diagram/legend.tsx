// What the shapes mean, and what the reader must know about a thinned picture.
import type { ComponentChildren } from "preact";
import { useStore } from "../store";
import { language, t } from "../text";
import type { DiagramController } from "./controller";

/** `large`: whether the trace may need the note, which then has its place at once. */
export function Legend({ controller, large }: { controller: DiagramController; large: boolean }) {
  const { drawn } = useStore(controller.state);
  useStore(language);
  return (
    <div class="legend">
      <ul aria-label={t("legend")}>
        <Sign text={t("internal")}>
          <circle cx="8" cy="8" r="5" />
        </Sign>
        <Sign text={t("send")}>
          <path d="M8 2l6 11H2z" />
        </Sign>
        <Sign text={t("receive")}>
          <path d="M8 14l6-11H2z" />
        </Sign>
        <Sign text={t("in_flight")} class="outline">
          <path d="M1 8h14" stroke-dasharray="3 2" />
        </Sign>
        <Sign text={t("lost")} class="lost outline">
          <path d="M3 3l10 10M13 3L3 13" />
        </Sign>
        <Sign text={t("rejected")} class="lost">
          <path d="M8 1l7 7-7 7-7-7z" />
        </Sign>
        <Sign text={t("duplicate")} class="outline">
          <path d="M2 3l5 5-5 5M8 3l5 5-5 5" />
        </Sign>
        <Sign text={t("crash")} class="lost outline">
          <path d="M1.5 3.5h13v9h-13zM2 11l7-7M7 12l7-7" />
        </Sign>
        <Sign text={t("concurrent")} class="concurrent outline">
          <circle cx="8" cy="8" r="5" />
        </Sign>
        <Sign text={t("past")} class="past">
          <path d="M0 8h16v6H0z" />
        </Sign>
        <Sign text={t("future")} class="future">
          <path d="M0 2h16v6H0z" />
        </Sign>
      </ul>
      {large && (
        <p class="note">
          {[drawn.bars && t("density"), drawn.stride > 1 && t("sampled", { n: drawn.stride })]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </div>
  );
}

function Sign(properties: { text: string; class?: string; children: ComponentChildren }) {
  return (
    <li>
      <svg viewBox="0 0 16 16" class={`sign ${properties.class ?? ""}`} aria-hidden="true">
        {properties.children}
      </svg>
      {properties.text}
    </li>
  );
}
