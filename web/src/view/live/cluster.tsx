// The coordinator's page: every process's clock and state, the links, and the whole history.
import { useMemo, useState } from "preact/hooks";
import type { Feed } from "../../api/feed";
import type { Freshness, Seen } from "../../api/fresh";
import { hueClass } from "../diagram/palette";
import { Frame } from "../frame";
import { useStore } from "../store";
import { age, language, number, plural, t } from "../text";
import { History } from "./history";
import { FaultBanner } from "./faults";
import { Links } from "./links";
import { protocolLine } from "./protocol_state";
import { useSeen } from "./source";
import { ageText, ConnectionChip, newOutcomes, PauseButton, Rate } from "./status";

export function ClusterPage({ feed, title }: { feed: Feed; title: string }) {
  useStore(language);
  const live = useStore(feed.live);
  const outcomes = useMemo(newOutcomes, []);
  const [help, setHelp] = useState(false);
  return (
    <Frame
      title={title}
      help={{ open: help, set: setHelp }}
      state={
        <>
          <Present feed={feed} />
          <Rate feed={feed} />
          <PauseButton feed={feed} />
          <ConnectionChip feed={feed} />
        </>
      }
    >
      <FaultBanner feed={feed} outcomes={outcomes} />
      <Cards feed={feed} />
      {live && (
        <History feed={feed} live={live} onHelp={() => setHelp(true)}>
          <Links feed={feed} outcomes={outcomes} />
        </History>
      )}
    </Frame>
  );
}

const isThere = ({ freshness, reachable }: Seen) => freshness.kind === "fresh" && reachable;

function Present({ feed }: { feed: Feed }) {
  const members = useSeen(feed);
  if (members.length === 0) return null;
  return (
    <span class="hint figures">
      {number(members.filter(isThere).length)} / {number(members.length)}{" "}
      {t("members").toLowerCase()}
    </span>
  );
}

function Cards({ feed }: { feed: Feed }) {
  const members = useSeen(feed);
  return (
    <section class="cards" aria-label={t("members")}>
      {members.map((member) => (
        <Card key={member.process} member={member} />
      ))}
    </section>
  );
}

function presence({ freshness, reachable }: Seen): { sign: string; word: string } {
  const words: Record<Freshness["kind"], { sign: string; word: string }> = {
    unknown: { sign: "–", word: t("never_seen") },
    stale: { sign: "?", word: t("no_news") },
    fresh: reachable ? { sign: "●", word: t("reachable") } : { sign: "✂", word: t("unreachable") },
  };
  return words[freshness.kind];
}

function Card({ member }: { member: Seen }) {
  const { state, freshness, told } = member;
  const { sign, word } = presence(member);
  const waits = state && protocolLine(state);
  return (
    <article
      class={`panel card ${hueClass(member.process)} ${isThere(member) ? "" : "away"}`}
      aria-label={member.name}
    >
      <div class="card-head">
        <h2>{member.name}</h2>
        <small>{t(member.role)}</small>
      </div>
      <p class="clock-small figures" title={t("clock")}>
        {state ? number(state.lamport) : "–"}
      </p>
      <p class={isThere(member) ? "reach good" : "reach bad"}>
        <span aria-hidden="true">{sign}</span> {word}
      </p>
      <p class="hint figures">
        {freshness.kind === "stale" && ageText(freshness)}
        {freshness.kind === "fresh" &&
          told.kind === "stale" &&
          t("state_age", { age: age(told.age) })}
        {told.kind === "fresh" && state && (
          <>
            {plural("rate", state.events_per_second, 1)} · {t("queue", { n: state.unsent })}
          </>
        )}
        {state && state.incarnation > 1 && <> · {t("incarnation", { n: state.incarnation })}</>}
      </p>
      {waits !== null && <p class="protocol-line">{waits}</p>}
      {(member.role === "coordinator" || member.page) && (
        <a href={member.role === "coordinator" ? "#node" : member.page!}>
          {t("open_page")}
          <span class="visually-hidden"> {member.name}</span>
        </a>
      )}
    </article>
  );
}
