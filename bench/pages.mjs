// The pages' figures: weight, how long a report of 10^5 events takes to open and a frame to pan,
// how long an event of real nodes takes to the picture, and a click to its answer. Software
// rendering in Debian's Chromium. Run it with `npm run bench` in web/ (after npm ci), LAMPORT_BINARY
// naming the program; it prints a table beside the floors and ends with 1 below one.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { launch, path, writeReport } from "../tests/web/browser.mjs";
import { RealCluster } from "../tests/web/real_cluster.mjs";
import { sampleTrace } from "../tests/web/sample_trace.mjs";

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

/** `floors`: for opening and for a frame, in ms; none for what is only told. */
async function report(browser, events, name, floors = {}) {
  const names = Array.from({ length: 8 }, (_, i) => `process${i}`);
  const file = join(
    mkdtempSync(join(tmpdir(), "lamport-bench-")),
    "report.html",
  );
  const url = writeReport(sampleTrace({ events, names }), file);
  const opened = [];
  let page;
  for (let i = 0; i < 5; ++i) {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await page.waitForSelector(".plot[data-paper]");
    opened.push(await page.evaluate(() => performance.now()));
  }
  row(`report of ${name} events, file`, statSync(file).size / 2 ** 20, "MiB");
  row(
    `report of ${name} events, opens (worst of 5)`,
    Math.max(...opened),
    "ms",
    floors.open,
  );
  for (const what of ["zoom", "pan"]) {
    const frames = await page.evaluate(move, what);
    frames.sort(ascending);
    row(
      `report of ${name} events, ${what}, frame p50`,
      part(frames, 0.5),
      "ms",
    );
    row(
      `report of ${name} events, ${what}, frame p95`,
      part(frames, 0.95),
      "ms",
      floors.frame,
    );
  }
  await page.close();
  rmSync(dirname(file), { recursive: true });
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
async function answers(browser, url) {
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(url);
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

/** From the events of four real nodes to the cluster's picture. */
async function latency(browser, cluster) {
  const page = await browser.newPage({
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
  });
  await page.goto(cluster.urls[0]);
  await page.waitForSelector(".plot[data-paper=svg]");
  // Near enough that every stamp has room, so that each is written when its event is drawn.
  for (let i = 0; i < 3; ++i)
    await page.locator('.diagram button[aria-label="Zoom in"]').click();
  await page.evaluate(() => {
    window.seen = {};
    // Stamps have a halo; the numbers of the axis, which come before their events, have none.
    const look = () => {
      for (const text of document.querySelectorAll(".plot svg text[stroke]"))
        window.seen[text.textContent] ??= Date.now();
    };
    new MutationObserver(() => requestAnimationFrame(look)).observe(
      document.querySelector(".plot svg"),
      { childList: true },
    );
  });
  const epoch = Date.parse((await cluster.state(0)).epoch);
  const made = new Map();
  for (let i = 0; i < 120; ++i) {
    // One process only: every stamp is then one event's.
    const { events } = await cluster.post(1, "internal", { text: "bench" });
    const { lamport, time } = events[0].record;
    made.set(String(lamport), epoch + time / 1e6);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => window.seen);
  const times = [...made]
    .flatMap(([stamp, at]) => (seen[stamp] ? [seen[stamp] - at] : []))
    .sort(ascending);
  if (times.length < made.size * 0.95)
    throw new Error(
      `only ${times.length} of ${made.size} events were seen drawn`,
    );
  row("event to drawn, p50", part(times, 0.5), "ms");
  row("event to drawn, p95", part(times, 0.95), "ms", 150);
  await page.close();
}

async function live(browser) {
  if (!process.env.LAMPORT_BINARY) {
    console.log("LAMPORT_BINARY is not set: live nodes are not measured\n");
    return;
  }
  const cluster = new RealCluster();
  await cluster.start();
  await cluster.quiet();
  await answers(browser, cluster.urls[1]);
  await latency(browser, cluster);
  await cluster.stop();
}

weigh();
const browser = await launch();
await report(browser, 1e5, "10^5", { open: 1000, frame: 80 });
await report(browser, 1e6, "10^6");
await live(browser);
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
