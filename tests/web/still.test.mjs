// Nothing that appears or grows by itself moves what a reader looks at or is about to press: faults,
// ages, counts, nodes that die and return, a lost connection. The browser's own record of shifts is
// read, and places are measured. Rows of a log come at its top; they may move.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitIn } from "./browser.mjs";
import { MockCluster } from "./mock_cluster.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** In the page: what has moved since, without the reader: pictures, buttons, panels, their holders. */
function watchShifts() {
  window.shifts = [];
  const matters = ".plot, .overview, .panel, button, select, input, a";
  const counts = (node) =>
    (node?.matches?.(matters) || node?.querySelector?.(matters)) &&
    !node.closest(".events .scroll");
  const name = (node) => `${node.nodeName} ${node.className}`;
  const box = ({ x, y, width, height }) => `${x},${y} ${width}x${height}`;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources } of list.getEntries())
      for (const { node, previousRect, currentRect } of sources)
        if (!hadRecentInput && counts(node))
          window.shifts.push(
            `${name(node)}: ${box(previousRect)} to ${box(currentRect)}`,
          );
  }).observe({ type: "layout-shift" });
}

/** Where the picture and everything that can be pressed is, outside of the log. */
const places = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".plot, button, select, input, a")]
      .filter((one) => !one.closest(".events .scroll"))
      .map((one) => {
        const { x, y } = one.getBoundingClientRect();
        return `${one.nodeName} at ${Math.round(x)},${Math.round(y + scrollY)}`;
      })
      .join("\n"),
  );

async function still(page) {
  assert.deepEqual(await page.evaluate(() => window.shifts), []);
}

const many = (cluster, process, count) => {
  for (let i = 0; i < count; ++i)
    cluster.event(cluster.nodes[process], "internal", { label: "many" });
};

for (const [locale, width] of [
  ["en-GB", 1280],
  ["es-CL", 1000],
  ["es-CL", 320],
]) {
  const options = { locale, viewport: { width, height: 900 } };

  test(`the cluster's page stands still: ${locale}, ${width} px`, async (t) => {
    const cluster = new MockCluster();
    t.after(() => cluster.stop());
    const [url] = await cluster.start();
    const page = await visitIn(browser, t, url, options);
    await page.locator(".card").nth(3).waitFor();
    const before = await places(page);
    await page.evaluate(watchShifts);
    const links = [cluster.nodes[1].links[2], cluster.nodes[2].links[1]];
    for (const link of links)
      link.fault = { cut: true, delay_ms: 0, until: cluster.now() + 3600e9 };
    await page.locator(".banner.warn").waitFor();
    many(cluster, 1, 2500);
    for (let i = 0; i < 1200; ++i) cluster.send(cluster.nodes[1], [2], "waits");
    await page
      .locator(".card")
      .getByText(/1[,.]?200/)
      .waitFor();
    cluster.kill(3);
    await page.locator(".card.away").waitFor();
    await cluster.revive(3);
    await page.locator(".card.away").waitFor({ state: "detached" });
    await page
      .locator(".card:last-child .hint")
      .getByText(/ón 2|on 2/)
      .waitFor();
    for (const link of links) cluster.heal(link);
    await page.locator(".banner.none").waitFor();
    cluster.kill(0);
    await page.locator(".chip.bad").waitFor();
    await page.locator(".card.away").nth(3).waitFor();
    assert.equal(await places(page), before);
    await still(page);
  });

  test(`a node's page stands still: ${locale}, ${width} px`, async (t) => {
    const cluster = new MockCluster({ protocol: "mutex" });
    t.after(() => cluster.stop());
    const urls = await cluster.start();
    const page = await visitIn(browser, t, urls[1], options);
    await page.locator(".peers li").nth(2).waitFor();
    const before = await places(page);
    await page.evaluate(watchShifts);
    for (const node of cluster.nodes) cluster.mutex(node, "request");
    await page.locator(".protocol .queue li").nth(3).waitFor();
    cluster.nodes[1].links[2].fault = {
      cut: true,
      delay_ms: 0,
      until: cluster.now() + 3600e9,
    };
    await page.locator(".peers .state.cut").waitFor();
    for (let i = 0; i < 1200; ++i) cluster.send(cluster.nodes[1], [2], "waits");
    await page.getByText(/\+1[,.]?19\d/).waitFor();
    cluster.nodes[1].admission = "full";
    await page.locator(".refusal").filter({ hasText: /./ }).waitFor();
    cluster.nodes[1].admission = "open";
    cluster.kill(3);
    await page.locator(".peers .state.unknown").waitFor();
    cluster.kill(1);
    await page.locator(".chip.bad").waitFor();
    assert.equal(await places(page), before);
    await still(page);
  });
}

test("counts that grow while the reader is away from the tail, or stopped it all, move nothing", async (t) => {
  const cluster = new MockCluster();
  t.after(() => cluster.stop());
  const [url] = await cluster.start();
  const page = await visitIn(browser, t, url);
  await page.getByRole("button", { name: "Earlier" }).first().click();
  await page.getByRole("button", { name: "Follow", exact: false }).waitFor();
  const away = await places(page);
  await page.evaluate(watchShifts);
  many(cluster, 1, 1200);
  await page.getByRole("button", { name: /Follow \(1,2\d\d new\)/ }).waitFor();
  assert.equal(await places(page), away);
  await page.getByRole("button", { name: "Pause" }).click();
  const stopped = await places(page);
  many(cluster, 2, 1200);
  await page
    .getByRole("button", { name: /Continue \(1,2\d\d new\)/ })
    .waitFor();
  assert.equal(await places(page), stopped);
  await still(page);
});
