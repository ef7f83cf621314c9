// docs/http-api.openapi.yaml as something to hold answers against.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(
  new URL("../../web/package.json", import.meta.url),
);
const Ajv = require("ajv/dist/2020.js").default;
const { parse } = require("yaml");

export const api = parse(
  readFileSync(
    new URL("../../docs/http-api.openapi.yaml", import.meta.url),
    "utf8",
  ),
  { merge: true },
);
const ajv = new Ajv({ strict: false, allErrors: true });
require("ajv-formats").default(ajv);
ajv.addSchema(api, "api");

/** Asserts that `value` is what components/schemas/`name` says. */
export function holds(name, value) {
  const validate = ajv.getSchema(`api#/components/schemas/${name}`);
  assert.ok(validate, `the description has no ${name}`);
  assert.ok(
    validate(value),
    `${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 600)}`,
  );
}

/**
 * Asserts that an answer has a status the description gives this operation, and its body the
 * schema.
 */
export async function answered(path, method, response) {
  const operation = api.paths[path]?.[method];
  assert.ok(operation, `${method} ${path} is not described`);
  let described = operation.responses[String(response.status)];
  assert.ok(
    described,
    `${method} ${path} answered ${response.status}, which is not described`,
  );
  if (described.$ref)
    described = api.components.responses[described.$ref.split("/").at(-1)];
  const type = response.headers.get("content-type").split(";")[0];
  const media = described.content[type];
  assert.ok(media, `${method} ${path} ${response.status} is ${type}`);
  if (!type.endsWith("json")) return response.text();
  const body = await response.json();
  const validate = ajv.compile(rooted(media.schema));
  assert.ok(
    validate(body),
    `${method} ${path} ${response.status}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body).slice(0, 600)}`,
  );
  return body;
}

/** A schema out of the description, its references made to stand outside of it. */
const rooted = (schema) =>
  JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components', '"api#/components'),
  );

/** The first events of a stream, until `enough` says so. */
export async function streamed(url, enough, headers = {}) {
  const stop = new AbortController();
  const response = await fetch(url, {
    headers,
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]),
  });
  assert.equal(
    response.headers.get("content-type").split(";")[0],
    "text/event-stream",
  );
  const events = [];
  let rest = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body) {
    rest += decoder.decode(piece, { stream: true });
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block
          .split("\n")
          .filter((l) => !l.startsWith(":"))
          .map((l) => [
            l.slice(0, l.indexOf(":")),
            l.slice(l.indexOf(":") + 1).trimStart(),
          ]),
      );
      if (fields.event)
        events.push({
          name: fields.event,
          id: fields.id,
          data: JSON.parse(fields.data),
        });
    }
    if (enough(events)) break;
  }
  stop.abort();
  return events;
}
