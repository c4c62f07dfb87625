import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/app/http.ts";
import { type RunningServer, serveApp } from "../../src/app/server.ts";
import { actorById } from "../../src/features/actors/actors.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { clearInbox, queuedActivities } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type PeerActor } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow, insertPost } from "../support/rows.ts";
import type { SignOptions } from "../support/signing.ts";

/** A peer without any library: signs with `node:crypto` alone, and speaks over a socket with the server that we ship. */

let us: Instance;
let server: RunningServer;
let alice: PeerActor;
let post: { readonly uri: string };

beforeAll(async () => {
  us = await createInstance();
  server = await serveApp(createApp(us.ctx), "127.0.0.1", 0);
  const peer = await createPeer(us.network, "byhand.test", us.ctx.now);
  alice = await peer.person("alice");
  const anna = await actorById(us.ctx, (await createMember(us.ctx, "anna")).actorId);
  if (!anna) throw new Error("no member");
  post = await insertPost(us.ctx, anna, { visibility: "followers" });
  await insertFollow(us.ctx, (await resolveActor(us.ctx, alice.uri)).id, anna.id);
});

afterAll(() => server.close(0));

function exchange(method: "GET" | "POST", url: string, headers: Record<string, string>, body = ""): Promise<number> {
  const { host, pathname, search } = new URL(url);
  return new Promise((done, fail) => {
    const options = { host: "127.0.0.1", port: server.port, method, path: pathname + search, agent: false };
    const request = httpRequest({ ...options, headers: { ...headers, host } }, (response) => {
      response.resume().once("end", () => done(response.statusCode ?? 0));
    });
    request.once("error", fail);
    request.end(body);
  });
}

const hash = (name: "sha256" | "sha512", body: string): string => createHash(name).update(body).digest("base64");
const md5 = (body: string): string => createHash("md5").update(body).digest("base64");

type Digest = (body: string) => string;

const CAVAGE: readonly [string, Digest, 202 | 401][] = [
  ["SHA-256, as most write it", (body) => `SHA-256=${hash("sha256", body)}`, 202],
  ["sha-256 in small letters", (body) => `sha-256=${hash("sha256", body)}`, 202],
  ["SHA-512 before SHA-256", (body) => `SHA-512=${hash("sha512", body)},SHA-256=${hash("sha256", body)}`, 202],
  ["SHA-256 before what nobody knows", (body) => `SHA-256=${hash("sha256", body)}, UNIXsum=30637`, 202],
  ["two SHA-256, one of them wrong", (body) => `SHA-256=${hash("sha256", body)},SHA-256=${hash("sha256", "x")}`, 401],
  ["MD5 alone", (body) => `MD5=${md5(body)}`, 401],
];

const RFC9421: readonly [string, Digest, 202 | 401][] = [
  ["sha-256", (body) => `sha-256=:${hash("sha256", body)}:`, 202],
  ["sha-512", (body) => `sha-512=:${hash("sha512", body)}:`, 202],
  ["both", (body) => `sha-256=:${hash("sha256", body)}:, sha-512=:${hash("sha512", body)}:`, 202],
  ["both, one of them wrong", (body) => `sha-256=:${hash("sha256", body)}:, sha-512=:${hash("sha512", "x")}:`, 401],
  ["md5 alone", (body) => `md5=:${md5(body)}:`, 401],
];

async function posted(options: SignOptions, digest: Digest): Promise<number> {
  await clearInbox(us.ctx);
  const body = JSON.stringify(alice.activity("Follow", us.district.actorUri));
  const signed = alice.sign({ method: "POST", url: us.inbox, body }, { ...options, digest: digest(body) });
  const headers = {
    ...signed,
    "content-type": "application/activity+json",
    "content-length": String(Buffer.byteLength(body)),
  };
  const status = await exchange("POST", us.inbox, headers, body);
  expect(await queuedActivities(us.ctx)).toHaveLength(status === 202 ? 1 : 0);
  return status;
}

describe("POST", () => {
  test.each(CAVAGE)("T024, 35 draft-cavage with %s", async (_name, digest, status) => {
    expect(await posted({ scheme: "cavage" }, digest)).toBe(status);
  });

  test.each(RFC9421)("T024, 35 RFC 9421 with %s, by RSA and by Ed25519", async (_name, digest, status) => {
    expect(await posted({ scheme: "rfc9421" }, digest)).toBe(status);
    const ed25519 = { key: alice.ed25519, keyId: alice.ed25519KeyId };
    expect(await posted({ scheme: "rfc9421", ...ed25519 }, digest)).toBe(status);
  });
});

describe("GET", () => {
  const get = (options: SignOptions | null): Promise<number> => {
    const signed = options === null ? {} : alice.sign({ method: "GET", url: post.uri }, options);
    return exchange("GET", post.uri, { ...signed, accept: "application/activity+json" });
  };

  test.each(["cavage", "rfc9421"] as const)("%s opens what is for followers", async (scheme) => {
    expect(await get({ scheme })).toBe(200);
    expect(await get({ scheme, signature: "QUFBQQ==" })).toBe(404);
    expect(await get(null)).toBe(404);
  });
});
