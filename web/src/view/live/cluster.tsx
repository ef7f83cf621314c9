// The coordinator's page: every process's clock and state, the links, and the whole history.
import { useMemo, useState } from "preact/hooks";
import type { Feed } from "../../api/feed";
import type { Member } from "../../api/types";
import { hueClass } from "../diagram/palette";
import { Frame } from "../frame";
import { useStore } from "../store";
import { duration, language, number, t } from "../text";
import { History } from "./history";
import { FaultBanner } from "./faults";
import { Links } from "./links";
import { protocolLine } from "./protocol_state";
import { ConnectionChip, newOutcomes, PauseButton, Rate } from "./status";

export function ClusterPage({ feed, title }: { feed: Feed; title: string }) {
  useStore(language);
  const members = useStore(feed.members);
  const live = useStore(feed.live);
  const outcomes = useMemo(newOutcomes, []);
  const [help, setHelp] = useState(false);
  const there = members?.members.filter((member) => member.reachable).length ?? 0;
  return (
    <Frame
      title={title}
      help={{ open: help, set: setHelp }}
      state={
        <>
          <ConnectionChip feed={feed} />
          {members && (
            <span class="hint">
              {number(there)} / {number(members.members.length)} {t("members").toLowerCase()}
            </span>
          )}
          <Rate feed={feed} />
          <PauseButton feed={feed} />
        </>
      }
    >
      <FaultBanner feed={feed} outcomes={outcomes} />
      <section class="cards" aria-label={t("members")}>
        {members?.members.map((member) => (
          <Card key={member.process} member={member} feed={feed} />
        ))}
      </section>
      {live && (
        <History feed={feed} live={live} onHelp={() => setHelp(true)}>
          <Links feed={feed} outcomes={outcomes} />
        </History>
      )}
    </Frame>
  );
}

function Card({ member, feed }: { member: Member; feed: Feed }) {
  // Ages grow while nothing is heard.
  useStore(feed.connection);
  const { state } = member;
  const age = duration(Math.max(0, Math.round((feed.now() - member.since) / 1e9)) * 1e9);
  return (
    <article
      class={`panel card ${hueClass(member.process)} ${member.reachable ? "" : "away"}`}
      aria-label={member.name}
    >
      <div class="card-head">
        <h2>{member.name}</h2>
        <small>{t(member.role)}</small>
      </div>
      <p class="clock-small figures" title={t("clock")}>
        {state ? number(state.lamport) : "–"}
      </p>
      <p class={member.reachable ? "reach good" : "reach bad"}>
        <span aria-hidden="true">{member.reachable ? "●" : "✕"}</span>{" "}
        {member.reachable ? t("reachable") : state ? t("unreachable", { age }) : t("never_seen")}
      </p>
      <p class="hint figures">
        {state && (
          <>
            {t("rate", { n: number(state.events_per_second, 1) })} ·{" "}
            {t("queue", { n: state.unsent })}
            {state.incarnation > 1 && <> · {t("incarnation", { n: state.incarnation })}</>}
          </>
        )}
      </p>
      {state && protocolLine(state) && <p class="protocol-line">{protocolLine(state)}</p>}
      {(member.role === "coordinator" || member.page) && (
        <a href={member.role === "coordinator" ? "#node" : member.page!}>
          {t("open_page")}
          <span class="visually-hidden"> {member.name}</span>
        </a>
      )}
    </article>
  );
}
