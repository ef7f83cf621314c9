// The live pages in a browser against a pretended cluster: every button, two and more tabs, a node
// that dies and returns, both languages, dark, keyboard alone, 320 px, and what axe says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, visitIn } from "./browser.mjs";
import { MockCluster } from "./mock_cluster.mjs";

let browser;
let cluster;
let urls;

before(async () => {
  browser = await launch();
  cluster = new MockCluster();
  urls = await cluster.start();
});
after(async () => {
  await browser.close();
  cluster.stop();
});

const visit = (t, url, options) => visitIn(browser, t, url, options);

const outcome = (page) => page.locator(".outcome").filter({ hasText: /./ });

test("the language is the browser's, English else, and can be switched", async (t) => {
  const spanish = await visit(t, urls[0], { locale: "es-CL" });
  assert.equal(await spanish.getAttribute("html", "lang"), "es");
  assert.equal(
    await spanish.textContent(".diagram h2"),
    "Diagrama espacio-tiempo",
  );
  await spanish.locator("header select").first().selectOption("en");
  assert.equal(await spanish.textContent(".diagram h2"), "Space-time diagram");
  assert.equal(await spanish.getAttribute("html", "lang"), "en");
  await spanish.reload();
  await spanish.waitForSelector(".plot[data-paper]");
  assert.equal(await spanish.textContent(".diagram h2"), "Space-time diagram");
  const french = await visit(t, urls[1], { locale: "fr-FR" });
  assert.equal(await french.getAttribute("html", "lang"), "en");
});

test("a node does what it is asked, and answers with the event it made", async (t) => {
  const page = await visit(t, urls[1]);
  const node = cluster.nodes[1];
  const ask = async (button) => {
    const before = node.index;
    await page.getByRole("button", { name: button }).click();
    await page.getByText(`Event client1 · ${before + 1} happened`).waitFor();
  };
  await page.getByLabel("Text").fill("hola");
  await page
    .locator(".controls form select")
    .selectOption({ label: "client2" });
  await ask("Send");
  await ask("Internal event");
  const [sent] = node.log.filter(
    ({ record }) => record.kind === "send" && record.label === "hola",
  );
  assert.deepEqual(sent.record.to, [2]);
  await page.locator(".controls form select").selectOption("all");
  await ask("Send");
  assert.deepEqual(
    node.log.filter(({ record }) => record.kind === "send").at(-1).record.to,
    [0, 2, 3],
  );
});

test("the big clock says the rule that last moved it", async (t) => {
  const page = await visit(t, urls[2]);
  const [sender, node] = [cluster.nodes[3], cluster.nodes[2]];
  sender.lamport += 40;
  cluster.send(sender, [2], "far ahead");
  const sent = sender.lamport;
  await page
    .getByText(`= max(${node.lamport}, ${sent}) + 1, a receive from client3`)
    .waitFor();
  assert.equal(await page.textContent(".digits"), String(sent + 1));
});

test("automatic events are switched and paced", async (t) => {
  const page = await visit(t, urls[3]);
  const before = cluster.nodes[3].index;
  await page.getByRole("switch").click();
  await page.locator('[role=switch][aria-checked="true"]').waitFor();
  await page.getByLabel("On average every").selectOption("100");
  await page.waitForFunction(
    (n) => Number(document.querySelector(".events .hint").textContent) > n,
    before + 5,
  );
  await page.getByRole("switch").click();
  await page.locator('[role=switch][aria-checked="false"]').waitFor();
  assert.equal(cluster.nodes[3].automatic.enabled, false);
  assert.equal(cluster.nodes[3].automatic.mean_ms, 100);
});

test("what users write stays text", async (t) => {
  const page = await visit(t, urls[1]);
  const nasty = `<img src=x onerror="document.title='broken'"> </script>`;
  await page.getByLabel("Text").fill(nasty);
  await page.getByRole("button", { name: "Send" }).click();
  await page
    .locator(".events td.user-text")
    .filter({ hasText: nasty })
    .first()
    .waitFor();
  assert.equal(await page.locator("main img").count(), 0);
  assert.notEqual(await page.title(), "broken");
});

test("a full node says why it takes nothing", async (t) => {
  const page = await visit(t, urls[1]);
  cluster.nodes[1].admission = "full";
  await page.getByText("its outgoing queue is full").waitFor();
  assert.ok(await page.getByRole("button", { name: "Send" }).isDisabled());
  cluster.nodes[1].admission = "open";
});

test("a protocol shows its own state and takes its own commands", async (t) => {
  const mutex = new MockCluster({ protocol: "mutex" });
  t.after(() => mutex.stop());
  const pages = await mutex.start();
  const page = await visit(t, pages[1]);
  const overview = await visit(t, pages[0]);
  assert.equal(await page.getByRole("button", { name: "Send" }).count(), 0);
  const state = page.locator(".protocol");
  await state.getByText("nobody").waitFor();
  assert.equal(await state.getByText("secret_of_the_protocol").count(), 0);
  mutex.mutex(mutex.nodes[2], "request");
  await page.getByRole("button", { name: "Request the resource" }).click();
  await page.getByText(/Event client1 · \d+ happened/).waitFor();
  const queue = state.locator(".queue li");
  await queue.nth(1).waitFor();
  assert.deepEqual(
    (await queue.allTextContents()).map((text) => text.replace(/.* · /, "")),
    ["client2", "client1"],
  );
  await overview.getByText("holds the resource").waitFor();
  await overview.getByText("waits, number 2 in the queue").waitFor();
  mutex.mutex(mutex.nodes[2], "release");
  await state.getByText("yes", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Release it" }).click();
  await state.getByText("nobody").waitFor();
  assert.deepEqual(await axe(page), []);
});

test("links are cut, delayed and healed, with the right token only", async (t) => {
  const page = await visit(t, urls[0]);
  const fault = () => cluster.nodes[1].links[2].fault;
  await page.getByRole("button", { name: "client1 – client2" }).click();
  assert.ok(await page.getByRole("button", { name: "Cut" }).isDisabled());
  await page.getByLabel("Admin token").fill("wrong");
  await page.getByRole("button", { name: "Cut" }).click();
  await outcome(page).filter({ hasText: "the admin token is wrong" }).waitFor();
  assert.equal(fault(), null);
  await page.getByLabel("Admin token").fill("secret");
  await page.getByLabel("Heals after").selectOption("0");
  await page.getByRole("button", { name: "Cut" }).click();
  await page.getByText("1 fault active").waitFor();
  assert.equal(fault().cut, true);
  await page.getByLabel("Direction").selectOption("forth");
  await page.getByLabel("Delay in ms").fill("700");
  await page.getByRole("button", { name: "Delay" }).click();
  await page.getByText("delayed by 700 ms").first().waitFor();
  assert.deepEqual([fault().cut, fault().delay_ms], [false, 700]);
  await page.getByRole("button", { name: "Heal all" }).click();
  await page.getByText("No faults on links").waitFor();
  assert.equal(fault(), null);
});

test("eight tabs share one connection", async (t) => {
  const page = await visit(t, urls[0]);
  const others = [];
  for (let i = 0; i < 7; ++i) others.push(await page.context().newPage());
  for (const other of others) {
    await other.goto(urls[0]);
    await other.waitForSelector(".plot[data-paper]");
  }
  assert.equal(cluster.relay.streams.size, 1);
  await page.getByText("live").first().waitFor();
  const { record } = cluster.event(cluster.nodes[2], "internal", {
    label: "seen by all",
  });
  for (const other of [page, others[6]])
    await other
      .locator(".events tr")
      .filter({ hasText: `client2 · ${record.index}` })
      .filter({ hasText: "seen by all" })
      .waitFor();
});

test("a node that dies leaves its page standing, aged, and it goes on when the node is back", async (t) => {
  const context = await browser.newContext({ locale: "en-GB" });
  t.after(() => context.close());
  const page = await context.newPage();
  const overview = await visit(t, urls[0]);
  await page.goto(urls[3]);
  await page.waitForSelector(".plot[data-paper]");
  const rows = await page.locator(".events tbody tr").count();
  const clock = await page.textContent(".digits");
  cluster.kill(3);
  await page.getByText(/reconnecting · data is .* old/).waitFor();
  await overview.locator(".card").getByText("no news").waitFor();
  const aged = await page.textContent(".big-clock .hint");
  await page.waitForFunction(
    (text) => document.querySelector(".big-clock .hint").textContent !== text,
    aged,
  );
  assert.equal(await page.locator(".events tbody tr").count(), rows);
  assert.equal(await page.textContent(".digits"), clock);
  await page.getByRole("button", { name: "Internal event" }).click();
  await page.getByText("the node could not be reached").waitFor();
  await cluster.revive(3);
  await page.getByText("live", { exact: false }).first().waitFor();
  await page.getByText("incarnation 2").first().waitFor({ timeout: 15_000 });
  await overview
    .locator(".card")
    .getByText("no news")
    .waitFor({ state: "detached" });
  const { record } = cluster.event(cluster.nodes[3], "internal", {
    label: "back",
  });
  await page
    .locator(".events tr")
    .filter({ hasText: `client3 · ${record.index}` })
    .waitFor();
  assert.ok(
    (await page.locator(".events tbody tr").count()) > rows,
    "nothing was cleared",
  );
});

test("the diagram follows the tail until the reader moves, then counts what is new", async (t) => {
  const page = await visit(t, urls[0]);
  await page.locator(".diagram button[aria-pressed=true]").waitFor();
  const box = await page.locator(".plot").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, 120);
  await page.locator(".diagram button[aria-pressed=true]").waitFor();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 80, box.y + 40, { steps: 3 });
  await page.mouse.up();
  await page.locator(".diagram button[aria-pressed=false]").waitFor();
  for (let i = 0; i < 3; ++i)
    cluster.event(cluster.nodes[1], "internal", { label: "more" });
  await page.getByRole("button", { name: "Follow (3 new)" }).click();
  await page.locator(".diagram button[aria-pressed=true]").waitFor();
});

test("the picture glides to what is new, and jumps where motion is not wanted", async (t) => {
  const calm = new MockCluster();
  t.after(() => calm.stop());
  const [url] = await calm.start();
  const node = calm.nodes[1];
  // Beyond the first screen, where the picture stays until it is full.
  calm.event(node, "internal", { label: "first" }, 60);
  for (const reducedMotion of ["no-preference", "reduce"]) {
    const page = await visit(t, url, { reducedMotion });
    const stamp = ({ record }) =>
      page
        .locator(".plot svg text[stroke]")
        .getByText(String(record.lamport), { exact: true });
    const leap = (label) =>
      calm.event(node, "internal", { label }, node.lamport + 20);
    await stamp(leap("near")).waitFor();
    const places = () => page.evaluate(() => window.places.size);
    // Every place at which the axis is drawn, now and from now on.
    await page.evaluate(() => {
      const svg = document.querySelector(".plot svg");
      window.places = new Set();
      const look = () =>
        window.places.add(
          [...svg.querySelectorAll("text:not([stroke])")]
            .map((one) => one.getAttribute("x"))
            .join(" "),
        );
      look();
      new MutationObserver(look).observe(svg, { childList: true });
    });
    for (let before = -1; before !== (await places()); ) {
      before = await places();
      await page.waitForTimeout(300);
    }
    const still = await places();
    await stamp(leap("far")).waitFor();
    if (reducedMotion === "no-preference") {
      await page.waitForFunction((n) => window.places.size > n, still + 3);
    } else {
      await page.waitForTimeout(300);
      assert.ok((await places()) <= still + 1, "it moved in steps");
    }
  }
});

test("the colours are the system's until others are chosen, which a reload keeps", async (t) => {
  const page = await visit(t, urls[1], { colorScheme: "light" });
  const paper = () =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByLabel("Theme").selectOption("dark");
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.reload();
  await page.waitForSelector(".plot[data-paper]");
  assert.equal(await paper(), dark);
  await page.getByLabel("Theme").selectOption("auto");
  assert.equal(await paper(), light);
});

test("events are found in the picture and in the log, by word and one after the other", async (t) => {
  const page = await visit(t, urls[0]);
  const made = [1, 2].map(
    (p) =>
      cluster.event(cluster.nodes[p], "internal", { label: "needle" }).record,
  );
  await page
    .locator(".events tr")
    .filter({ hasText: "needle" })
    .nth(1)
    .waitFor();
  await page.locator(".plot").focus();
  await page.keyboard.press("/");
  await page.keyboard.type("needle");
  await page.getByRole("search").getByText("2 of").waitFor();
  assert.equal(await page.locator(".events tbody tr").count(), 2);
  await page.keyboard.press("Enter");
  const chosen = page.locator(".detail .event-name strong");
  await chosen.filter({ hasText: `client1 · ${made[0].index}` }).waitFor();
  await page.getByRole("button", { name: "Next match" }).click();
  await chosen.filter({ hasText: `client2 · ${made[1].index}` }).waitFor();
  await page.locator(".plot").focus();
  await page.keyboard.press("N");
  await chosen.filter({ hasText: `client1 · ${made[0].index}` }).waitFor();
  await page.getByRole("searchbox").first().fill("");
  await page.getByRole("search").getByText("of").waitFor({ state: "detached" });
});

test("the page can be stopped, and goes on with what came meanwhile", async (t) => {
  const page = await visit(t, urls[1]);
  await page.getByRole("button", { name: "Pause" }).click();
  const clock = await page.textContent(".digits");
  const { record } = cluster.event(cluster.nodes[1], "internal", {
    label: "unseen",
  });
  await page.getByRole("button", { name: "Continue (1 new)" }).waitFor();
  assert.equal(await page.textContent(".digits"), clock);
  assert.equal(await page.getByText("unseen").count(), 0);
  await page.getByRole("button", { name: "Continue (1 new)" }).click();
  await page.locator(".events tr").filter({ hasText: "unseen" }).waitFor();
  assert.equal(
    await page.textContent(".digits"),
    record.lamport.toLocaleString("en"),
  );
});

test("everything can be done with the keyboard", async (t) => {
  const page = await visit(t, urls[0]);
  const focusOn = async (selector) => {
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      if (
        await page.evaluate((s) => document.activeElement?.matches(s), selector)
      )
        return;
    }
    assert.fail(`Tab never comes to ${selector}`);
  };
  await focusOn(".skip");
  await focusOn(".plot");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByText("Choose another event to compare.").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Two events" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Selected event" }).waitFor();
  await page.keyboard.press("l");
  assert.equal(await page.getByLabel("Axis").inputValue(), "time");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await focusOn(".pair");
  await page.keyboard.press("Enter");
  await page.getByLabel("Admin token").waitFor();
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  [
    "light, 320 px",
    { colorScheme: "light", viewport: { width: 320, height: 640 } },
  ],
  [
    "dark, Spanish, 320 px",
    {
      colorScheme: "dark",
      locale: "es-ES",
      viewport: { width: 320, height: 640 },
    },
  ],
])
  test(`axe finds nothing and nothing overflows: ${name}`, async (t) => {
    for (const [url, open] of [
      [urls[0], ".pair"],
      [urls[1], ".controls button"],
      [`${urls[0]}#node`, ".digits"],
    ]) {
      const page = await visit(t, url, options);
      await page.locator(open).first().click();
      await page.locator(".events tbody button").first().click();
      assert.deepEqual(await axe(page), []);
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth,
      );
      assert.ok(width <= (options.viewport?.width ?? 1280), `${width} px wide`);
    }
  });
