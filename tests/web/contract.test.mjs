// Nodes against docs/http-api.openapi.yaml. Without more these are the pretended ones that the
// pages are tested with; with LAMPORT_REAL they are real ones that this starts (LAMPORT_BINARY), with
// LAMPORT_NODES (their addresses, the coordinator's first, between commas) and LAMPORT_ADMIN_TOKEN
// those that run already, and the same must hold.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, api, holds, streamed } from "./contract.mjs";
import { MockCluster } from "./mock_cluster.mjs";
import { RealCluster } from "./real_cluster.mjs";

let cluster;
let urls = process.env.LAMPORT_NODES?.split(",");
const token = process.env.LAMPORT_ADMIN_TOKEN ?? "secret";

before(async () => {
  if (urls) return;
  const kind = process.env.LAMPORT_REAL ? RealCluster : MockCluster;
  cluster = new kind({ token });
  urls = await cluster.start();
});
after(() => cluster?.stop());

const at = (node, path) => new URL(path, urls[node]);
const get = (node, path) => fetch(at(node, path));
const put = (node, method, path, body, headers = {}) =>
  fetch(at(node, path), {
    method,
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
const post = (path, body, headers) => put(1, "POST", path, body, headers);

test("the description is whole: every reference leads somewhere, every operation has a name", () => {
  const find = (ref) =>
    ref
      .slice(2)
      .split("/")
      .reduce((from, key) => from?.[key], api);
  const walk = (value) => {
    if (typeof value !== "object" || value === null) return;
    if (typeof value.$ref === "string") assert.ok(find(value.$ref), value.$ref);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(api);
  const operations = Object.values(api.paths)
    .flatMap((path) => Object.entries(path))
    .filter(([method]) => method !== "parameters");
  const names = operations.map(([, operation]) => operation.operationId);
  assert.ok(names.every(Boolean));
  assert.equal(new Set(names).size, names.length);
});

test("what a node says of itself and of the others", async () => {
  const state = await answered(
    "/api/v1/state",
    "get",
    await get(1, "/api/v1/state"),
  );
  assert.equal(state.role, "client");
  const members = await answered(
    "/api/v1/members",
    "get",
    await get(0, "/api/v1/members"),
  );
  assert.deepEqual(
    members.members.map(({ process }) => process),
    members.members.map((_, i) => i),
  );
  assert.equal(members.run, state.run);
});

test("commands are answered by the events they caused", async () => {
  for (const [path, body, kind] of [
    ["/api/v1/messages", { to: 2, text: "hola" }, "send"],
    ["/api/v1/broadcasts", { text: "" }, "send"],
    ["/api/v1/internal", { text: "<b>" }, "internal"],
  ]) {
    const { events } = await answered(path, "post", await post(path, body));
    assert.equal(events.at(-1).record.kind, kind);
    assert.equal(events.at(-1).record.process, 1);
    assert.equal(events.at(-1).record.label ?? "", body.text);
  }
  const automatic = await (await get(1, "/api/v1/state"))
    .json()
    .then((state) => state.automatic);
  const changed = await answered(
    "/api/v1/automatic",
    "put",
    await put(1, "PUT", "/api/v1/automatic", { mean_ms: 1234 }),
  );
  assert.deepEqual(changed, { ...automatic, mean_ms: 1234 });
  await put(1, "PUT", "/api/v1/automatic", automatic);
});

test("a repetition with the same key is the same event", async () => {
  const key = { "Idempotency-Key": `test-${Date.now()}` };
  const first = await (
    await post("/api/v1/internal", { text: "once" }, key)
  ).json();
  const again = await post("/api/v1/internal", { text: "once" }, key);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.deepEqual(await again.json(), first);
  const other = await post("/api/v1/internal", { text: "else" }, key);
  assert.equal(
    (await answered("/api/v1/internal", "post", other)).code,
    "idempotency_key_reused",
  );
});

test("what is wrong is refused with its code, and nothing happens", async () => {
  const index = async () =>
    (await (await get(1, "/api/v1/state")).json()).index;
  await put(1, "PUT", "/api/v1/automatic", { enabled: false });
  const before = await index();
  const refusals = [
    [400, "bad_json", await post("/api/v1/internal", "{")],
    [422, "invalid_field", await post("/api/v1/internal", {})],
    [
      422,
      "invalid_field",
      await post("/api/v1/messages", { to: "2", text: "" }),
    ],
    [
      422,
      "invalid_field",
      await post("/api/v1/internal", { text: "x".repeat(257) }),
    ],
    [
      404,
      "unknown_process",
      await post("/api/v1/messages", { to: 99, text: "" }),
    ],
    [
      415,
      "unsupported_media_type",
      await post(
        "/api/v1/internal",
        { text: "" },
        { "Content-Type": "text/plain" },
      ),
    ],
    [404, "not_found", await post("/api/v1/nothing", {})],
    [
      405,
      "method_not_allowed",
      await put(1, "PUT", "/api/v1/internal", { text: "" }),
    ],
  ];
  for (const [status, code, response] of refusals) {
    assert.equal(response.status, status, code);
    assert.match(
      response.headers.get("content-type"),
      /^application\/problem\+json/,
    );
    const problem = await response.json();
    holds("Problem", problem);
    assert.equal(problem.code, code);
  }
  // Messages of others may still arrive, none of the refused ones can have been sent.
  const { items } = await answeredEvents();
  if (items)
    assert.ok(
      items.every(
        ({ record }) =>
          record.type !== "event" ||
          record.index <= before ||
          record.kind === "receive",
      ),
    );
});

/** The node's own pages of records; the pretended nodes have none. */
async function answeredEvents() {
  if (cluster instanceof MockCluster) return {};
  return answered(
    "/api/v1/events",
    "get",
    await get(1, "/api/v1/events?limit=10000"),
  );
}

test("faults need the token, and are seen on the link", async () => {
  const path = "/api/v1/links/1/2";
  const described = "/api/v1/links/{from}/{to}";
  const fault = { cut: true, delay_ms: 0, for_ms: 60_000 };
  const without = await put(0, "PUT", path, fault);
  assert.equal(without.status, 401);
  assert.equal(
    (await answered(described, "put", without)).code,
    "admin_token_required",
  );
  const wrong = await put(0, "PUT", path, fault, {
    Authorization: "Bearer nonsense",
  });
  assert.equal(
    (await answered(described, "put", wrong)).code,
    "admin_token_wrong",
  );
  const admin = { Authorization: `Bearer ${token}` };
  const cut = await answered(
    described,
    "put",
    await put(0, "PUT", path, fault, admin),
  );
  assert.deepEqual([cut.from, cut.to, cut.fault.cut], [1, 2, true]);
  const healed = await answered(
    described,
    "delete",
    await fetch(at(0, path), { method: "DELETE", headers: admin }),
  );
  assert.equal(healed.fault, null);
});

test("streams are as described, and go on after an id without a gap", async () => {
  const names = {
    hello: "Hello",
    record: "Item",
    state: "NodeState",
    members: "Members",
  };
  for (const scope of ["node", "cluster"]) {
    const all =
      scope === "node" ? ["hello", "record", "state"] : Object.keys(names);
    const events = await streamed(
      at(0, `/api/v1/stream?scope=${scope}&tail=10`),
      (seen) => all.every((name) => seen.some((e) => e.name === name)),
    );
    assert.equal(events[0].name, "hello");
    for (const { name, data } of events) holds(names[name], data);
  }
  const url = at(1, "/api/v1/stream?tail=10");
  const [first] = (
    await streamed(url, (seen) => seen.some((e) => e.name === "record"))
  ).filter((e) => e.name === "record");
  const {
    events: [made],
  } = await (await post("/api/v1/internal", { text: "later" })).json();
  const resumed = await streamed(
    url,
    (seen) => seen.some((e) => e.data.record?.label === "later"),
    { "Last-Event-ID": first.id },
  );
  assert.equal(resumed[0].data.resumed, true);
  const indices = resumed.flatMap(({ data: { record } }) =>
    record?.type === "event" ? [record.index] : [],
  );
  assert.ok(
    indices.every((index, i) => i === 0 || index === indices[i - 1] + 1),
    `${indices}`,
  );
  assert.equal(indices.at(-1), made.record.index);
});

test("pages come with a strict policy", async () => {
  const response = await get(0, "/");
  assert.equal(response.status, 200);
  assert.match(
    response.headers.get("content-security-policy"),
    /default-src 'self'/,
  );
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  for (const file of ["app.js", "app.css", "stream-worker.js", "favicon.svg"])
    assert.equal((await get(0, `/${file}`)).status, 200, file);
});
