// Reports in a browser, from disk: one file, no request, whatever the trace holds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, launch, path, watch, writeReport } from "./browser.mjs";
import { sampleTrace } from "./sample_trace.mjs";

let browser;
const folder = mkdtempSync(join(tmpdir(), "lamport-report-"));
const verdict = {
  title: "sample",
  state: "broken",
  rules: [
    { rule: "clock-condition", state: "ok" },
    { rule: "fifo", state: "broken" },
    { rule: "vector", state: "not-checked" },
  ],
  findings: [
    { rule: "fifo", text: "1:2 overtakes <b>1:3</b>", events: ["1:2", "1:3"] },
  ],
  reproduce: "lamport sim sample --seed 42 -o run.jsonl",
};

before(async () => {
  browser = await launch();
});
after(() => browser.close());

async function open(t, trace, options = {}, context = {}) {
  const url = writeReport(
    trace,
    join(folder, `${Math.random()}.html`),
    options,
  );
  const made = await browser.newContext({
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    ...context,
  });
  const page = await made.newPage();
  const complaints = watch(page, url);
  await page.goto(url);
  t.after(async () => {
    await made.close();
    assert.deepEqual(complaints, []);
  });
  return page;
}

for (const compress of [false, true])
  test(`shows verdict, findings and events (${compress ? "compressed" : "plain"})`, async (t) => {
    const page = await open(t, sampleTrace({ events: 70 }), {
      verdict,
      compress,
    });
    await page.waitForSelector(".plot[data-paper=svg]");
    await page.getByText("A rule is broken").waitFor();
    await page.getByText("1:2 overtakes <b>1:3</b>").waitFor();
    await page.getByText(verdict.reproduce).waitFor();
    await page.getByRole("button", { name: "Show 1:2" }).click();
    await page
      .locator(".detail strong")
      .filter({ hasText: "client1 · 2" })
      .waitFor();
    assert.equal(await page.locator(".events tbody tr").count(), 70);
  });

const binary = process.env.LAMPORT_BINARY;
test(
  "the command line's own report opens",
  { skip: binary ? false : "LAMPORT_BINARY is not set" },
  async (t) => {
    for (const [name, exit] of [
      ["all_records", 0],
      ["cut", 65],
    ]) {
      const whole = readFileSync(
        path("../testdata/traces/all_records.jsonl"),
        "utf8",
      );
      const trace = join(folder, `${name}.jsonl`);
      writeFileSync(
        trace,
        name === "cut"
          ? whole.slice(0, whole.lastIndexOf("\n", whole.length - 2) + 1)
          : whole,
      );
      const file = join(folder, `${name}.html`);
      const { status, stderr } = spawnSync(
        binary,
        ["report", trace, "-o", file],
        {
          encoding: "utf8",
        },
      );
      assert.equal(status, exit, stderr);
      const page = await browser.newPage({ locale: "en-GB" });
      t.after(() => page.close());
      const complaints = watch(page, `file://${file}`);
      await page.goto(`file://${file}`);
      await page.waitForSelector(".plot[data-paper]");
      const events = whole
        .split("\n")
        .filter((line) => line.startsWith('{"type":"event"')).length;
      assert.equal(await page.locator(".events tbody tr").count(), events);
      if (exit)
        await page.getByText("The trace could not be read whole").waitFor();
      assert.deepEqual(complaints, []);
    }
  },
);

test("two events: the chain, or why there is none", async (t) => {
  const page = await open(t, sampleTrace({ events: 70 }));
  const rows = page.locator(".events tbody button");
  await rows.nth(4).click();
  await rows.nth(68).click();
  await page.getByText(/happened before/).waitFor();
  assert.ok((await page.locator(".chain li").count()) >= 2);
  await page.getByRole("button", { name: "Clear" }).click();
  await rows.nth(0).click();
  await rows.nth(1).click();
  await page
    .getByText("are concurrent: neither happened before the other")
    .waitFor();
  await page.getByText("Equal stamps are always concurrent").waitFor();
});

test("the chosen events are in the address, and a reload leads to them", async (t) => {
  const page = await open(t, sampleTrace({ events: 70 }));
  const rows = page.locator(".events tbody button");
  await rows.nth(4).click();
  await rows.nth(68).click();
  await page.getByText(/happened before/).waitFor();
  assert.match(page.url(), /#\d+:\d+,\d+:\d+$/);
  await page.reload();
  await page.getByText(/happened before/).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  assert.doesNotMatch(page.url(), /#/);
});

/** The numbers written in the picture: stamps and ticks. */
const figures = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".plot svg text")]
      .map((text) => Number(text.textContent.replaceAll(",", "")))
      .filter((n) => n > 0),
  );

test("the strip under the picture moves it, and another axis shows the same events", async (t) => {
  const page = await open(t, sampleTrace({ events: 20_000 }), {
    compress: true,
  });
  await page.waitForSelector(".plot[data-paper=canvas]");
  for (let i = 0; i < 18; ++i)
    await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForSelector(".plot[data-paper=svg]");
  const middle = Math.max(...(await figures(page)));
  const strip = await page.locator(".overview").boundingBox();
  await page.mouse.click(strip.x + strip.width * 0.9, strip.y + 10);
  const deadline = Date.now() + 20_000;
  while (Math.min(...(await figures(page))) < middle * 1.5)
    assert.ok(Date.now() < deadline, "the picture has not moved");
  const before = await figures(page);
  await page.getByLabel("Axis").selectOption("time");
  while (!(await page.locator(".plot svg").textContent()).includes(" s"))
    assert.ok(Date.now() < deadline, "the axis has not changed");
  const after = await figures(page);
  assert.ok(
    after.some((stamp) => before.includes(stamp)),
    `${after} is not where ${before} was`,
  );
});

test("the picture can be read where the system forces its colours", async (t) => {
  const page = await open(
    t,
    sampleTrace({ events: 70 }),
    {},
    { forcedColors: "active" },
  );
  await page.waitForSelector(".plot[data-paper=svg]");
  const fills = await page.evaluate(() =>
    [...document.querySelectorAll(".plot svg [fill]")].map((shape) =>
      shape.getAttribute("fill"),
    ),
  );
  const colours = new Set(fills.filter((fill) => fill !== "none"));
  assert.ok(colours.size >= 6, [...colours].join(" "));
});

test("many events are drawn on a canvas, and the picture says that it is thinned", async (t) => {
  const page = await open(t, sampleTrace({ events: 20_000 }), {
    compress: true,
  });
  await page.waitForSelector(".plot[data-paper=canvas]");
  await page.getByText("bars count events").waitFor();
  for (let i = 0; i < 16; ++i)
    await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForSelector(".plot[data-paper=svg]");
});

test("a damaged trace shows what could be read, and says where it ends", async (t) => {
  const whole = sampleTrace({ events: 40 });
  const page = await open(t, whole.slice(0, whole.length / 2), {
    verdict: { state: "unread" },
  });
  await page
    .getByRole("alert")
    .filter({ hasText: /Line \d+: not JSON/ })
    .waitFor();
  await page.waitForSelector(".plot[data-paper]");
  const none = await open(t, "nonsense");
  await none.getByText("holds no trace that can be read: not JSON").waitFor();
});

test("a label cannot break out of the file", async (t) => {
  const nasty = "</script><script>document.title='broken'</script><!--";
  const trace = sampleTrace({ events: 30 }).replaceAll(
    '"compute"',
    JSON.stringify(nasty),
  );
  const page = await open(t, trace);
  await page
    .locator("td.user-text")
    .filter({ hasText: nasty })
    .first()
    .waitFor();
  assert.notEqual(await page.title(), "broken");
});

test("a saved picture is an SVG of the same events", async (t) => {
  const page = await open(t, sampleTrace({ events: 50 }));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as SVG" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "lamport.svg");
});

for (const context of [
  { colorScheme: "light" },
  { colorScheme: "dark", locale: "es-CL" },
  { viewport: { width: 320, height: 640 } },
])
  test(`axe finds nothing: ${JSON.stringify(context)}`, async (t) => {
    const page = await open(
      t,
      sampleTrace({ events: 70 }),
      { verdict },
      context,
    );
    await page.locator(".events tbody button").nth(9).click();
    assert.deepEqual(await axe(page), []);
    const width = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    assert.ok(width <= (context.viewport?.width ?? 1280), `${width} px wide`);
  });
