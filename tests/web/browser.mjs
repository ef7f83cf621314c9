// What the page tests share: Debian's Chromium, a report made from a template and a trace, and axe.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const web = new URL("../../web/", import.meta.url);
const require = createRequire(new URL("package.json", web));
const { chromium } = require("playwright-core");

export const launch = () =>
  chromium.launch({
    executablePath: process.env.LAMPORT_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"],
  });

/** Fills the report's template as `lamport report` does. */
export function writeReport(trace, path, { verdict = {}, compress = false } = {}) {
  const safe = (text) => text.replaceAll("<", "\\u003c");
  const template = readFileSync(new URL("dist/report.html", web), "utf8");
  const put = (page, mark, text) => page.split(mark).join(text);
  let page = put(template, "@@LAMPORT_REPORT@@", safe(JSON.stringify(verdict)));
  page = put(page, "@@LAMPORT_ENCODING@@", compress ? "gzip-base64" : "jsonl");
  page = put(page, "@@LAMPORT_TRACE@@", compress ? gzipSync(trace).toString("base64") : safe(trace));
  writeFileSync(path, page);
  return `file://${path}`;
}

/** What axe finds wrong on a page, as readable lines. */
export async function axe(page) {
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

export const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
