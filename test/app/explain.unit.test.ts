import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../src/app/embedded-postgres.ts";
import { explain } from "../../src/app/explain.ts";
import { serveApp } from "../../src/app/server.ts";
import { parseConfig } from "../../src/platform/config.ts";

const reasonOf = (start: Promise<unknown>): Promise<string> =>
  start.then(
    () => "it started",
    (error: unknown) => explain(error),
  );

test("a folder that cannot be made is laid to DATA_DIR", async () => {
  const dataDir = `${fileURLToPath(import.meta.url)}/data`;
  const reason = await reasonOf(startEmbeddedPostgres({ dataDir, announce: () => {} }));
  expect(reason).toMatch(/^The folder of DATA_DIR, .*could not be made/);
});

test("an address that is not this machine's is laid to HOST", async () => {
  const app = { fetch: () => new Response() };
  // 192.0.2.0/24 belongs to nobody (RFC 5737).
  expect(await reasonOf(serveApp(app as never, "192.0.2.1", 0))).toContain("HOST");
});

test.each([
  ["PORT", "abc", "a whole number from 0 to 65535"],
  ["PORT", "99999", "a whole number from 0 to 65535"],
  ["ROLE", "boss", "web"],
])("%s=%s is refused with what it may be", (name, value, wanted) => {
  const read = async () => parseConfig({ [name]: value });
  return expect(reasonOf(read())).resolves.toMatch(new RegExp(`${name} is "${value}", but must be: .*${wanted}`));
});
