// What the page tests share: Debian's Chromium, a report made from a template and a trace, and axe.
import assert from "node:assert/strict";
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
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--hide-scrollbars",
    ],
  });

/** Fills the report's template as `lamport report` does. */
export function writeReport(trace, path, { verdict = {} } = {}) {
  const template = readFileSync(new URL("dist/report.html", web), "utf8");
  const put = (page, mark, text) => page.split(mark).join(text);
  const json = JSON.stringify(verdict).replaceAll("<", "\\u003c");
  let page = put(template, "@@LAMPORT_REPORT@@", json);
  page = put(page, "@@LAMPORT_TRACE@@", gzipSync(trace).toString("base64"));
  writeFileSync(path, page);
  return `file://${path}`;
}

/** Collects what a page must not do: errors, refusals by its policy, requests to anywhere else. */
export function watch(page, own) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // A node that is down is told to the console by the browser itself.
    const expected = /net::ERR_|status of (401|403|503)/.test(message.text());
    if (message.type() === "error" && !expected)
      complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const at = own ?? new URL(page.url()).origin;
    const url = request.url();
    // Following a link to another node's page is the reader's doing.
    if (
      page.url() !== "about:blank" &&
      !request.isNavigationRequest() &&
      !url.startsWith(at) &&
      !url.startsWith("blob:")
    )
      complaints.push(`request: ${url}`);
  });
  return complaints;
}

/** A page of its own context that must end without complaints. */
export async function visitIn(browser, t, url, { patience, ...options } = {}) {
  const context = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  if (patience) context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = watch(page);
  await page.goto(url);
  await page.waitForSelector(".plot[data-paper]");
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  return page;
}

/** What axe finds wrong on a page, as readable lines. */
export async function axe(page) {
  await page.evaluate(
    readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"),
  );
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
      ],
    }),
  );
  return violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`),
  );
}

export const path = (relative) =>
  fileURLToPath(new URL(relative, import.meta.url));
