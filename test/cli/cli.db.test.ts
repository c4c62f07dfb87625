import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { build } from "esbuild";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { bundleOptions } from "../../scripts/bundle-options.ts";
import { createApp } from "../../src/app/http.ts";
import { accountByLogin } from "../../src/features/accounts/accounts.queries.ts";
import { knownToken } from "../../src/features/accounts/sessions.queries.ts";
import { logIn } from "../../src/features/accounts/sessions.usecases.ts";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { districtOf } from "../../src/features/district/district.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { storeUpload } from "../../src/features/media/media.usecases.ts";
import { createOrganisation } from "../../src/features/organisations/organisations.usecases.ts";
import { postById } from "../../src/features/posts/posts.queries.ts";
import { listProjectNotes } from "../../src/features/project-notes/project-notes.queries.ts";
import { ensureSetupLink } from "../../src/features/setup/setup.usecases.ts";
import { QUEUES } from "../../src/platform/jobs.ts";
import { openStored } from "../../src/platform/storage/storage.ts";
import { square } from "../features/emojis/pictures.ts";
import { whenFileIsDone } from "../support/closing.ts";
import { createTestCtx } from "../support/ctx.ts";
import { outgoing } from "../support/outbox.ts";
import { setUpDistrict } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";
import { startS3Server } from "../support/s3-server.ts";

/** A process a command: slow where many tests run at once. */
vi.setConfig({ testTimeout: 60_000 });
const ctx = await createTestCtx({}, "real");
const folder = mkdtempSync(join(tmpdir(), "stv-cli-"));
const bundle = join("node_modules", ".cache", `stv-cli-${process.pid}`);
const environment = {
  DATABASE_URL: ctx.databaseUrl,
  DATA_DIR: ctx.config.dataDir,
  SECRET_KEY: "11".repeat(32),
  ORIGIN: ctx.origin,
  FEDERATION_TEST_HOSTS: "heslach.test",
};

/** Bundled like the product: unbundled every start of it takes seconds. */
beforeAll(async () => {
  await build({
    ...bundleOptions,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: bundle,
    logLevel: "silent",
  });
});
afterAll(() => Promise.all([bundle, folder].map((path) => rm(path, { recursive: true }))));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(file: string[], args: string[], input: string, env: Record<string, string | undefined>): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [...file, ...args], { env: { ...process.env, ...environment, ...env } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => done({ code, out, err }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

const stv = (args: string[], input = "", env: Record<string, string | undefined> = {}) =>
  run([join(bundle, "cli.js")], args, input, env);

const NOTE = {
  title: "Ein Versuch",
  summary: "Wir haben etwas versucht.",
  goal: "Etwas versuchen",
  targetGroups: ["Alle"],
  measures: "Anfangen, aufhören.",
  outcome: "failed",
};
const noteFile = join(folder, "note.json");
await writeFile(noteFile, JSON.stringify(NOTE));
const imprint = join(folder, "imprint.json");
await writeFile(imprint, JSON.stringify({ name: "Verein", address: "Weg 1", email: "post@heslach.test" }));

const SETUP = ["setup", "--district", "Heslach", "--city", "Stuttgart", "--imprint", imprint, "--admin", "anna"];
const REST = ["--admin-name", "Anna B.", "--email", "anna@post.example", "--password-stdin"];

test("wrong usage ends with 2 and says how it is done, on standard error", async () => {
  const cases = [
    ["nonsense"],
    ["setup"],
    ["token", "create"],
    ["queue", "status", "--what"],
    SETUP,
    ["queue", "release"],
  ];
  for (const { code, out, err } of await Promise.all(cases.map((args) => stv(args)))) {
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("stv ");
  }
});

test("--help tells of every command, and of one", async () => {
  const [all, one] = await Promise.all([stv(["--help"]), stv(["token", "create", "--help"])]);
  expect([all.code, one.code]).toEqual([0, 0]);
  for (const words of [
    "setup",
    "user create",
    "token create",
    "follow",
    "project publish",
    "queue release",
    "relay add",
    "rules set",
    "announce publish",
    "emoji add",
    "demo",
  ]) {
    expect(all.out).toContain(words);
  }
  expect(one.out).toContain("--scopes");
});

test("without a database it ends with 4, not set up with 3, with a bad setting with 2", async () => {
  const [gone, early, bad] = await Promise.all([
    stv(["queue", "status"], "", { DATABASE_URL: "postgres://nobody:x@127.0.0.1:9/none" }),
    stv(["queue", "status", "--json"]),
    stv(["queue", "status"], "", { ORIGIN: "nonsense" }),
  ]);
  expect([gone.code, early.code, bad.code]).toEqual([4, 3, 2]);
  expect(JSON.parse(early.err)).toMatchObject({ error: "setup.not-set-up", fields: {} });
  expect(bad.err).toContain("ORIGIN");
});

test("setup refuses bad input and leaves nothing, then sets up, once", async () => {
  const bad = await stv([...SETUP, ...REST, "--accent", "#ffff00", "--json"], "kurz\n");
  expect(bad.code).toBe(1);
  expect(Object.keys(JSON.parse(bad.err).fields).sort()).toEqual(["admin.password", "district.accent"]);
  expect(await districtOf(ctx)).toBeNull();

  const good = await stv([...SETUP, ...REST, "--json"], "drei Esel am Brunnen\n");
  expect(good).toMatchObject({ code: 0, err: "" });
  const made = JSON.parse(good.out);
  expect(made.district).toMatchObject({ name: "Heslach", handle: "heslach", url: ctx.origin });
  expect(made.admin).toEqual({ handle: "anna", email: "anna@post.example" });
  const login = { who: "anna", password: "drei Esel am Brunnen", clientKey: "test" };
  expect((await logIn(ctx, login)).account.role).toBe("admin");
  expect((await districtOf(ctx))?.imprint?.name).toBe("Verein");

  const again = await stv([...SETUP, ...REST, "--json"], "drei Esel am Brunnen\n");
  expect([again.code, JSON.parse(again.err).error]).toEqual([1, "district.already-set-up"]);
});

test("an account is made, gets a new password, and a token that works", async () => {
  const create = ["user", "create", "karim", "--email", "karim@post.example", "--password-stdin", "--json"];
  expect(JSON.parse((await stv(create, "drei Esel am Brunnen")).out)).toMatchObject({
    handle: "karim",
    role: "member",
  });
  expect((await stv(create, "drei Esel am Brunnen")).code).toBe(1);
  expect((await stv(["user", "password", "karim", "--password-stdin"], "vier Esel am Brunnen")).code).toBe(0);
  await logIn(ctx, { who: "karim", password: "vier Esel am Brunnen", clientKey: "test" });

  const made = await stv(["token", "create", "karim", "--scopes", "follow read", "--json"]);
  const { token, scopes } = JSON.parse(made.out);
  expect(scopes).toBe("read follow");
  const known = await knownToken(ctx, token);
  expect([known?.holder?.viewer.handle, [...(known?.scopes ?? [])]]).toEqual(["karim", ["read", "follow"]]);
  const plain = await stv(["token", "create", "karim", "--scopes", "read"]);
  expect(plain.out).toMatch(/^stv_[\w-]{43}\n$/);
  expect((await stv(["token", "create", "niemand", "--scopes", "read"])).code).toBe(1);
  expect((await stv(["token", "create", "karim", "--scopes", "admin"])).code).toBe(2);
});

test("a project note is published from a file or standard input, under the district's own address", async () => {
  const published = await stv(["project", "publish", noteFile, "--as", "anna", "--json"], "", { ORIGIN: "" });
  expect(published.code).toBe(0);
  const note = JSON.parse(published.out);
  expect(note.uri).toBe(`${ctx.origin}/ap/o/${note.id}`);
  const piped = await stv(
    ["project", "publish", "-", "--as", "anna"],
    JSON.stringify({ ...NOTE, title: "Noch einer" }),
  );
  expect(piped.out).toMatch(/^https:\/\/heslach\.test\/projekte\/\S+\n$/);
  const bad = await stv(["project", "publish", "-", "--as", "anna", "--json"], "{}");
  expect([bad.code, "title" in JSON.parse(bad.err).fields]).toEqual([1, true]);
  expect((await stv(["project", "publish", join(folder, "none.json"), "--as", "anna"])).code).toBe(2);
  const waiting = await ctx.sql`select 1 from jobs where queue = 'outbox'`;
  expect(waiting.length).toBeGreaterThanOrEqual(2);
});

test("a project note is published in the name of an organisation, by its editors only", async () => {
  const anna = await accountByLogin(ctx, "anna");
  const organisation = await createOrganisation(ctx, anna!, {
    name: "Altes Feuerwehrhaus",
    handle: "feuerwehrhaus",
    about: "Bürgerhaus.",
    sector: "nonprofit",
    kind: "institution",
    address: "",
    website: "",
    openForCooperation: true,
  });
  const publish = (who: string, title: string, name = "feuerwehrhaus") =>
    stv(
      ["project", "publish", "-", "--as", who, "--as-organisation", name, "--json"],
      JSON.stringify({ ...NOTE, title }),
    );
  const good = await publish("anna", "Offenes Haus");
  expect(good).toMatchObject({ code: 0, err: "" });
  const post = await postById(ctx, JSON.parse(good.out).id);
  expect(post).toMatchObject({ authorId: organisation.id, actedById: anna!.accountId });
  const [stranger, nobody] = await Promise.all([
    publish("karim", "Erschlichen"),
    publish("anna", "Erfunden", "niemand"),
  ]);
  expect([stranger.code, JSON.parse(stranger.err).error]).toEqual([1, "organisations.not-editor"]);
  expect([nobody.code, JSON.parse(nobody.err).error]).toEqual([1, "organisations.not-found"]);
  const titles = (await listProjectNotes(ctx, null, { scope: "own", limit: 40 })).map(({ fields }) => fields.title);
  expect([titles.includes("Offenes Haus"), titles.includes("Erschlichen"), titles.includes("Erfunden")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a member is followed by handle", async () => {
  const followed = await stv(["follow", "@karim@heslach.test", "--as", "anna", "--json"]);
  expect(followed.err).toBe("");
  expect(JSON.parse(followed.out)).toMatchObject({ handle: "@karim@heslach.test", state: "accepted" });
  expect((await stv(["follow", "@niemand@heslach.test", "--as", "anna"])).code).toBe(1);
});

/** Another district on this machine, over https; commands trust its certificate. */
async function openSendling() {
  const name = "sendling.localhost";
  const { cert, private: key } = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
    ],
  });
  const ca = join(folder, "ca.pem");
  await writeFile(ca, cert);
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end();
  const front = createServer({ cert, key }, (request, response) => answer(request, response));
  await new Promise<void>((done) => front.listen(0, "127.0.0.1", done));
  const host = `${name}:${(front.address() as AddressInfo).port}`;
  const there = await createTestCtx({ ORIGIN: `https://${host}`, FEDERATION_TEST_HOSTS: host }, "real");
  await setUpDistrict(there, "sendling");
  answer = getRequestListener(createApp(there).fetch);
  whenFileIsDone(async () => {
    front.closeAllConnections();
    front.close();
  });
  return { host, env: { FEDERATION_TEST_HOSTS: `heslach.test,${host}`, NODE_EXTRA_CA_CERTS: ca } };
}

test("a district is asked to be a partner, one that asked is accepted, and the list says how things stand", async () => {
  const { host, env } = await openSendling();
  const partner = (...args: string[]) => stv(["partner", ...args, "--json"], "", env);
  const handle = `@sendling@${host}`;
  expect((await stv(["partner", "list"], "", env)).out).toBe("No other district is known.\n");
  const [bare, long, nobody, early] = await Promise.all([
    partner("add"),
    partner("add", host, "--message", "x".repeat(501)),
    partner("add", "nirgends.test"),
    partner("accept", host),
  ]);
  expect([bare.code, long.code, nobody.code, early.code]).toEqual([2, 2, 1, 1]);
  expect(JSON.parse(nobody.err).error).toBe("partners.nobody-there");
  expect(JSON.parse(early.err).error).toBe("partners.nobody-there");

  const asked = await partner("add", `https://${host}/`, "--message", "Machen wir mit?");
  expect(asked).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(asked.out)).toMatchObject({ handle, name: "Sendling", state: "requested", wants: null });
  const follows = (await outgoing(ctx)).filter(({ type }) => type === "Follow");
  expect(follows.at(-1)?.activity.object).toBe(JSON.parse(asked.out).uri);

  const them = await actorByUri(ctx, JSON.parse(asked.out).uri);
  const us = await districtOf(ctx);
  await insertFollow(ctx, them!.id, us!.actorId, "pending");
  await ctx.sql`update partners set wanted_at = now() where actor_id = ${them!.id}`;
  expect((await stv(["partner", "list"], "", env)).out).toContain(`${handle}: requested, asks for partnership`);
  const accepted = await partner("accept", handle, "--message", "Gern");
  expect(JSON.parse(accepted.out)).toMatchObject({ handle, wants: null });
  expect(await followBetween(ctx, them!.id, us!.actorId)).toMatchObject({ state: "accepted" });
  const [listed] = JSON.parse((await partner("list")).out);
  expect(listed).toMatchObject({ handle, notes: 0 });
  expect((await partner("accept", handle)).code).toBe(1);
}, 180_000);

test("a relay is asked by its address, listed with what came from it, and left again", async () => {
  const { host, env } = await openSendling();
  const relay = (...args: string[]) => stv(["relay", ...args, "--json"], "", env);
  expect((await stv(["relay", "list"], "", env)).out).toBe("No relay is subscribed to.\n");
  const inbox = `https://${host}/ap/inbox`;
  const [bare, nobody, resting] = await Promise.all([
    relay("add", host),
    relay("add", `https://${host}/x`),
    relay("add", inbox),
  ]);
  expect([bare.code, nobody.code, resting.code]).toEqual([2, 1, 1]);
  expect(JSON.parse(nobody.err).error).toBe("relays.none-there");
  expect(JSON.parse(resting.err).error).toBe("relays.rest");

  await ctx.sql`update district set federation_mode = 'open'`;
  const added = await relay("add", inbox, "--share-own");
  expect(added).toMatchObject({ code: 0, err: "" });
  const shown = { address: inbox, dialect: "mastodon", state: "asked", sharesOwn: true };
  expect(JSON.parse(added.out)).toMatchObject(shown);
  expect((await outgoing(ctx)).at(-1)?.activity).toMatchObject({ type: "Follow" });
  expect(JSON.parse((await relay("list")).out)).toMatchObject([{ ...shown, week: { received: 0 } }]);
  expect((await stv(["relay", "list"], "", env)).out).toContain(
    `${inbox}: asked (mastodon), gets our public posts; this week 0`,
  );
  expect((await relay("remove", "anderswo.test")).code).toBe(1);
  expect(JSON.parse((await relay("remove", host)).out)).toEqual({ address: inbox });
  expect((await outgoing(ctx)).at(-1)?.activity).toMatchObject({ type: "Undo", object: { type: "Follow" } });
  expect(JSON.parse((await relay("list")).out)).toEqual([]);
  await ctx.sql`update district set federation_mode = 'partnersWrite'`;
}, 180_000);

test("emojis are added from a file, listed and removed", async () => {
  const file = join(folder, "emoji.png");
  await writeFile(file, await square());
  expect((await stv(["emoji", "list"])).out).toBe("There are no emojis.\n");
  const added = await stv(["emoji", "add", file, "--shortcode", "hoffest", "--category", "Feste", "--json"]);
  expect(JSON.parse(added.out)).toMatchObject({ shortcode: "hoffest", category: "Feste", inPicker: true });
  expect((await stv(["emoji", "list"])).out).toBe(":hoffest: Feste\n");
  const [twice, missing, bad] = [
    await stv(["emoji", "add", file, "--shortcode", "HOFFEST"]),
    await stv(["emoji", "add", join(folder, "fehlt.png"), "--shortcode", "fehlt"]),
    await stv(["emoji", "add", noteFile, "--shortcode", "kein_bild"]),
  ];
  expect([twice.code, missing.code, bad.code]).toEqual([1, 2, 1]);
  expect((await stv(["emoji", "remove", ":Hoffest:"])).out).toBe("There are no emojis.\n");
  expect((await stv(["emoji", "remove", "hoffest"])).code).toBe(1);
});

test("the rules are replaced by the lines of standard input, and keep their ids", async () => {
  expect((await stv(["rules", "list"])).out).toBe("There are no rules.\n");
  const first = await stv(["rules", "set", "--json"], "Keine Werbung. | No advertising.\n\nFreundlich bleiben.\n");
  const rules = JSON.parse(first.out);
  expect(rules).toMatchObject([{ text: "Keine Werbung.", textEn: "No advertising." }, { text: "Freundlich bleiben." }]);
  const second = await stv(["rules", "set", "--json"], "Freundlich bleiben.");
  expect(JSON.parse(second.out)).toEqual([rules[1]]);
  expect((await stv(["rules", "list"])).out).toBe("Freundlich bleiben.\n");
}, 180_000);

test("something is announced from standard input, shown, and taken down", async () => {
  expect((await stv(["announce", "list"])).out).toBe("Nothing is announced.\n");
  const asked = [
    "announce",
    "publish",
    "--starts",
    "5.12.2030 18:30",
    "--ends",
    "2030-12-05 20:00",
    "--members",
    "--json",
  ];
  const made = JSON.parse((await stv(asked, "Treffen im Feuerwehrhaus\nMit Kuchen\n")).out);
  expect(made).toMatchObject({
    ...{ text: "Treffen im Feuerwehrhaus\nMit Kuchen", audience: "members", allDay: false },
    ...{ startsAt: "2030-12-05T17:30:00.000Z", endsAt: "2030-12-05T19:00:00.000Z" },
  });
  const shown = `${made.id}  members  2030-12-05 18:30 – 2030-12-05 20:00  Treffen im Feuerwehrhaus …\n`;
  expect((await stv(["announce", "list"])).out).toBe(shown);
  const wrong = await stv(["announce", "publish", "--ends", "gestern", "--json"], "Zu spät");
  expect([wrong.code, Object.keys(JSON.parse(wrong.err).fields)]).toEqual([1, ["endsOn"]]);
  expect((await stv(["announce", "take-down", made.id])).out).toBe("Nothing is announced.\n");
  expect((await stv(["announce", "take-down", made.id])).code).toBe(1);
}, 180_000);

test("the queues are shown, the dead tried again, a held server released", async () => {
  await ctx.sql`insert into peers (host, failures, held_until) values ('weg.test', 3, now() + interval '1 hour')`;
  await ctx.sql`insert into jobs (queue, host, payload, dead_at, last_error)
    values ('delivery', 'weg.test', 'streng geheim', now(), '503')`;
  const status = await stv(["queue", "status", "--json"]);
  const seen = JSON.parse(status.out);
  expect(seen.queues.map(({ queue }: { queue: string }) => queue)).toContain("delivery");
  expect(seen.hosts).toMatchObject([{ host: "weg.test", failures: 3 }]);
  expect(seen.dead).toMatchObject([{ host: "weg.test", reason: "503" }]);
  expect(status.out).not.toContain("geheim");
  expect((await stv(["queue", "status"])).out).toContain("weg.test does not answer");
  expect(JSON.parse((await stv(["queue", "retry", "--host", "weg.test", "--json"])).out)).toEqual({ retried: 1 });
  expect(JSON.parse((await stv(["queue", "release", "weg.test", "--json"])).out)).toMatchObject({ host: "weg.test" });
  expect(await ctx.sql`select failures from peers where host = 'weg.test'`).toEqual([{ failures: 0 }]);
});

test("demo fills the instance, with failures too, and twice does no harm", async () => {
  const first = JSON.parse((await stv(["demo", "--json"])).out);
  expect(first.published.length).toBeGreaterThanOrEqual(8);
  expect(JSON.parse((await stv(["demo", "--json"])).out)).toEqual({ published: [] });
  const notes = await listProjectNotes(ctx, null, { scope: "own", limit: 40 });
  expect(notes.filter(({ fields }) => fields.outcome === "failed").length).toBeGreaterThanOrEqual(2);
});

test("media move brings uploads into the bucket and back, and says so when there is none", async () => {
  const store = await startS3Server();
  const anna = await accountByLogin(ctx, "anna");
  if (!anna) throw new Error("nobody is set up");
  const bytes = Buffer.from("%PDF-1.4\n%%EOF\n");
  const { storageKey } = await storeUpload(ctx, anna, { bytes, fileName: "plan.pdf" });
  const without = await stv(["media", "move", "--to", "bucket"]);
  expect([without.code, without.err]).toEqual([2, expect.stringContaining("S3_ENDPOINT")]);
  expect((await stv(["media", "move", "--to", "mond"], "", store.environment)).code).toBe(2);
  const there = await stv(["media", "move", "--to", "bucket", "--json"], "", store.environment);
  expect([there.err, JSON.parse(there.out)]).toEqual(["", { to: "bucket", files: 1 }]);
  expect(store.objects.get(`media/${storageKey.slice(0, 2)}/${storageKey}`)).toEqual(bytes);
  expect(await openStored(ctx, storageKey, "whole")).toBeNull();
  const back = await stv(["media", "move", "--to", "disk", "--json"], "", store.environment);
  expect(JSON.parse(back.out)).toEqual({ to: "disk", files: 1 });
  expect(store.objects.size).toBe(0);
  const stored = await openStored(ctx, storageKey, "whole");
  expect(Buffer.from(await new Response(stored?.stream).arrayBuffer())).toEqual(bytes);
});

test("bin/stv.mjs runs it in the checkout and hands its exit code on", async () => {
  const [done, wrong] = await Promise.all([
    run(["bin/stv.mjs"], ["queue", "status", "--json"], "", {}),
    run(["bin/stv.mjs"], ["nonsense"], "", {}),
  ]);
  expect([done.code, wrong.code]).toEqual([0, 2]);
  expect(JSON.parse(done.out).queues).toHaveLength(QUEUES.length);
});

test("a set-up without ORIGIN takes the origin of the https server that waits for it", async () => {
  const waiting = await createTestCtx({}, "real");
  expect(await ensureSetupLink(waiting)).toContain("/einrichten");
  const { code, out } = await stv(
    ["setup", "--district", "Sued", "--admin", "berta", "--email", "b@example.org", "--password-stdin", "--json"],
    "ein langes Kennwort 7",
    { DATABASE_URL: waiting.databaseUrl, ORIGIN: "", FEDERATION_TEST_HOSTS: "" },
  );
  expect(code).toBe(0);
  expect(JSON.parse(out).district.uri).toMatch(/^https:\/\/heslach\.test\/ap\/a\//);
});
