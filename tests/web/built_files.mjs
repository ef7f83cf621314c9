// What web/dist holds, over HTTP, with the headers that nodes send.
import { readFileSync } from "node:fs";

const DIST = new URL("../../web/dist/", import.meta.url);
const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};

export const HEADERS = {
  "Content-Security-Policy": "default-src 'self'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

export function serveFile(path, response) {
  const name = path === "/" ? "index.html" : path.slice(1);
  try {
    const bytes = readFileSync(new URL(name, DIST));
    response.writeHead(200, {
      ...HEADERS,
      "Content-Type": TYPES[name.split(".").at(-1)],
    });
    response.end(bytes);
  } catch {
    response.writeHead(404, HEADERS);
    response.end();
  }
}
