// The links of the cluster as a panel: drawn, listed, and the chosen pair's faults.
import { useState } from "preact/hooks";
import type { Feed } from "../../api/feed";
import { t } from "../text";
import { Faults } from "./faults";
import { useSeen } from "./source";
import { OutcomeLine, type Outcomes } from "./status";
import { pairKind, pairsOf, type Pair, SIGNS, Topology, wordOf } from "./topology";

export function Links({ feed, outcomes }: { feed: Feed; outcomes: Outcomes }) {
  const members = useSeen(feed);
  const [chosen, setChosen] = useState<string | null>(null);
  const pairs = pairsOf(members);
  const keyOf = ([a, b]: Pair) => `${a.process}-${b.process}`;
  const pair = pairs.find((one) => keyOf(one) === chosen);
  const possible = members.some((member) => member.state?.admin);
  return (
    <section class="panel links" aria-labelledby="links-title">
      <div class="panel-head">
        <h2 id="links-title">{t("topology")}</h2>
      </div>
      <div class="links-body">
        <Topology
          members={members}
          pairs={pairs}
          chosen={pair}
          onChoose={(one) => setChosen(keyOf(one))}
        />
        <ul class="pairs">
          {pairs.map((one) => {
            const [a, b] = one;
            const kind = pairKind(one);
            return (
              <li key={keyOf(one)}>
                <button
                  type="button"
                  aria-pressed={keyOf(one) === chosen}
                  class={`pair ${kind}`}
                  onClick={() => setChosen(keyOf(one) === chosen ? null : keyOf(one))}
                >
                  <span aria-hidden="true">{SIGNS[kind]}</span>{" "}
                  {t("link_between", { a: a.name, b: b.name })}
                  <span class="visually-hidden">
                    : {wordOf(a, b).word}, {wordOf(b, a).word}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      {pair ? (
        <Faults pair={pair} possible={possible} outcomes={outcomes} />
      ) : (
        <p class="hint">{t("topology_hint")}</p>
      )}
      <OutcomeLine outcomes={outcomes} />
    </section>
  );
}
