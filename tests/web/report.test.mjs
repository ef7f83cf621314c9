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

async function open(t, trace, options = {}, { early, ...context } = {}) {
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
  if (early) await page.addInitScript(early);
  const complaints = watch(page, url);
  await page.goto(url);
  t.after(async () => {
    await made.close();
    assert.deepEqual(complaints, []);
  });
  return page;
}

test("shows verdict, findings and events", async (t) => {
  const page = await open(t, sampleTrace({ events: 70 }), {
    verdict,
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
      const [saved] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Save the trace" }).click(),
      ]);
      assert.deepEqual(readFileSync(await saved.path()), readFileSync(trace));
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

/** The stamps written in the picture; they have a halo, the axis's numbers have none. */
const stamps = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".plot svg text[stroke]")].map(
      (text) => text.textContent,
    ),
  );

/** Asks until `holds` of the stamps in the picture. */
async function stampsSay(page, what, holds) {
  for (const deadline = Date.now() + 20_000; ; ) {
    const written = await stamps(page);
    if (holds(written)) return written;
    assert.ok(Date.now() < deadline, `${what}: ${written}`);
    await page.waitForTimeout(50);
  }
}

/** How many events happened before each event, and after it, by following every step. */
function counted(trace) {
  const past = new Map();
  const latest = new Map();
  for (const line of trace.trim().split("\n")) {
    const { type, process, index, message } = JSON.parse(line);
    if (type !== "event") continue;
    const own = new Set();
    for (const cause of [latest.get(process), message]) {
      if (!cause) continue;
      own.add(cause);
      for (const one of past.get(cause)) own.add(one);
    }
    past.set(`${process}:${index}`, own);
    latest.set(process, `${process}:${index}`);
  }
  const after = (id) => [...past.values()].filter((own) => own.has(id)).length;
  return { past, after };
}

test("pointing at an event shows its past, its future and the rest", async (t) => {
  const trace = sampleTrace({ events: 70 });
  const page = await open(t, trace);
  await page.waitForSelector(".plot[data-paper=svg]");
  const band = (name) =>
    page.evaluate((name) => {
      const plot = document.querySelector(".plot");
      const probe = plot.appendChild(document.createElement("i"));
      probe.style.color = `var(${name})`;
      const colour = getComputedStyle(probe).color;
      probe.remove();
      return plot.querySelectorAll(`svg path[fill="${colour}"]`).length;
    }, name);
  const bands = async () => [
    await band("--past-band"),
    await band("--future-band"),
  ];
  assert.deepEqual(await bands(), [0, 0]);
  const { past, after } = counted(trace);
  const names = ["unap", "client1", "client2", "client3"];
  const box = await page.locator(".plot").boundingBox();
  let told = "";
  for (const part of [0.35, 0.5, 0.65]) {
    const [x, y] = await page.evaluate(
      (near) =>
        [...document.querySelectorAll(".plot svg text[stroke]")]
          .map((text) => ["x", "y"].map((name) => +text.getAttribute(name)))
          .sort(([a], [b]) => Math.abs(a - near) - Math.abs(b - near))[0],
      part * box.width,
    );
    await page.mouse.move(box.x + x, box.y + y + 11);
    const handle = await page.waitForFunction((told) => {
      const texts = ["strong", ".counts"].map(
        (part) => document.querySelector(`.detail ${part}`)?.textContent,
      );
      return texts[1] && texts[0] !== told && texts;
    }, told);
    const [name, counts] = await handle.jsonValue();
    told = name;
    const [process, index] = name.split(" · ");
    const id = `${names.indexOf(process)}:${index}`;
    const [before, later] = [past.get(id).size, after(id)];
    const rest = past.size - before - later - 1;
    assert.equal(
      counts,
      `${before} before · ${later} after · ${rest} concurrent`,
    );
  }
  const deadline = Date.now() + 20_000;
  while ((await bands()).includes(0))
    assert.ok(Date.now() < deadline, "past and future are not drawn");
  await page.mouse.move(2, 2);
  await page.getByText("Point at an event").waitFor();
});

test("stamps are Lamport's, vectors, or none", async (t) => {
  const page = await open(t, sampleTrace({ events: 40 }));
  await page.waitForSelector(".plot[data-paper=svg]");
  await stampsSay(page, "no numbers", (all) =>
    all.some((one) => /^\d+$/.test(one)),
  );
  await page.getByLabel("Stamps").selectOption("vector");
  await stampsSay(page, "no vectors", (all) =>
    all.some((one) => /^\[\d+,\d+,\d+,\d+\]$/.test(one)),
  );
  await page.getByLabel("Stamps").selectOption("none");
  await stampsSay(
    page,
    "still stamps",
    (all) => !all.some((one) => /^[[\d]/.test(one)),
  );
});

test("the picture is zoomed and moved by wheel, drag, buttons and keys", async (t) => {
  const page = await open(t, sampleTrace({ events: 200 }));
  await page.waitForSelector(".plot[data-paper=svg]");
  const ends = (all) => {
    const numbers = all.map(Number).filter((n) => n > 0);
    return [Math.min(...numbers), Math.max(...numbers)];
  };
  const box = await page.locator(".plot").boundingBox();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  const press = (key) => () => page.locator(".plot").press(key);
  const click = (name) => () =>
    page.locator(".diagram").getByRole("button", { name }).click();
  /** What is done, and how the stretch from `a` to `b` then stands to the one before. */
  const acts = [
    ["the wheel zooms", () => page.mouse.wheel(0, -600), "nearer"],
    [
      "dragging moves",
      async () => {
        await page.mouse.down();
        await page.mouse.move(middle[0] - 200, middle[1], { steps: 4 });
        await page.mouse.up();
      },
      "later",
    ],
    ["a button moves back", click("Earlier"), "earlier"],
    ["a button moves on", click("Later"), "later"],
    ["a button zooms", click("Zoom in"), "nearer"],
    ["a key moves back", press("a"), "earlier"],
    ["a key moves on", press("d"), "later"],
    ["a key zooms out", press("-"), "farther"],
    ["a key zooms", press("+"), "nearer"],
    ["a button zooms out", click("Zoom out"), "farther"],
    ["a key shows all", press("0"), "farther"],
  ];
  const is = {
    nearer: ([a, b], [c, d]) => d - c < b - a,
    farther: ([a, b], [c, d]) => d - c > b - a,
    later: ([a, b], [c, d]) => c > a && d > b,
    earlier: ([a, b], [c, d]) => c < a && d < b,
  };
  let before = ends(await stampsSay(page, "nothing", (all) => all.length > 3));
  await page.mouse.move(...middle);
  for (const [what, act, how] of acts) {
    await act();
    const now = await stampsSay(
      page,
      `${what}: not ${how} than ${before}`,
      (all) => is[how](before, ends(all)),
    );
    before = ends(now);
  }
});

test("a finger drags the picture, two of them spread it", async (t) => {
  const page = await open(
    t,
    sampleTrace({ events: 200 }),
    {},
    { hasTouch: true },
  );
  await page.waitForSelector(".plot[data-paper=svg]");
  const box = await page.locator(".plot").boundingBox();
  const cdp = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (type, ...at) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: at.map((x, id) => ({ x, y, id })),
    });
  const least = (all) => Math.min(...all.map(Number).filter((n) => n > 0));
  const first = least(
    await stampsSay(page, "nothing", (all) => all.length > 3),
  );
  await touch("touchStart", x, x + 100);
  await touch("touchMove", x - 100, x + 250);
  await touch("touchEnd");
  const nearer = await stampsSay(
    page,
    "not spread",
    (all) => least(all) > first,
  );
  await touch("touchStart", x);
  await touch("touchMove", x - 200);
  await touch("touchEnd");
  await stampsSay(page, "not moved", (all) => least(all) > least(nearer));
});

test("skipping to the content leaves the chosen events in the address", async (t) => {
  const page = await open(t, sampleTrace({ events: 40 }));
  await page.locator(".events tbody button").first().click();
  await page.waitForFunction(() => location.hash !== "");
  const { hash } = new URL(page.url());
  await page.locator(".skip").press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "content");
  assert.equal(new URL(page.url()).hash, hash);
});

test("up to 500 events in view are drawn as SVG, one more on a canvas", async (t) => {
  const lines = sampleTrace({ events: 520 }).split("\n");
  for (const [count, paper] of [
    [500, "svg"],
    [501, "canvas"],
  ]) {
    let left = count;
    const end = lines.findIndex(
      (line) => line.startsWith('{"type":"event"') && --left === 0,
    );
    const page = await open(
      t,
      lines
        .slice(0, end + 1)
        .concat("")
        .join("\n"),
    );
    await page.waitForSelector(`.plot[data-paper=${paper}]`);
  }
});

test("the strip under the picture moves it, and another axis shows the same events", async (t) => {
  const page = await open(t, sampleTrace({ events: 20_000 }));
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
  const page = await open(t, sampleTrace({ events: 20_000 }));
  await page.waitForSelector(".plot[data-paper=canvas]");
  await page.getByText("bars count events").waitFor();
  for (let i = 0; i < 16; ++i)
    await page.getByRole("button", { name: "Zoom in" }).click();
  await page.waitForSelector(".plot[data-paper=svg]");
});

test("few events with many messages are thinned too, and the picture says so", async (t) => {
  const names = Array.from({ length: 16 }, (_, i) => `process${i}`);
  const page = await open(t, sampleTrace({ events: 1990, names }));
  await page.waitForSelector(".plot[data-paper=canvas]");
  await page.getByText("1 in 2 arrows drawn").waitFor();
});

test("the first frame has the picture, which is drawn once, and again in another language", async (t) => {
  const early = () => {
    // A drawing begins with an empty canvas; a frame is counted after its drawings.
    const { clearRect } = CanvasRenderingContext2D.prototype;
    window.drawings = 0;
    CanvasRenderingContext2D.prototype.clearRect = function (...where) {
      if (this.canvas.closest(".plot")) ++window.drawings;
      return clearRect.apply(this, where);
    };
    const look = () => {
      if (document.querySelector(".plot"))
        requestAnimationFrame(() => (window.drawnAtFirst = window.drawings));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  const page = await open(t, sampleTrace({ events: 9000 }), {}, { early });
  await page.waitForSelector(".plot[data-paper=canvas]");
  await page.waitForFunction(() => window.drawnAtFirst !== undefined);
  const few = () =>
    page.evaluate(async () => {
      for (let i = 0; i < 10; ++i) await new Promise(requestAnimationFrame);
      return window.drawings;
    });
  assert.equal(await page.evaluate(() => window.drawnAtFirst), 1);
  assert.equal(await few(), 1);
  await page.getByLabel("Language").selectOption("es");
  await page.getByRole("heading", { name: "Eventos" }).waitFor();
  assert.equal(await few(), 2);
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
  const lines = whole.split("\n");
  const cut = await open(
    t,
    lines.slice(0, 20).join("\n") + "\n",
    {},
    { locale: "es-PE" },
  );
  await cut
    .getByRole("alert")
    .filter({ hasText: /Línea 20: la traza termina aquí/ })
    .waitFor();
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
