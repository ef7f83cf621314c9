// Builds web/dist: the live pages as files with fixed names, the report as one file without a
// single request. With --compare it builds beside and compares, so that what is committed is what
// the sources give.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const common = { root, base: "./", configFile: false, logLevel: "warn" };
const options = { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 };

async function buildLive(outDir) {
  await build({
    ...common,
    build: {
      ...options,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          app: join(root, "index.html"),
          "stream-worker": join(root, "src/stream_worker.ts"),
        },
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "[name].js",
          assetFileNames: "[name][extname]",
        },
      },
    },
  });
}

async function buildReport(outDir) {
  const result = await build({
    ...common,
    publicDir: false,
    build: {
      ...options,
      write: false,
      cssCodeSplit: false,
      rollupOptions: {
        input: join(root, "src/report.tsx"),
        output: { format: "iife", entryFileNames: "report.js" },
      },
    },
  });
  const output = [result].flat()[0].output;
  const script = output
    .find((file) => file.type === "chunk")
    .code.trim()
    .replaceAll("</script", "<\\/script");
  const style = String(output.find((file) => file.fileName.endsWith(".css")).source).trim();
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src blob:`;
  const put = (page, mark, text) => page.split(mark).join(text);
  let page = readFileSync(join(root, "report.html"), "utf8");
  page = put(
    page,
    "<!--csp-->",
    `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  );
  page = put(page, "<!--style-->", `<style>${style}</style>`);
  page = put(page, "<!--script-->", `<script>${script}</script>`);
  for (const mark of ["@@LAMPORT_REPORT@@", "@@LAMPORT_TRACE@@"])
    if (page.split(mark).length !== 2) throw new Error(`${mark} must stand in the report once`);
  writeFileSync(join(outDir, "report.html"), page);
}

const read = (dir) =>
  new Map(
    readdirSync(dir)
      .sort()
      .map((name) => [name, readFileSync(join(dir, name))]),
  );

async function buildInto(outDir) {
  await buildLive(outDir);
  await buildReport(outDir);
}

const dist = join(root, "dist");
if (process.argv.includes("--compare")) {
  const beside = mkdtempSync(join(tmpdir(), "lamport-web-"));
  await buildInto(beside);
  const [committed, fresh] = [read(dist), read(beside)];
  rmSync(beside, { recursive: true });
  const names = new Set([...committed.keys(), ...fresh.keys()]);
  const differ = [...names].filter(
    (name) => !fresh.get(name)?.equals(committed.get(name) ?? Buffer.alloc(0)),
  );
  if (differ.length > 0) {
    console.error(
      `web/dist is not what the sources give: ${differ.join(", ")}. Run: npm run build`,
    );
    process.exit(1);
  }
  console.log("web/dist is what the sources give");
} else {
  await buildInto(dist);
  for (const [name, bytes] of read(dist))
    console.log(`${name.padEnd(20)} ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
}
