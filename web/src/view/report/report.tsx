// A report of one trace: verdict, diagram, events, findings, how to make it again.
import { useMemo, useRef, useState } from "preact/hooks";
import type { ReadTrace } from "../../model/jsonl";
import { Detail } from "../detail";
import type { DiagramController } from "../diagram/controller";
import { Diagram } from "../diagram/diagram";
import { EventTable } from "../event_table";
import { Frame } from "../frame";
import { Search } from "../search";
import { save } from "../save";
import { newSelection } from "../selection";
import { useStore } from "../store";
import { language, number, t, tWord } from "../text";
import { followAddress } from "./address";
import { carriedTrace } from "./carried";
import type { Verdict } from "./verdict";

export function Report({ read, verdict }: { read: ReadTrace; verdict: Verdict }) {
  useStore(language);
  const [help, setHelp] = useState(false);
  const selection = useMemo(newSelection, []);
  const search = useMemo(() => new Search(), []);
  const source = useMemo(
    () => ({ trace: read.trace, live: false, total: read.trace.count, away: new Set<number>() }),
    [read],
  );
  const controller = useRef<DiagramController | null>(null);
  const { trace } = read;
  const show = (id: string) => controller.current?.reveal(id);
  const point = (id: string) => {
    if (trace.findId(id) < 0) return;
    selection.set({ cursor: id, first: id, second: null });
    show(id);
    document.querySelector(".diagram")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Frame
      title={verdict.title || trace.header.scenario || t("report")}
      help={{ open: help, set: setHelp }}
      state={
        <>
          <Badge state={verdict.state} />
          <button type="button" onClick={() => void saveTrace(trace.header.scenario)}>
            {t("save_trace")}
          </button>
        </>
      }
    >
      {read.problem && (
        <p class="banner warn" role="alert">
          {t("truncated", { line: read.problem.line, what: tWord("", read.problem.what) })}
        </p>
      )}
      <Facts read={read} />
      <div class="with-side">
        <Diagram
          source={source}
          selection={selection}
          search={search}
          onReady={(made) => {
            controller.current = made;
            followAddress(trace, selection, show);
          }}
          onHelp={() => setHelp(true)}
        />
        <Detail trace={trace} selection={selection} onShow={point} />
      </div>
      <Findings verdict={verdict} onShow={point} />
      <EventTable
        trace={trace}
        selection={selection}
        search={search}
        onShow={show}
        title={t("events")}
      />
      {verdict.reproduce && <Reproduce command={verdict.reproduce} />}
    </Frame>
  );
}

const saveTrace = async (scenario: string) =>
  save(await new Response(carriedTrace()).blob(), `${scenario || "trace"}.jsonl`);

const SIGNS = { ok: "✔", broken: "✘", unknown: "?", unread: "!", none: "–" };

const Badge = ({ state }: { state: Verdict["state"] }) => (
  <span class={`chip ${state}`}>
    <span aria-hidden="true">{SIGNS[state]}</span> {t(`verdict_${state}`)}
  </span>
);

function Facts({ read: { trace, end } }: { read: ReadTrace }) {
  const { header } = trace;
  const facts: [string, string][] = [
    [t("events"), number(trace.count)],
    [t("messages"), number(trace.messageCount)],
    [t("processes"), number(trace.processCount)],
    [t("stamp"), `≤ ${number(trace.lastLamport)}`],
    [t("scenario"), header.scenario],
    [t("protocol"), header.protocol],
    [t("source"), header.source],
    ...(header.source === "simulation"
      ? [[t("seed"), String(header.seed)] as [string, string]]
      : []),
    ...(end ? [[t("digest"), end.digest] as [string, string]] : []),
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="user-text">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Findings({ verdict, onShow }: { verdict: Verdict; onShow: (id: string) => void }) {
  if (verdict.state === "none") return null;
  return (
    <section class="panel" aria-labelledby="findings-title">
      <div class="panel-head">
        <h2 id="findings-title">{t("findings")}</h2>
        <ul class="rules" aria-label={t("rules")}>
          {verdict.rules.map((rule) => (
            <li
              key={rule.rule}
              class={rule.state}
              title={
                rule.state === "ok"
                  ? t("rule_ok")
                  : rule.state === "broken"
                    ? t("rule_broken")
                    : t("rule_not_checked")
              }
            >
              <span aria-hidden="true">
                {rule.state === "ok" ? "✔" : rule.state === "broken" ? "✘" : "–"}
              </span>{" "}
              {rule.rule}
              <span class="visually-hidden">
                :{" "}
                {rule.state === "ok"
                  ? t("rule_ok")
                  : rule.state === "broken"
                    ? t("rule_broken")
                    : t("rule_not_checked")}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {verdict.findings.length === 0 ? (
        <p class="hint">{t("no_findings")}</p>
      ) : (
        <ol class="findings">
          {verdict.findings.map((finding, i) => (
            <li key={i}>
              <strong>{finding.rule}</strong>
              <p class="user-text">{finding.text}</p>
              {finding.events.map((id) => (
                <button type="button" key={id} onClick={() => onShow(id)}>
                  {t("show_event", { event: id })}
                </button>
              ))}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Reproduce({ command }: { command: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(command).then(
      () => setCopied(true),
      () => {},
    );
  return (
    <section class="panel" aria-labelledby="reproduce-title">
      <div class="panel-head">
        <h2 id="reproduce-title">{t("reproduce")}</h2>
        <button type="button" onClick={copy}>
          {copied ? t("copied") : t("copy")}
        </button>
      </div>
      <p class="hint">{t("reproduce_hint")}</p>
      <pre class="user-text" tabIndex={0}>
        {command}
      </pre>
    </section>
  );
}
