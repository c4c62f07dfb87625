// Starts the built product on an empty folder, sets it up, publishes a note over the API and fetches it back as ActivityPub.

import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, freePort, startInstance, stv } from "./instance.mjs";

const NOTE = JSON.parse(readFileSync(new URL("./two-districts-note.json", import.meta.url), "utf8"));
const folder = await mkdtemp(join(tmpdir(), "stv-smoke-"));
await chmod(folder, 0o755);
const port = await freePort();
const environment = {
  ORIGIN: "https://smoke.test",
  FEDERATION_TEST_HOSTS: "smoke.test",
  PORT: String(port),
  DATA_DIR: folder,
  LOG_LEVEL: "warning",
};
const ask = (path, options = {}) => call(`http://127.0.0.1:${port}${path}`, { ...options, hostHeader: "smoke.test" });

function demand(condition, what) {
  if (!condition) throw new Error(`Not so: ${what}`);
  console.log(`ok  ${what}`);
}

let instance = await startInstance(environment);
try {
  demand(instance.output().includes("/einrichten?"), "the first start prints a set-up link");
  await stv(
    environment,
    [
      "setup",
      "--district",
      "Heslach",
      "--handle",
      "heslach",
      "--city",
      "Stuttgart",
      "--admin",
      "anna",
      "--email",
      "anna@example.org",
      "--password-stdin",
    ],
    "ein langes Kennwort 7",
  );
  const { token } = await stv(environment, ["token", "create", "anna", "--scopes", "read write"]);
  const answer = await ask("/api/v1/stadtteil/projects", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(NOTE),
  });
  demand(answer.status === 200 || answer.status === 201, `publishing answers ${answer.status}`);
  const note = answer.json();
  const path = new URL(note.uri).pathname;
  const document = await ask(path, { headers: { accept: "application/activity+json" } });
  demand(document.status === 200 && document.json().id === note.uri, "the note comes back as ActivityPub under its id");
  const again = await ask(path, {
    headers: { accept: "application/activity+json", "if-none-match": document.headers.etag },
  });
  demand(again.status === 304, "asked again with its ETag it is 304");
  const page = await ask(new URL(note.url).pathname, { headers: { accept: "text/html" } });
  demand(page.status === 200 && page.text.includes(NOTE.title), "and as a page, without login");
  demand((await instance.stop()) === 0, "SIGTERM ends it with 0");
  instance = await startInstance(environment);
  demand(instance.readyAfterMs < 3000, `a later start is ready after ${instance.readyAfterMs} ms`);
  demand(
    (await ask(path, { headers: { accept: "application/activity+json" } })).text === document.text,
    "and finds its data",
  );
} finally {
  await instance.stop();
  await rm(folder, { recursive: true, force: true });
}
