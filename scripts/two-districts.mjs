// Two districts on this machine, over https, that follow each other's news: `npm run two-districts`.
//   --demo   fills both with examples      --check   proves the way of a note (publish, edit, delete) and ends

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { call, freePort, startInstance, stv, until } from "./instance.mjs";

const check = process.argv.includes("--check");
const demo = process.argv.includes("--demo");
const FRONT_PORT = Number(process.env.FRONT_PORT ?? 8443);

const NOTE = JSON.parse(readFileSync(new URL("./two-districts-note.json", import.meta.url), "utf8"));

const folder = await mkdtemp(join(tmpdir(), "stv-two-"));
// As root the database runs as another user, which must be able to enter.
await chmod(folder, 0o755);
const frontPort = check ? await freePort() : FRONT_PORT;
const districts = [
  { district: "Möhringen", handle: "moehringen", admin: "mira", name: "Mira M." },
  { district: "Degerloch", handle: "degerloch", admin: "deniz", name: "Deniz D." },
].map((district) => ({
  ...district,
  host: `${district.handle}.localhost`,
  origin: `https://${district.handle}.localhost:${frontPort}`,
  password: randomBytes(9).toString("base64url"),
}));
const [moehringen, degerloch] = districts;

const closing = [];
let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const close of closing.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
  process.exit(code);
}
process.on("SIGINT", () => stop(0));
process.on("SIGTERM", () => stop(0));

try {
  const { cert, ca } = await openFront();
  await Promise.all(districts.map((district) => startDistrict(district, ca)));
  await Promise.all(districts.map(setUp));
  await stv(degerloch.environment, [
    "follow",
    `@${moehringen.handle}@${moehringen.host}:${frontPort}`,
    "--as",
    degerloch.admin,
  ]);
  await stv(moehringen.environment, [
    "follow",
    `@${degerloch.handle}@${degerloch.host}:${frontPort}`,
    "--as",
    moehringen.admin,
  ]);
  if (demo) for (const district of districts) await stv(district.environment, ["demo"]);
  await sendNote(cert);
  if (check) await stop(0);
  tell();
} catch (error) {
  console.error(error);
  await stop(1);
}

/** A small TLS front with a certificate of its own, which both instances are told to trust. */
async function openFront() {
  const names = districts.map(({ host }) => ({ type: 2, value: host }));
  const { cert, private: key } = await generate(
    [{ name: "commonName", value: "Stadtteilvernetzer, this machine only" }],
    {
      keyType: "ec",
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "subjectAltName", altNames: names },
      ],
    },
  );
  const ca = join(folder, "ca.pem");
  await writeFile(ca, cert);
  const front = createServer({ cert, key }, (request, response) => {
    const district = districts.find(({ host }) => request.headers.host === `${host}:${frontPort}`);
    if (!district) return response.writeHead(421).end();
    const inner = httpRequest(
      { host: "127.0.0.1", port: district.port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    inner.on("error", () => response.writeHead(502).end());
    return request.pipe(inner);
  });
  await new Promise((done, fail) => front.once("error", fail).listen(frontPort, "127.0.0.1", done));
  closing.push(() => new Promise((done) => front.close(done) && front.closeAllConnections()));
  return { cert, ca };
}

async function startDistrict(district, ca) {
  district.port = await freePort();
  const dataDir = join(folder, district.handle);
  await mkdir(dataDir, { mode: 0o755 });
  district.environment = {
    ORIGIN: district.origin,
    PORT: String(district.port),
    DATA_DIR: dataDir,
    FEDERATION_TEST_HOSTS: districts.map(({ host }) => `${host}:${frontPort}`).join(","),
    NODE_EXTRA_CA_CERTS: ca,
    LOG_LEVEL: "warning",
  };
  const instance = await startInstance(district.environment, check ? district.handle : undefined);
  closing.push(() => instance.stop());
  console.log(`${district.district} runs after ${(instance.readyAfterMs / 1000).toFixed(1)} s`);
}

async function setUp(district) {
  await stv(
    district.environment,
    [
      "setup",
      "--district",
      district.district,
      "--handle",
      district.handle,
      "--city",
      "Stuttgart",
      "--admin",
      district.admin,
      "--admin-name",
      district.name,
      "--email",
      `${district.admin}@example.org`,
      "--password-stdin",
    ],
    district.password,
  );
  const { token } = await stv(district.environment, [
    "token",
    "create",
    district.admin,
    "--scopes",
    "read write follow",
  ]);
  district.token = token;
}

/** Publishes a note with every field in Möhringen and waits for it in Degerloch; with --check edits and deletes it, too. */
async function sendNote(cert) {
  const api = (district, path, options = {}) =>
    call(`${district.origin}/api/v1/stadtteil/projects${path}`, {
      ...options,
      ca: cert,
      connectTo: "127.0.0.1",
      headers: { authorization: `Bearer ${district.token}`, "content-type": "application/json" },
      body: options.body && JSON.stringify(options.body),
    });
  const began = performance.now();
  const published = await api(moehringen, "", { method: "POST", body: NOTE });
  if (published.status >= 300) throw new Error(`Publishing failed: ${published.status} ${published.text}`);
  const note = published.json();
  const arrived = async () => (await api(degerloch, "?scope=all")).json().find(({ uri }) => uri === note.uri);
  const copy = await until("the note in Degerloch", arrived);
  console.log(`A note from Möhringen reached Degerloch after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const sameBytes = async () => {
    const [here, there] = await Promise.all([
      api(moehringen, `/${note.id}/document`),
      api(degerloch, `/${copy.id}/document`),
    ]);
    return here.text === there.text;
  };
  if (!(await sameBytes())) throw new Error("The documents differ");
  console.log("Both hold the same document, byte for byte.");
  if (!check) return;
  await api(moehringen, `/${note.id}`, { method: "PATCH", body: { title: "Geändert: was wir gelernt haben" } });
  await until(
    "the edit in Degerloch",
    async () => (await arrived())?.title.startsWith("Geändert") && (await sameBytes()),
  );
  console.log("The edit followed.");
  await api(moehringen, `/${note.id}`, { method: "DELETE" });
  await until("the deletion in Degerloch", async () => !(await arrived()));
  console.log("The deletion followed.");
}

function tell() {
  for (const { district, origin, admin, password } of districts) {
    console.log(`\n${district}: ${origin}\n  log in with ${admin}@example.org and ${password}`);
  }
  console.log("\nThe certificate is made for this run: the browser asks once whether to go on. Ctrl-C ends both.");
}
