// What the pages are tested against says the same as docs/http-api.openapi.yaml. Where the binary has
// `lamport demo`, real nodes are held against it too: see nodes.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, api, holds, streamed } from "./contract.mjs";
import { MockCluster } from "./mock_cluster.mjs";

let cluster;
let urls;
before(async () => {
  cluster = new MockCluster();
  urls = await cluster.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
});
after(() => cluster.stop());

test("the description is whole: every reference leads somewhere, every operation has a name", () => {
  const find = (ref) => ref.slice(2).split("/").reduce((at, key) => at?.[key], api);
  const walk = (at) => {
    if (typeof at !== "object" || at === null) return;
    if (typeof at.$ref === "string") assert.ok(find(at.$ref), at.$ref);
    for (const value of Object.values(at)) walk(value);
  };
  walk(api);
  const operations = Object.values(api.paths).flatMap((path) => Object.entries(path)).filter(([method]) => method !== "parameters");
  const names = operations.map(([, operation]) => operation.operationId);
  assert.ok(names.every(Boolean));
  assert.equal(new Set(names).size, names.length);
});

test("the pretended cluster answers as described", async () => {
  const get = (path, at = 0) => fetch(urls[at] + path.slice(1));
  await answered("/api/v1/state", "get", await get("/api/v1/state", 1));
  await answered("/api/v1/members", "get", await get("/api/v1/members"));
  const post = (path, body) =>
    fetch(urls[1] + path.slice(1), { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  await answered("/api/v1/messages", "post", await post("/api/v1/messages", { to: 2, text: "x" }));
  await answered("/api/v1/broadcasts", "post", await post("/api/v1/broadcasts", { text: "x" }));
  await answered("/api/v1/internal", "post", await post("/api/v1/internal", { text: "x" }));
});

test("the pretended streams are as described", async () => {
  const names = { hello: "Hello", record: "Item", state: "NodeState", members: "Members" };
  for (const scope of ["node", "cluster"]) {
    const all = scope === "node" ? ["hello", "record", "state"] : Object.keys(names);
    const events = await streamed(`${urls[0]}api/v1/stream?scope=${scope}&tail=10`, (seen) => all.every((name) => seen.some((e) => e.name === name)));
    assert.equal(events[0].name, "hello");
    for (const { name, data } of events) holds(names[name], data);
  }
});
