// What the command line found, as the report's template hands it over (web/README.md has the
// shape). Whatever is missing or of another shape is left out; a report opens all the same.

export type State = "ok" | "broken" | "unknown" | "unread" | "none";

export interface Verdict {
  title: string;
  state: State;
  rules: { rule: string; state: "ok" | "broken" | "not-checked" }[];
  findings: { rule: string; text: string; events: string[] }[];
  reproduce: string;
}

const NONE: Verdict = { title: "", state: "none", rules: [], findings: [], reproduce: "" };

const text = (value: unknown) => (typeof value === "string" ? value : "");
const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
const word = <W extends string>(value: unknown, words: readonly W[], otherwise: W): W =>
  words.includes(value as W) ? (value as W) : otherwise;

export function readVerdict(json: string): Verdict {
  let from: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null) return NONE;
    from = parsed as Record<string, unknown>;
  } catch {
    return NONE;
  }
  return {
    title: text(from.title),
    state: word(from.state, ["ok", "broken", "unknown", "unread", "none"], "none"),
    rules: list(from.rules).map((rule) => ({
      rule: text(rule.rule),
      state: word(rule.state, ["ok", "broken", "not-checked"], "not-checked"),
    })),
    findings: list(from.findings).map((finding) => ({
      rule: text(finding.rule),
      text: text(finding.text),
      events: (Array.isArray(finding.events) ? finding.events : []).filter(
        (id): id is string => typeof id === "string" && /^\d+:\d+$/.test(id),
      ),
    })),
    reproduce: text(from.reproduce),
  };
}
