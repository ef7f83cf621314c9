// Every text in both languages, with the same places to fill in.
import { expect, it } from "vitest";
import { en } from "../src/view/text/en";
import { es } from "../src/view/text/es";

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

it("has every key in both languages, and no text empty", () => {
  expect(Object.keys(es)).toEqual(Object.keys(en));
  for (const [key, text] of [...Object.entries(en), ...Object.entries(es)])
    expect(text.trim(), key).not.toBe("");
});

it("fills in the same places in both", () => {
  for (const [key, text] of Object.entries(en))
    expect(places(es[key as keyof typeof en]), key).toEqual(places(text));
});

it("leaves no key unused", async () => {
  const { readdirSync, readFileSync } = await import("node:fs");
  const root = new URL("../src/", import.meta.url);
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((f) => /\.tsx?$/.test(f) && !f.includes("text/e"))
    .map((f) => readFileSync(new URL(f, root), "utf8"))
    .join("\n");
  const composed =
    /^(reason|code|verdict|rule|stamps|axis|theme|key|state)_|^(internal|send|receive|crash|restart|pause|resume|full|exhausted|draining|coordinator|client|language_name)$|_one$/;
  const unused = Object.keys(en).filter(
    (key) => !composed.test(key) && !sources.includes(`"${key}"`),
  );
  expect(unused).toEqual([]);
});
