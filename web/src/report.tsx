// Entry of a report: reads the trace that the template carries and shows it.
import { render } from "preact";
import "./view/style.css";
import { type ReadTrace, readTrace } from "./model/jsonl";
import { BadRecord } from "./model/records";
import { Report } from "./view/report/report";
import { readVerdict } from "./view/report/verdict";
import { startLanguage, t } from "./view/text";
import { startTheme } from "./view/theme";

const carried = (id: string) => document.getElementById(id)!;

async function traceText(element: HTMLElement): Promise<string> {
  const text = element.textContent!.trim();
  if (element.dataset.encoding !== "gzip-base64") return text;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function start(): Promise<void> {
  startLanguage();
  startTheme();
  const root = carried("app");
  root.textContent = `${t("reading")}…`;
  let read: ReadTrace;
  try {
    read = readTrace(await traceText(carried("trace")));
  } catch (error) {
    const what =
      error instanceof BadRecord || error instanceof Error ? error.message : String(error);
    root.textContent = t("unreadable", { what });
    return;
  }
  root.textContent = "";
  render(<Report read={read} verdict={readVerdict(carried("report").textContent!)} />, root);
}

void start();
