// A node's own page: its clock, large, with the rule that last moved it; what it can be asked to
// do; its links; its own history.
import { useState } from "preact/hooks";
import type { Feed } from "../../api/feed";
import type { NodeState } from "../../api/types";
import { freshnessOfPage } from "../../api/fresh";
import { eventId } from "../../model/records";
import { hueClass } from "../diagram/palette";
import { Frame } from "../frame";
import { useStore } from "../store";
import { age, number, t } from "../text";
import { Controls } from "./controls";
import { History } from "./history";
import { ProtocolState } from "./protocol_state";
import { Queue } from "./queue";
import { useOwn } from "./source";
import { ageText, ConnectionChip, PauseButton, Rate } from "./status";
import { healText, linkWord, SIGNS } from "./topology";

type Names = { id: number; name: string }[];

export function NodePage({ feed, cluster }: { feed: Feed; cluster: string | null }) {
  const state = useOwn(feed);
  const live = useStore(feed.live);
  const [help, setHelp] = useState(false);
  if (!state) return null;
  const names: Names = live?.trace.header.processes ?? [];
  return (
    <Frame
      title={state.name}
      help={{ open: help, set: setHelp }}
      state={
        <>
          <span class="hint">
            {t(state.role)}
            {state.incarnation > 1 && <> · {t("incarnation", { n: state.incarnation })}</>}
          </span>
          <Rate feed={feed} />
          <PauseButton feed={feed} />
          {cluster && <a href={cluster}>{t("back_to_cluster")}</a>}
          <ConnectionChip feed={feed} />
        </>
      }
    >
      <div class="node-top">
        <BigClock feed={feed} state={state} names={names} />
        <Controls state={state} names={names} />
        <Peers feed={feed} state={state} names={names} />
      </div>
      <ProtocolState state={state} names={names} />
      {live && <History feed={feed} live={live} onHelp={() => setHelp(true)} />}
    </Frame>
  );
}

const nameOf = (names: Names, process: number) =>
  names.find(({ id }) => id === process)?.name ?? String(process);

/** The rule that last moved the clock, with its numbers. */
function ruleText(state: NodeState, names: Names): string {
  const record = state.last?.record;
  if (record?.type !== "event") return t("clock_never");
  if (record.kind !== "receive")
    return t(record.kind === "send" ? "rule_send" : "rule_internal", {
      own: String(record.lamport - 1),
    });
  const { own = 0, sent = 0 } = state.last!;
  return t("rule_receive", {
    // Within max(a, b) a comma of thousands would read as another argument.
    own: String(own),
    sent: String(sent),
    process: nameOf(names, eventId(record.message!).process),
  });
}

interface Properties {
  feed: Feed;
  state: NodeState;
  names: Names;
}

function BigClock({ feed, state, names }: Properties) {
  const fresh = freshnessOfPage(useStore(feed.connection));
  const record = state.last?.record;
  const past = record ? feed.now() - record.time : 0;
  return (
    <section class={`panel big-clock ${hueClass(state.process)}`} aria-labelledby="clock-title">
      <h2 id="clock-title">{t("clock")}</h2>
      <p class="digits figures">{number(state.lamport)}</p>
      <p class="rule-line figures">
        {record ? "= " : ""}
        {ruleText(state, names)}
      </p>
      <p class="hint figures">
        {fresh.kind === "stale"
          ? `${t("no_news")}: ${ageText(fresh)}`
          : record && (past < 1e9 ? t("just_now") : t("ago", { age: age(past) }))}
      </p>
    </section>
  );
}

function Peers({ feed, state, names }: Properties) {
  const heard = freshnessOfPage(useStore(feed.connection)).kind === "fresh";
  const now = feed.now();
  return (
    <section class="panel" aria-labelledby="peers-title">
      <div class="panel-head">
        <h2 id="peers-title">{t("peers")}</h2>
      </div>
      <ul class="peers">
        {state.links.map((link) => {
          // Whether the other one is there, this node knows no better than its link.
          const { word, kind } = linkWord(heard ? link : undefined, false);
          const heals = heard && healText([{ link, now }]);
          return (
            <li key={link.to} class={kind}>
              <i class={`swatch ${hueClass(link.to)}`} aria-hidden="true" />
              <strong>{nameOf(names, link.to)}</strong>
              <span class={`state ${kind}`}>
                <span aria-hidden="true">{SIGNS[kind]}</span> {word}
              </span>
              <span class="hint figures">
                {kind === "up" && link.round_trip_ns !== null
                  ? t("round_trip", { ms: number(link.round_trip_ns / 1e6, 1) })
                  : t("since", { age: age(now - link.since) })}
                {heals && ` · ${heals}`} <Queue unsent={link.unsent} />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
