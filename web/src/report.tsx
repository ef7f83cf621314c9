// Entry of a report: reads the trace that the template carries and shows it.
import { render } from "preact";
import "./view/style.css";
import { type ReadTrace, TraceReader } from "./model/jsonl";
import { BadRecord } from "./model/records";
import { carriedText, carriedTrace } from "./view/report/carried";
import { Report } from "./view/report/report";
import { readVerdict } from "./view/report/verdict";
import { startLanguage, t, tWord } from "./view/text";
import { startTheme } from "./view/theme";

async function readCarried(): Promise<ReadTrace> {
  const reader = new TraceReader();
  const decoder = new TextDecoder();
  const pieces = carriedTrace().getReader();
  for (let next = await pieces.read(); !next.done; next = await pieces.read())
    reader.take(decoder.decode(next.value, { stream: true }));
  return reader.result();
}

async function start(): Promise<void> {
  startLanguage();
  startTheme();
  const root = document.getElementById("app")!;
  root.textContent = `${t("reading")}…`;
  let read: ReadTrace;
  try {
    read = await readCarried();
  } catch (error) {
    const what = error instanceof BadRecord ? tWord("", error.word) : (error as Error).message;
    root.textContent = t("unreadable", { what });
    return;
  }
  root.textContent = "";
  render(<Report read={read} verdict={readVerdict(carriedText("report"))} />, root);
}

void start();
