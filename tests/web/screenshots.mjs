// Makes the pictures in docs/images that the READMEs show: `npm run screenshots` in web/, with
// LAMPORT_BINARY naming the program: real nodes, and a real trace with its real verdict.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, path } from "./browser.mjs";
import { RealCluster, until } from "./real_cluster.mjs";

const folder = path("../../docs/images/");
mkdirSync(folder, { recursive: true });
const browser = await launch();
const context = (options) =>
  browser.newContext({
    viewport: { width: 1360, height: 920 },
    locale: "en-GB",
    ...options,
  });
const shoot = (page, name) =>
  page.screenshot({ path: join(folder, `${name}.png`) });

async function open(url, options = {}) {
  const page = await (await context(options)).newPage();
  await page.goto(url);
  await page.waitForSelector(".plot[data-paper]");
  return page;
}

const cluster = new RealCluster({
  names: ["Servidor UNAP", "client1", "client2", "client3"],
});
const urls = await cluster.start();
for (const process of [0, 1, 2, 3])
  await cluster.put(process, "automatic", { enabled: true, mean_ms: 900 });
await until(
  "there is not enough to see",
  async () => (await cluster.state(0)).lamport > 60,
);

const live = await open(urls[0]);
await live.locator(".plot").focus();
for (const key of ["ArrowRight", "Enter"]) await live.keyboard.press(key);
await live.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
await live.locator(".detail .counts").waitFor();
await shoot(live, "cluster");

const dark = await open(urls[2], { colorScheme: "dark", locale: "es-CL" });
await dark.getByLabel("Texto").fill("hola");
await dark.getByRole("button", { name: "Enviar" }).click();
await dark.locator(".outcome").filter({ hasText: "Sucedió" }).waitFor();
await dark.locator(".events").getByText("hola").first().waitFor();
await shoot(dark, "node-dark-es");
await cluster.stop();

const made = mkdtempSync(join(tmpdir(), "lamport-shots-"));
const [trace, page] = [join(made, "run.jsonl"), join(made, "run.html")];
const lamport = (...words) =>
  execFileSync(process.env.LAMPORT_BINARY, words, { stdio: "ignore" });
lamport("sim", "cluster", "--seed", "42", "-o", trace);
lamport("report", trace, "-o", page);
// Two events that a chain of messages joins are chosen in the address.
const report = await open(`${pathToFileURL(page)}#3:10,2:19`);
await report.locator(".detail .chain li").nth(3).waitFor();
await shoot(report, "report");
await browser.close();
