// What live pages say of what they know: clocks that follow the log, ages, nodes that hang, links
// whose state nobody knows, faults that end, queues, and one of a thing. Against a pretended
// cluster, whose coordinator asks its nodes only when it is told to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitIn } from "./browser.mjs";
import { MockCluster } from "./mock_cluster.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** A cluster of the test's own with its coordinator's page. */
async function open(t, options = {}) {
  const cluster = new MockCluster();
  t.after(() => cluster.stop());
  const urls = await cluster.start();
  const page = await visitIn(browser, t, urls[0], options);
  return { cluster, urls, page };
}

const card = (page, name) => page.getByRole("article", { name, exact: true });
const clock = (page, name) => card(page, name).locator(".clock-small");
const pair = (page, a, b) => page.getByRole("button", { name: `${a} – ${b}` });

test("a card's clock follows the log before anybody asks the node", async (t) => {
  const { cluster, page } = await open(t);
  cluster.probing = false;
  const { record } = cluster.event(
    cluster.nodes[2],
    "internal",
    { label: "far" },
    700,
  );
  await clock(page, "client2")
    .getByText(String(record.lamport), { exact: true })
    .waitFor();
  assert.ok(cluster.nodes[2].told.lamport < record.lamport);
});

test("the state that comes after the log does not put a clock back", async (t) => {
  const { cluster, page } = await open(t);
  cluster.probing = false;
  cluster.event(cluster.nodes[1], "internal", { label: "far" }, 800);
  await clock(page, "client1").getByText("801").waitFor();
  cluster.changed();
  cluster.event(cluster.nodes[3], "internal", { label: "after it" });
  await page.locator(".events").getByText("after it").waitFor();
  assert.equal(await clock(page, "client1").textContent(), "801");
});

test("a node that hangs is not heard, and its card and page say for how long", async (t) => {
  const { cluster, urls, page } = await open(t);
  const own = await visitIn(browser, t, urls[3]);
  const there = await visitIn(browser, t, urls[0], { locale: "es-CL" });
  cluster.hang(3);
  for (const [where, words, age] of [
    [card(page, "client3"), "no news", /data is \d+ s old/],
    [card(there, "client3"), "sin noticias", /datos de hace \d+ s/],
    [own.locator(".big-clock"), "no news", /data is \d+ s old/],
  ]) {
    await where.getByText(words).waitFor();
    await where.getByText(age).waitFor();
  }
  assert.equal(await own.getByText("just now").count(), 0);
  await page.getByText("3 / 4 processes").waitFor();
  const said = await card(page, "client3").locator(".hint").textContent();
  await page.waitForFunction(
    (text) =>
      !document
        .querySelector(".card:last-child .hint")
        .textContent.includes(text),
    said,
  );
  cluster.hang(3, false);
  await card(page, "client3").getByText("reachable").waitFor();
});

test("a killed node's age is the coordinator's, also on a page opened later", async (t) => {
  const { cluster, urls } = await open(t);
  cluster.kill(2);
  cluster.nodes[2].heard -= 90e9;
  const later = await visitIn(browser, t, urls[0]);
  await card(later, "client2").getByText("no news").waitFor();
  await card(later, "client2")
    .getByText(/data is 1 min 3\d s old/)
    .waitFor();
});

test("a coordinator that is lost makes all of its page old", async (t) => {
  const { cluster, page } = await open(t);
  cluster.kill(0);
  await page.getByText("0 / 4 processes").waitFor();
  assert.equal(await page.locator(".card").getByText("no news").count(), 4);
});

test("a link of a node that is not heard is unknown, in words and in shape", async (t) => {
  const { cluster, page } = await open(t);
  cluster.kill(1);
  for (const other of ["unap-server", "client2", "client3"]) {
    const [a, b] =
      other === "unap-server" ? [other, "client1"] : ["client1", other];
    await page.locator(".pair.unknown").getByText(`${a} – ${b}`).waitFor();
  }
  assert.equal(await page.locator(".pair.up").count(), 3);
  assert.equal(await page.locator(".edge.unknown text").count(), 3);
  await pair(page, "client1", "client2").click();
  const ways = page.locator(".ways");
  await ways.getByText("no news").nth(1).waitFor();
  assert.equal(await ways.getByText("down").count(), 0);
});

test("what was done to a link is said, and of a node that is cut off only what the log tells", async (t) => {
  const { cluster, page } = await open(t);
  cluster.probing = false;
  await pair(page, "unap-server", "client2").click();
  await page.getByLabel("Admin token").fill("secret");
  await page.getByRole("button", { name: "◔ Delay" }).click();
  const outcome = page.locator(".links .outcome");
  await outcome.getByText("client2: delayed by 500 ms").waitFor();
  await page.getByRole("button", { name: "● Heal", exact: true }).click();
  await outcome.getByText("client2: without faults").waitFor();
  Object.assign(cluster.nodes[2], { reachable: false, since: cluster.now() });
  cluster.changed();
  await page.locator(".pair.unknown").nth(2).waitFor();
  const { record } = cluster.event(cluster.nodes[2], "internal", {
    label: "alone",
  });
  await card(page, "client2").getByText("cut off").waitFor();
  await card(page, "client2")
    .getByText(/its state is \d+ s old/)
    .waitFor();
  await clock(page, "client2").getByText(String(record.lamport)).waitFor();
  assert.equal(await card(page, "client2").getByText("events/s").count(), 0);
});

test("a fault says when it ends, counts as one, and queues draw eight and a number", async (t) => {
  const { cluster, urls, page } = await open(t);
  const sender = await visitIn(browser, t, urls[1]);
  await pair(page, "client1", "client2").click();
  await page.getByLabel("Admin token").fill("secret");
  await page.getByLabel("Heals after").selectOption("120");
  await page.getByRole("button", { name: "✂ Cut" }).click();
  await page.getByText(/1 fault active · heals in \d+/).waitFor();
  await page.getByText("Links client1 – client2: cut").waitFor();
  const ways = page.locator(".ways li");
  const left = ways.first().getByText(/cut · heals in (1 min \d+|2 min 0) s/);
  await left.waitFor();
  await sender
    .locator(".peers")
    .getByText(/heals in \d+/)
    .waitFor();
  const before = await left.textContent();
  await page.waitForFunction(
    (text) => document.querySelector(".ways .state").textContent !== text,
    before,
  );
  for (let i = 0; i < 11; ++i) cluster.send(cluster.nodes[1], [2], "waits");
  for (const queue of [ways.first(), sender.locator(".peers")]) {
    await queue.getByText("▪".repeat(8) + " +3").waitFor();
    await queue.getByText("11 unsent").waitFor();
  }
  await page.getByLabel("Heals after").selectOption("0");
  await page.getByRole("button", { name: "✂ Cut" }).click();
  // The page says it in several places until the answer is there.
  await page
    .getByText(/heals in/)
    .first()
    .waitFor({ state: "detached" });
  await page.getByText("1 fault active").waitFor();
});

for (const [locale, one] of [
  ["en-GB", "1 event/s"],
  ["es-CL", "1 evento/s"],
])
  test(`one event a second is singular: ${one}`, async (t) => {
    const { cluster, page } = await open(t, { locale });
    const stateOf = cluster.stateOf.bind(cluster);
    cluster.stateOf = (...asked) => ({
      ...stateOf(...asked),
      events_per_second: 1,
    });
    await page.locator(".card").getByText(one).nth(3).waitFor();
  });
