// What a person can make a node do: send, broadcast, an internal event, automatic events. Each is
// answered by the event it made.
import { useMemo, useState } from "preact/hooks";
import { api } from "../../api/client";
import type { NodeState } from "../../api/types";
import { number, t, tWord } from "../text";
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
  const [text, setText] = useState("");
  const others = names.filter(({ id }) => id !== state.process);
  const [to, setTo] = useState("");
  const target = to || String(others[0]?.id ?? EVERYONE);
  const nameOf = (process: number) =>
    names.find(({ id }) => id === process)?.name ?? String(process);
  const closed = state.admission !== "open";
  const tooLong = bytesOf(text) > MOST_BYTES;
  const send = () =>
    run(outcomes, async () =>
      causedText(
        target === EVERYONE ? await api.broadcast(text) : await api.send(Number(target), text),
        nameOf,
      ),
    );
  const internal = () => run(outcomes, async () => causedText(await api.internal(text), nameOf));
  return (
    <section class="panel controls" aria-labelledby="controls-title">
      <div class="panel-head">
        <h2 id="controls-title">{t("controls")}</h2>
      </div>
      {closed && (
        <p class="banner warn" role="status">
          {tWord("", state.admission)}
        </p>
      )}
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (!closed && !tooLong) void send();
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
            <option value={EVERYONE}>{t("everyone")}</option>
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
        <button type="button" disabled={closed || tooLong} onClick={internal}>
          ● {t("internal_button")}
        </button>
      </form>
      {tooLong && <p class="hint">{t("text_too_long")}</p>}
      <AutomaticControls state={state} outcomes={outcomes} />
      <OutcomeLine outcomes={outcomes} />
    </section>
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
              {t("per_second_short", { n: number(ms / 1000, 1) })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
