// Makes the pictures in docs/images that the READMEs show: `npm run screenshots` in web/. The
// cluster is a pretended one, so that this needs no binary; the pages are the same.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, path, writeReport } from "./browser.mjs";
import { MockCluster } from "./mock_cluster.mjs";
import { sampleTrace } from "./sample_trace.mjs";

const folder = path("../../docs/images/");
mkdirSync(folder, { recursive: true });
const browser = await launch();
const context = (options) =>
  browser.newContext({
    viewport: { width: 1360, height: 920 },
    locale: "en-GB",
    ...options,
  });
const shoot = (page, name, options = {}) =>
  page.screenshot({ path: join(folder, `${name}.png`), ...options });

/** Two events that a chain of messages joins, chosen in the picture of a live page or a report. */
async function chooseTwo(page) {
  for (const name of ["client1 · 2", "client3 · 12"])
    await page
      .locator(".events tbody")
      .getByRole("button", { name, exact: true })
      .click();
  await page.evaluate(() => scrollTo(0, 0));
}

const cluster = new MockCluster({
  names: ["Servidor UNAP", "client1", "client2", "client3"],
  delay: 60,
});
const urls = await cluster.start();
for (const node of cluster.nodes)
  node.automatic = { enabled: true, mean_ms: 900 };
await new Promise((resolve) => setTimeout(resolve, 12_000));

const live = await (await context({})).newPage();
await live.goto(urls[0]);
await live.waitForTimeout(1500);
await live.mouse.move(640, 560);
await live.locator(".plot").focus();
for (const key of ["ArrowRight", "Enter"]) await live.keyboard.press(key);
await live.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
await live.mouse.move(5, 5);
await live.waitForTimeout(300);
await shoot(live, "cluster");

const dark = await (
  await context({ colorScheme: "dark", locale: "es-CL" })
).newPage();
await dark.goto(urls[2]);
await dark.getByLabel("Texto").fill("hola");
await dark.getByRole("button", { name: "Enviar" }).click();
await dark.waitForTimeout(1500);
await shoot(dark, "node-dark-es");
cluster.stop();

const report = await (await context({})).newPage();
const verdict = {
  title: "cluster",
  state: "ok",
  rules: [
    "well-formed",
    "clock-condition",
    "step-exact",
    "order",
    "message-integrity",
    "conservation",
    "jump",
    "vector",
  ].map((rule) => ({ rule, state: "ok" })),
  reproduce: "lamport sim cluster --seed 42 -o run.jsonl",
};
await report.goto(
  writeReport(
    sampleTrace({ events: 64 }),
    join(mkdtempSync(join(tmpdir(), "lamport-shots-")), "report.html"),
    { verdict },
  ),
);
await report.waitForSelector(".plot[data-paper]");
await chooseTwo(report);
await report.waitForTimeout(300);
await shoot(report, "report");
await browser.close();
process.exit(0);
