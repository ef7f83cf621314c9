// What a person can make a node do: send, broadcast, an internal event, automatic events, and what
// its protocol takes besides. Each is answered by the event it made.
import { useMemo, useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Item, NodeState } from "../../api/types";
import { number, t, tWord } from "../text";
import { OwnCommands } from "./own_commands";
import { viewOf } from "./protocols";
import { causedText, newOutcomes, OutcomeLine, type Outcomes, run } from "./status";

interface Properties {
  state: NodeState;
  names: { id: number; name: string }[];
}

const MOST_BYTES = 256;
const EVERYONE = "all";
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

export function Controls({ state, names }: Properties) {
  const outcomes = useMemo(newOutcomes, []);
  const nameOf = (process: number) =>
    names.find(({ id }) => id === process)?.name ?? String(process);
  const closed = state.admission !== "open";
  const view = viewOf(state.protocol);
  const ask = (command: () => Promise<Item[]>) =>
    void run(outcomes, async () => causedText(await command(), nameOf));
  return (
    <section class="panel controls" aria-labelledby="controls-title">
      <div class="panel-head">
        <h2 id="controls-title">{t("controls")}</h2>
      </div>
      {(view.send || view.broadcast) && (
        <SendForm state={state} names={names} closed={closed} ask={ask} />
      )}
      <OwnCommands view={view} closed={closed} ask={ask} />
      <AutomaticControls state={state} outcomes={outcomes} />
      <div class="answers">
        <p class="refusal" role="status">
          {closed && tWord("", state.admission)}
        </p>
        <OutcomeLine outcomes={outcomes} />
      </div>
    </section>
  );
}

function SendForm({
  state,
  names,
  closed,
  ask,
}: Properties & { closed: boolean; ask: (command: () => Promise<Item[]>) => void }) {
  const view = viewOf(state.protocol);
  const others = view.send ? names.filter(({ id }) => id !== state.process) : [];
  const [text, setText] = useState("");
  const [to, setTo] = useState("");
  const target = to || String(others[0]?.id ?? EVERYONE);
  const tooLong = bytesOf(text) > MOST_BYTES;
  const send = () =>
    ask(() => (target === EVERYONE ? api.broadcast(text) : api.send(Number(target), text)));
  return (
    <>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (!closed && !tooLong) send();
        }}
      >
        <label>
          {t("to")}{" "}
          <select value={target} onChange={(e) => setTo(e.currentTarget.value)}>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {view.broadcast && <option value={EVERYONE}>{t("everyone")}</option>}
          </select>
        </label>
        <label class="grow">
          {t("text")}{" "}
          <input
            value={text}
            aria-invalid={tooLong}
            onInput={(e) => setText(e.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={closed || tooLong}>
          ▲ {t("send_button")}
        </button>
        {view.internal && (
          <button
            type="button"
            disabled={closed || tooLong}
            onClick={() => ask(() => api.internal(text))}
          >
            ● {t("internal_button")}
          </button>
        )}
      </form>
      {tooLong && <p class="hint">{t("text_too_long")}</p>}
    </>
  );
}

const MEANS = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];

function AutomaticControls({
  state: { automatic },
  outcomes,
}: {
  state: NodeState;
  outcomes: Outcomes;
}) {
  if (!automatic) return <p class="hint">{t("none_automatic")}</p>;
  const means = [...new Set([...MEANS, automatic.mean_ms])].sort((a, b) => a - b);
  const change = (wanted: { enabled?: boolean; mean_ms?: number }) =>
    run(outcomes, async () => {
      await api.setAutomatic(wanted);
      return t("done");
    });
  return (
    <div class="tools automatic">
      <button
        type="button"
        role="switch"
        aria-checked={automatic.enabled}
        onClick={() => change({ enabled: !automatic.enabled })}
      >
        <span class="knob" aria-hidden="true" /> {t("automatic")}:{" "}
        <b>{automatic.enabled ? t("automatic_on") : t("automatic_off")}</b>
      </button>
      <label>
        {t("every")}{" "}
        <select
          value={automatic.mean_ms}
          onChange={(e) => change({ mean_ms: Number(e.currentTarget.value) })}
        >
          {means.map((ms) => (
            <option key={ms} value={ms}>
              {t("per_second_short", { n: number(ms / 1000, 3) })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
