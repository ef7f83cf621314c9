// The live pages in a browser against real nodes: every button, two tabs, nodes killed with -9 and
// back, faults on links, both languages, dark, keyboard alone, 320 px, axe, and text that stays
// text. Needs the lamport binary (LAMPORT_BINARY). What needs no real node is live.test.mjs's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, visitIn } from "./browser.mjs";
import { RealCluster, until } from "./real_cluster.mjs";

const skip = process.env.LAMPORT_BINARY ? false : "LAMPORT_BINARY is not set";
const held = (name, run) => test(name, { skip, timeout: 240_000 }, run);
const TIMEOUT = 60_000;

let browser;
let cluster;
let urls;

before(async () => {
  if (skip) return;
  browser = await launch();
  cluster = new RealCluster();
  urls = await cluster.start();
  await cluster.quiet();
});
after(async () => {
  await browser?.close();
  await cluster?.stop();
});

const visit = (t, url, options = {}) =>
  visitIn(browser, t, url, { patience: TIMEOUT, ...options });

const row = (page, ...texts) =>
  texts
    .reduce(
      (found, text) => found.filter({ hasText: text }),
      page.locator(".events tbody tr"),
    )
    .first();

/** Clicks, and reads the event that answers: its index. */
async function ask(page, button, name) {
  const line = page.locator(".controls .outcome");
  const before = await line.textContent();
  await page.getByRole("button", { name: button }).click();
  const answered = await until(`${button} is not answered`, async () => {
    const text = await line.textContent();
    return text !== before && text;
  });
  const said = new RegExp(`Event ${name} · ([\\d,]+) happened`).exec(answered);
  assert.ok(said, answered);
  return Number(said[1].replaceAll(",", ""));
}

held("every button of a node does what it says", async (t) => {
  const page = await visit(t, urls[1]);
  const receiver = await visit(t, urls[2]);
  await page.getByLabel("Text").fill("hola");
  await page
    .locator(".controls form select")
    .selectOption({ label: "client2" });
  const sent = await ask(page, "Send", "client1");
  await row(page, `client1 · ${sent}`, "hola").waitFor();
  await row(receiver, `← client1 · ${sent}`, "hola").waitFor();
  await receiver
    .getByText(/= max\(.*\) \+ 1, a receive from client1/)
    .waitFor();
  const state = await cluster.state(2);
  assert.equal(
    (await receiver.textContent(".digits")).replaceAll(",", ""),
    String(state.lamport),
  );

  await page.getByLabel("Text").fill("by itself");
  const internal = await ask(page, "Internal event", "client1");
  await row(page, `client1 · ${internal}`, "internal event").waitFor();

  await page.locator(".controls form select").selectOption("all");
  await page.getByLabel("Text").fill("to all");
  const broadcast = await ask(page, "Send", "client1");
  await row(
    page,
    `client1 · ${broadcast}`,
    "→ unap-server, client2, client3",
  ).waitFor();
  await row(receiver, `← client1 · ${broadcast}`).waitFor();

  await page.getByLabel("On average every").selectOption("100");
  await until(
    "the pace has not changed",
    async () => (await cluster.state(1)).automatic.mean_ms === 100,
  );
  const { index } = await cluster.state(1);
  await page.getByRole("switch").click();
  await page.locator('[role=switch][aria-checked="true"]').waitFor();
  await until(
    "nothing happens by itself",
    async () => (await cluster.state(1)).index > index + 3,
  );
  await page.getByRole("switch").click();
  await page.locator('[role=switch][aria-checked="false"]').waitFor();
  assert.equal((await cluster.state(1)).automatic.enabled, false);
});

held(
  "the cluster's page shows every clock, and leads to every page",
  async (t) => {
    const page = await visit(t, urls[0]);
    for (const [process, name] of cluster.names.entries()) {
      const card = page.getByRole("article", { name });
      await until(`${name}'s clock is not shown`, async () => {
        const { lamport } = await cluster.state(process);
        const shown = await card.locator(".clock-small").textContent();
        return Number(shown.replaceAll(",", "")) === lamport;
      });
      await card.locator(".reach.good").waitFor();
    }
    await page.getByRole("link", { name: "Open its page client2" }).click();
    await page.getByRole("heading", { name: "client2", level: 1 }).waitFor();
    assert.equal(page.url(), urls[2]);
    await page.getByRole("link", { name: "Whole cluster" }).click();
    await page.getByRole("link", { name: "Open its page unap-server" }).click();
    await page.locator(".digits").waitFor();
  },
);

held("two tabs show the same, as it happens", async (t) => {
  const page = await visit(t, urls[0]);
  const other = await page.context().newPage();
  await other.goto(urls[0]);
  await other.waitForSelector(".plot[data-paper]");
  const { events } = await cluster.post(3, "internal", { text: "both tabs" });
  for (const tab of [page, other])
    await row(
      tab,
      `client3 · ${events[0].record.index}`,
      "both tabs",
    ).waitFor();
});

held(
  "what users write stays text, at the sender, the receiver and the cluster",
  async (t) => {
    const nasty = `<img src=x onerror="document.title='broken'"> </script>`;
    const pages = [];
    for (const process of [1, 2, 0]) pages.push(await visit(t, urls[process]));
    await pages[0].getByLabel("Text").fill(nasty);
    await pages[0]
      .locator(".controls form select")
      .selectOption({ label: "client2" });
    await ask(pages[0], "Send", "client1");
    for (const page of pages) {
      await row(page, nasty).waitFor();
      assert.equal(await page.locator("main img").count(), 0);
      assert.notEqual(await page.title(), "broken");
    }
  },
);

held(
  "links are cut, delayed and healed, and what was sent meanwhile arrives",
  async (t) => {
    const page = await visit(t, urls[0]);
    await page.getByRole("button", { name: "client1 – client2" }).click();
    await page.getByLabel("Admin token").fill("wrong");
    await page.getByRole("button", { name: "Cut" }).click();
    await page.getByText("the admin token is wrong").waitFor();
    await page.getByLabel("Admin token").fill(cluster.token);
    await page.getByLabel("Heals after").selectOption("0");
    await page.getByRole("button", { name: "Cut" }).click();
    await page.getByText("1 fault active").waitFor();
    const { events } = await cluster.post(1, "messages", {
      to: 2,
      text: "held",
    });
    const sent = `client1 · ${events[0].record.index}`;
    await row(page, sent, "held").waitFor();
    await row(page, sent, "held").getByRole("button").click();
    await page.locator(".detail").getByText("client2: in flight").waitFor();
    assert.equal(await row(page, `← ${sent}`).count(), 0);
    await page.getByLabel("Delay in ms").fill("300");
    await page.getByRole("button", { name: "Delay" }).click();
    await page.getByText("delayed by 300 ms").first().waitFor();
    await row(page, `← ${sent}`).waitFor();
    await page.getByRole("button", { name: "Heal all" }).click();
    await page.getByText("No faults on links").waitFor();
    assert.ok(
      (await cluster.state(1)).links.every(({ fault }) => fault === null),
    );
  },
);

held(
  "a node killed with -9 ages its page and comes back into it without a gap",
  async (t) => {
    const overview = await visit(t, urls[0]);
    const page = await visit(t, urls[3]);
    const { events } = await cluster.post(3, "internal", { text: "before" });
    await row(page, "before").waitFor();
    await cluster.kill(3);
    await page.getByText(/reconnecting · data is .* old/).waitFor();
    await row(page, "before").waitFor();
    await overview.locator(".card").getByText("no news").waitFor();
    await page.getByRole("button", { name: "Internal event" }).click();
    await page.getByText("the node could not be reached").waitFor();
    const while_away = await cluster.post(1, "messages", {
      to: 3,
      text: "while away",
    });
    await cluster.revive(3);
    await page.locator(".chip.ok").waitFor();
    await page.getByText("incarnation 2").first().waitFor();
    await overview
      .locator(".card")
      .getByText("no news")
      .waitFor({ state: "detached" });
    const sent = `← client1 · ${while_away.events[0].record.index}`;
    await row(page, sent, "while away").waitFor();
    await row(overview, sent, "while away").waitFor();
    await row(page, "before").waitFor();
    const indices = await page
      .locator(".events tbody td:nth-child(2)")
      .allTextContents();
    const numbers = indices.map((text) => Number(text.split(" · ")[1]));
    assert.ok(numbers.includes(events[0].record.index));
    assert.ok(
      numbers.every((n, i) => i === 0 || n === numbers[i - 1] - 1),
      `${numbers}`,
    );
    await until(
      "the crash is not in the picture",
      async () =>
        (await overview.locator(".plot svg text").allTextContents()).includes(
          "⟲ 2",
        ) || (await overview.getByRole("button", { name: "Show all" }).click()),
    );
  },
);

held(
  "a node that hangs is said not to be heard, and for how long, until it goes on",
  async (t) => {
    const overview = await visit(t, urls[0]);
    const page = await visit(t, urls[2]);
    const card = overview.getByRole("article", { name: "client2" });
    await card.getByText("reachable").waitFor();
    cluster.hang(2);
    t.after(() => cluster.hang(2, false));
    await card.getByText("no news").waitFor();
    await card.getByText(/data is \d+ s old/).waitFor();
    await page
      .locator(".big-clock")
      .getByText(/no news: data is/)
      .waitFor();
    for (const pair of [
      "unap-server – client2",
      "client1 – client2",
      "client2 – client3",
    ])
      await overview.locator(".pair.unknown").getByText(pair).waitFor();
    assert.equal(await overview.locator(".pair.down").count(), 0);
    cluster.hang(2, false);
    await card.getByText("reachable").waitFor();
    await page.locator(".chip.ok").waitFor();
  },
);

held(
  "a node cut off from the coordinator goes on in its card by the log",
  async (t) => {
    const page = await visit(t, urls[0]);
    await page.getByRole("button", { name: "unap-server – client3" }).click();
    await page.getByLabel("Admin token").fill(cluster.token);
    await page.getByLabel("Heals after").selectOption("120");
    await page.getByRole("button", { name: "✂ Cut" }).click();
    await page.getByText(/1 fault active · heals in/).waitFor();
    const card = page.getByRole("article", { name: "client3" });
    const { events } = await cluster.post(3, "internal", { text: "alone" });
    await card.getByText("cut off").waitFor();
    await card.getByText(/its state is \d+ s old/).waitFor();
    await page.locator(".ways .unknown").getByText("no news").waitFor();
    await card
      .locator(".clock-small")
      .getByText(events[0].record.lamport.toLocaleString("en"), { exact: true })
      .waitFor();
    await page.getByRole("button", { name: "Heal all" }).click();
    await page.getByText("No faults on links").waitFor();
    await card.getByText("reachable").waitFor();
  },
);

held(
  "the coordinator is killed with -9, and its page goes on when it is back",
  async (t) => {
    const page = await visit(t, urls[0]);
    const { events } = await cluster.post(2, "internal", { text: "earlier" });
    await row(page, `client2 · ${events[0].record.index}`).waitFor();
    await cluster.kill(0);
    await page.getByText(/reconnecting · data is .* old/).waitFor();
    const away = await cluster.post(1, "messages", {
      to: 2,
      text: "without it",
    });
    await row(page, "earlier").waitFor();
    await cluster.revive(0);
    await page.locator(".chip.ok").waitFor();
    const sent = `client1 · ${away.events[0].record.index}`;
    await row(page, sent).waitFor();
    await row(page, `← ${sent}`).waitFor();
    await row(page, "earlier").waitFor();
  },
);

held("everything that matters can be done with the keyboard", async (t) => {
  const page = await visit(t, urls[1]);
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
  await focusOn(".controls form input");
  await page.keyboard.type("by key");
  await page.keyboard.press("Enter");
  await row(page, "by key").waitFor();
  await focusOn(".plot");
  await page.keyboard.press("/");
  await page.keyboard.type("by key");
  await page.keyboard.press("Enter");
  await page.locator(".detail").getByText("by key").waitFor();
  await page.keyboard.press("Tab");
  await focusOn(".events button.link");
  await page.keyboard.press("Enter");
});

for (const [name, options] of [
  ["English, light", { colorScheme: "light" }],
  ["Spanish, dark", { colorScheme: "dark", locale: "es-CL" }],
  [
    "Spanish, light, 320 px",
    { locale: "es-CL", viewport: { width: 320, height: 640 } },
  ],
  [
    "English, dark, 320 px",
    { colorScheme: "dark", viewport: { width: 320, height: 640 } },
  ],
])
  held(`axe finds nothing and nothing overflows: ${name}`, async (t) => {
    for (const url of [urls[0], urls[1]]) {
      const page = await visit(t, url, options);
      const spanish = options.locale === "es-CL";
      assert.equal(
        await page.getAttribute("html", "lang"),
        spanish ? "es" : "en",
      );
      await page.locator(".events tbody button").first().click();
      assert.deepEqual(await axe(page), []);
      const width = await page.evaluate(
        () => document.documentElement.scrollWidth,
      );
      assert.ok(width <= (options.viewport?.width ?? 1280), `${width} px wide`);
    }
  });
