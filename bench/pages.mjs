// The pages' figures: weight, how long a report of 10^5 events takes to open and a frame to pan,
// how long an event takes from a node to the picture. Software rendering in Debian's Chromium. Run
// it with `npm run bench` in web/ (after npm ci); it prints a table beside the floors and ends with
// 1 below one.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { launch, path, writeReport } from "../tests/web/browser.mjs";
import { MockCluster } from "../tests/web/mock_cluster.mjs";
import { sampleTrace } from "../tests/web/sample_trace.mjs";

const EVENTS = 100_000;
const dist = path("../../web/dist/");
const rows = [];
const row = (name, value, unit, floor) =>
  rows.push({ name, value, unit, floor });
const part = (sorted, p) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
const ascending = (a, b) => a - b;

function weigh() {
  const size = (name) => gzipSync(readFileSync(join(dist, name))).length / 1024;
  const live = readdirSync(dist).filter((name) => name !== "report.html");
  row(
    "live pages, gzipped",
    live.map(size).reduce((a, b) => a + b),
    "KB",
    150,
  );
  row("report without its trace, gzipped", size("report.html"), "KB", 150);
}

async function report(browser) {
  const names = Array.from({ length: 8 }, (_, i) => `process${i}`);
  const file = join(
    mkdtempSync(join(tmpdir(), "lamport-bench-")),
    "report.html",
  );
  const url = writeReport(sampleTrace({ events: EVENTS, names }), file);
  const opened = [];
  let page;
  for (let i = 0; i < 5; ++i) {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await page.waitForSelector(".plot[data-paper]");
    opened.push(await page.evaluate(() => performance.now()));
  }
  row(`report of 10^5 events, file`, statSync(file).size / 1024 / 1024, "MB");
  row(
    "report of 10^5 events, opens (worst of 5)",
    Math.max(...opened),
    "ms",
    1000,
  );
  for (const [what, floor] of [
    ["zoom", 80],
    ["pan", 80],
  ]) {
    const frames = await page.evaluate(move, what);
    frames.sort(ascending);
    row(`report of 10^5 events, ${what}, frame p50`, part(frames, 0.5), "ms");
    row(
      `report of 10^5 events, ${what}, frame p95`,
      part(frames, 0.95),
      "ms",
      floor,
    );
  }
}

/** In the page: 90 frames with a movement each; the times between them. */
async function move(what) {
  const plot = document.querySelector(".plot");
  const box = plot.getBoundingClientRect();
  const at = (i) => ({
    clientX: box.left + 500 + (i % 40) * 5,
    clientY: box.top + 150,
    bubbles: true,
    cancelable: true,
    view: window,
  });
  const times = [];
  if (what === "pan") plot.dispatchEvent(new MouseEvent("mousedown", at(0)));
  let last = await new Promise(requestAnimationFrame);
  for (let i = 1; i <= 90; ++i) {
    if (what === "zoom")
      plot.dispatchEvent(
        new WheelEvent("wheel", { ...at(i), deltaY: i % 30 < 15 ? -40 : 40 }),
      );
    else window.dispatchEvent(new MouseEvent("mousemove", at(i)));
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  if (what === "pan") window.dispatchEvent(new MouseEvent("mouseup", at(0)));
  return times;
}

/** From a click to the event that answers it, on a node's own page. */
async function answers(browser, cluster, urls) {
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(urls[1]);
  await page.waitForSelector(".plot[data-paper]");
  const times = await page.evaluate(async () => {
    const button = [...document.querySelectorAll(".controls button")].find(
      (one) => one.textContent.includes("Internal"),
    );
    const line = document.querySelector(".controls .outcome");
    const took = [];
    for (let i = 0; i < 40; ++i) {
      const told = new Promise((resolve) => {
        const watch = new MutationObserver(() => {
          watch.disconnect();
          requestAnimationFrame(resolve);
        });
        watch.observe(line, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      });
      const start = performance.now();
      button.click();
      await told;
      took.push(performance.now() - start);
    }
    return took;
  });
  times.sort(ascending);
  row("click to answer, p50", part(times, 0.5), "ms");
  row("click to answer, p95", part(times, 0.95), "ms", 100);
  await page.close();
}

async function latency(browser) {
  const cluster = new MockCluster();
  const urls = await cluster.start();
  await answers(browser, cluster, urls);
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
  });
  await page.goto(urls[0]);
  await page.waitForSelector(".plot[data-paper=svg]");
  await page.evaluate(() => {
    window.seen = {};
    const look = () => {
      for (const text of document.querySelectorAll(".plot svg text"))
        window.seen[text.textContent] ??= Date.now();
    };
    new MutationObserver(() => requestAnimationFrame(look)).observe(
      document.querySelector(".plot svg"),
      { childList: true },
    );
  });
  const made = new Map();
  for (let i = 0; i < 120; ++i) {
    await new Promise((resolve) =>
      setTimeout(resolve, 40 + Math.random() * 40),
    );
    const node = cluster.nodes[i % 4];
    node.lamport += 1000;
    made.set(String(node.lamport + 1), Date.now());
    cluster.event(node, "internal", { label: "bench" });
  }
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => window.seen);
  const times = [...made]
    .flatMap(([stamp, at]) => (seen[stamp] ? [seen[stamp] - at] : []))
    .sort(ascending);
  if (times.length < made.size / 2)
    throw new Error(
      `only ${times.length} of ${made.size} events were seen drawn`,
    );
  row("event to drawn, p50", part(times, 0.5), "ms");
  row("event to drawn, p95", part(times, 0.95), "ms", 150);
  cluster.stop();
}

weigh();
const browser = await launch();
await report(browser);
await latency(browser);
const version = browser.version();
await browser.close();

console.log(
  `${cpus().length} x ${cpus()[0].model}, Chromium ${version}, software rendering, 1440 x 900\n`,
);
console.log("| figure | measured | floor |\n|---|---|---|");
let below = 0;
for (const { name, value, unit, floor } of rows) {
  const failed = floor !== undefined && value > floor;
  below += failed;
  console.log(
    `| ${name} | ${value.toFixed(value < 10 ? 2 : 0)} ${unit} | ${floor === undefined ? "" : `at most ${floor} ${unit}${failed ? ": MISSED" : ""}`} |`,
  );
}
process.exit(below > 0 ? 1 : 0);
