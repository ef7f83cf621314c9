// The event that is pointed at or chosen, in words; of two, the chain from one to the other, or why
// there is none.
import { chain, coneOf, relation, vectorOf } from "../model/causality";
import { IN_FLIGHT, RECEIVED, RECEIVE, SEND, type Trace, FATE_NAMES } from "../model/trace";
import { arithmetic, direction, kindText, nameOfEvent, vectorText } from "./describe";
import { hueClass } from "./diagram/palette";
import { instant } from "./instants";
import { NOTHING, type Selection } from "./selection";
import { type Store, useStore } from "./store";
import { language, number, plural, t, tWord } from "./text";

interface Properties {
  trace: Trace;
  selection: Store<Selection>;
  onShow: (id: string) => void;
}

export function Detail({ trace, selection, onShow }: Properties) {
  const { cursor, first, second } = useStore(selection);
  useStore(language);
  const a = first === null ? -1 : trace.findId(first);
  const b = second === null ? -1 : trace.findId(second);
  const shown = a >= 0 && b < 0 ? a : cursor === null ? -1 : trace.findId(cursor);
  return (
    <section class="detail panel" aria-labelledby="detail-title">
      <div class="panel-head">
        <h2 id="detail-title">{a >= 0 && b >= 0 ? t("relation") : t("selected")}</h2>
        {first !== null && (
          <button type="button" onClick={() => selection.set(NOTHING)}>
            {t("clear")}
          </button>
        )}
      </div>
      {a >= 0 && b >= 0 ? (
        <Two trace={trace} a={a} b={b} onShow={onShow} />
      ) : shown >= 0 ? (
        <One trace={trace} event={shown} onShow={onShow} chosen={a >= 0} />
      ) : (
        <p class="hint">{t("nothing_selected")}</p>
      )}
    </section>
  );
}

function One({
  trace,
  event,
  onShow,
  chosen,
}: {
  trace: Trace;
  event: number;
  onShow: Properties["onShow"];
  chosen: boolean;
}) {
  const width = trace.processCount;
  const cone = coneOf(trace, event);
  const before = cone.past.reduce((sum, n) => sum + n, 0) - 1;
  const after = cone.future.reduce((sum, n, p) => sum + trace.lines[p].length - n, 0) - 1;
  const reason = arithmetic(trace, event);
  const label = trace.labelOf(event);
  return (
    <>
      <p class="event-name">
        <i class={`swatch ${hueClass(trace.process.data[event])}`} aria-hidden="true" />
        <strong>{nameOfEvent(trace, event)}</strong> <span>{kindText(trace, event)}</span>
      </p>
      <dl>
        <dt>{t("stamp")}</dt>
        <dd>
          <b class="figure">{number(trace.lamport.data[event])}</b>{" "}
          {reason && <span class="arithmetic">= {reason}</span>}
        </dd>
        {trace.hasVectors && width <= 64 && (
          <>
            <dt>{t("vector")}</dt>
            <dd class="figures">{vectorText(trace, event)}</dd>
          </>
        )}
        <dt>{t("time")}</dt>
        <dd>{instant(trace, trace.time.data[event])}</dd>
        {label && (
          <>
            <dt>{t("label")}</dt>
            <dd class="user-text">{label}</dd>
          </>
        )}
        {trace.kind.data[event] === RECEIVE && (
          <>
            <dt>{t("message")}</dt>
            <dd>
              {trace.sendOf(event) >= 0 ? (
                <Jump trace={trace} event={trace.sendOf(event)} onShow={onShow} />
              ) : (
                <>
                  {direction(trace, event)} ({t("sent_before")})
                </>
              )}
            </dd>
          </>
        )}
        {trace.kind.data[event] === SEND && <Fates trace={trace} send={event} onShow={onShow} />}
        {trace.incarnation.data[event] > 1 && (
          <>
            <dt />
            <dd>{t("incarnation", { n: trace.incarnation.data[event] })}</dd>
          </>
        )}
      </dl>
      <p class="counts">
        {t("counts", { past: before, future: after, concurrent: trace.count - before - after - 1 })}
      </p>
      {chosen && <p class="hint">{t("choose_second")}</p>}
    </>
  );
}

const MOST_FATES = 12;

function Fates({
  trace,
  send,
  onShow,
}: {
  trace: Trace;
  send: number;
  onShow: Properties["onShow"];
}) {
  const [first, last] = trace.pairsOf(send);
  const pairs = Array.from({ length: Math.min(last - first, MOST_FATES) }, (_, i) => first + i);
  return (
    <>
      <dt>{t("message")}</dt>
      <dd>
        <ul class="fates">
          {pairs.map((pair) => {
            const fate = trace.pairFate.data[pair];
            const reason = trace.reasonOf(pair);
            return (
              <li key={pair}>
                {"→ "}
                {fate === RECEIVED ? (
                  <Jump trace={trace} event={trace.pairReceive.data[pair]} onShow={onShow} />
                ) : (
                  <>
                    {trace.nameOf(trace.pairTo.data[pair])}:{" "}
                    {fate === IN_FLIGHT
                      ? t("in_flight")
                      : t(
                          FATE_NAMES[fate] === "dropped"
                            ? "lost"
                            : (FATE_NAMES[fate] as "rejected" | "undelivered"),
                        )}
                    {reason && `, ${tWord("reason_", reason)}`}
                  </>
                )}
                {trace.pairCopies.data[pair] > 0 && ` · ${t("duplicate")}`}
              </li>
            );
          })}
          {last - first > MOST_FATES && <li>… ({number(last - first)})</li>}
        </ul>
      </dd>
    </>
  );
}

function Jump({
  trace,
  event,
  onShow,
}: {
  trace: Trace;
  event: number;
  onShow: Properties["onShow"];
}) {
  return (
    <button type="button" class="link" onClick={() => onShow(trace.idOf(event))}>
      {nameOfEvent(trace, event)} <small>L {trace.lamport.data[event]}</small>
    </button>
  );
}

function Two({
  trace,
  a,
  b,
  onShow,
}: {
  trace: Trace;
  a: number;
  b: number;
  onShow: Properties["onShow"];
}) {
  const stands = relation(trace, a, b);
  const [x, y] = stands === "after" ? [b, a] : [a, b];
  if (stands === "concurrent") return <Neither trace={trace} a={a} b={b} />;
  const events = chain(trace, x, y);
  const messages = events.filter(
    (e, i) => i > 0 && trace.process.data[e] !== trace.process.data[events[i - 1]],
  ).length;
  return (
    <>
      <p class="verdict before">
        {t("happened_before", { a: nameOfEvent(trace, x), b: nameOfEvent(trace, y) })}
      </p>
      <p>
        {messages === 0
          ? t("chain_none", { process: trace.nameOf(trace.process.data[x]) })
          : `${t("chain")} ${plural("chain_steps", messages)}`}
      </p>
      <ol class="chain">
        <li>
          <Jump trace={trace} event={x} onShow={onShow} />
        </li>
        {events.slice(1).map((event, i) => {
          const from = events[i];
          const same = trace.process.data[from] === trace.process.data[event];
          return (
            <li key={event}>
              <Jump trace={trace} event={event} onShow={onShow} />{" "}
              <small>
                {same
                  ? t("along", {
                      process: trace.nameOf(trace.process.data[event]),
                      from: trace.indexOf(from),
                      to: trace.indexOf(event),
                    })
                  : t("by_message", {
                      from: trace.nameOf(trace.process.data[from]),
                      to: trace.nameOf(trace.process.data[event]),
                    })}
              </small>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Neither({ trace, a, b }: { trace: Trace; a: number; b: number }) {
  const [p, q] = [trace.process.data[a], trace.process.data[b]];
  const [la, lb] = [trace.lamport.data[a], trace.lamport.data[b]];
  const [low, high] = la <= lb ? [a, b] : [b, a];
  const known = (event: number, of: number) =>
    vectorOf(trace, event)[of] ?? `≤ ${number(trace.before[of])}`;
  return (
    <>
      <p class="verdict concurrent">
        {t("are_concurrent", { a: nameOfEvent(trace, a), b: nameOfEvent(trace, b) })}
      </p>
      <p>
        {t("why_neither", {
          a: nameOfEvent(trace, a),
          b: nameOfEvent(trace, b),
          process_a: trace.nameOf(p),
          process_b: trace.nameOf(q),
          known_b: known(a, q),
          known_a: known(b, p),
          index_a: trace.indexOf(a),
          index_b: trace.indexOf(b),
        })}
      </p>
      <p class="hint">
        {la === lb
          ? t("stamps_equal", { la })
          : t("stamps_prove_nothing", {
              a: nameOfEvent(trace, low),
              b: nameOfEvent(trace, high),
              la: Math.min(la, lb),
              lb: Math.max(la, lb),
            })}
      </p>
    </>
  );
}
