// A process's own state as its protocol tells it: fields as a list, requests as an ordered queue,
// processes by name. Any JSON can be shown; what the fields mean is the protocol's business.
import type { ComponentChildren } from "preact";
import type { NodeState } from "../../api/types";
import { hueClass } from "../diagram/palette";
import { number, t, tWord } from "../text";
import { viewOf } from "./protocols";
import { MOST_DRAWN } from "./queue";

type Names = { id: number; name: string }[];
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Fields that hold processes. */
const PROCESSES = new Set(["process", "awaited", "registered", "coordinator"]);

const nameOf = (names: Names, process: number) =>
  names.find(({ id }) => id === process)?.name ?? String(process);

function Process({ process, names }: { process: number; names: Names }) {
  return (
    <span class="process">
      <i class={`swatch ${hueClass(process)}`} aria-hidden="true" />
      {nameOf(names, process)}
    </span>
  );
}

/** A place in the total order: a stamp and the process that breaks its ties. */
interface Stamped {
  stamp: number;
  process: number;
  text?: unknown;
}

/** The log has all of it. */
const MOST_LETTERS = 24;
const shortened = (text: string) =>
  text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;

const isStamped = (value: unknown): value is Stamped =>
  isFields(value) && typeof value.stamp === "number" && typeof value.process === "number";

function show(field: string, value: unknown, names: Names): ComponentChildren {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number")
    return PROCESSES.has(field) ? <Process process={value} names={names} /> : number(value);
  if (typeof value === "string") return value;
  if (isStamped(value))
    return (
      <>
        <span class="figures">L {number(value.stamp)}</span> ·{" "}
        <Process process={value.process} names={names} />
        {typeof value.text === "string" && value.text !== "" && ` “${shortened(value.text)}”`}
      </>
    );
  if (Array.isArray(value)) {
    return (
      <ol class="queue" tabIndex={0}>
        {value.length === 0 && <li class="more">{t("nobody")}</li>}
        {value.slice(0, MOST_DRAWN).map((item, i) => (
          <li key={i}>{show(field, item, names)}</li>
        ))}
        {value.length > MOST_DRAWN && <li class="more">+{number(value.length - MOST_DRAWN)}</li>}
      </ol>
    );
  }
  return JSON.stringify(value);
}

/**
 * One line for a card: whether this process holds the resource, or waits for it. Null where the
 * protocol has no such thing.
 */
export function protocolLine({ process, protocol_state: state }: NodeState): string | null {
  if (typeof state?.holds !== "boolean") return null;
  if (state.holds) return t("holds_resource");
  const queue = Array.isArray(state.queue) ? state.queue.filter(isStamped) : [];
  const place = queue.findIndex((one) => one.process === process);
  return place < 0 ? "" : t("waits_resource", { n: place + 1 });
}

export function ProtocolState({ state, names }: { state: NodeState; names: Names }) {
  const { protocol_state: fields, protocol } = state;
  const shown = viewOf(protocol).shown ?? Object.keys(fields ?? {});
  const rows = shown.filter((field) => fields && Object.hasOwn(fields, field));
  if (!fields || rows.length === 0) return null;
  return (
    <section class="panel protocol" aria-labelledby="protocol-title">
      <div class="panel-head">
        <h2 id="protocol-title">{t("protocol_state", { protocol })}</h2>
      </div>
      <dl>
        {rows.map((field) => (
          <div key={field}>
            <dt>{tWord("state_", field)}</dt>
            <dd class="user-text">{show(field, fields[field], names)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
