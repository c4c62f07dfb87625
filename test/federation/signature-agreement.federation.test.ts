import { generateKeyPairSync, type KeyObject, webcrypto } from "node:crypto";
import { signRequest as signByFedify, verifyRequest } from "@fedify/fedify";
import { beforeAll, describe, expect, test } from "vitest";
import { contextLoader } from "../../src/federation/json-ld/contexts.ts";
import { signCavageGet } from "../../src/federation/signatures/cavage.ts";
import { canonicalRequest, readSignature } from "../../src/federation/signatures/http-signature.ts";
import { BadSignature } from "../../src/federation/signatures/parts.ts";
import { signRfc9421Get } from "../../src/federation/signatures/rfc9421.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { type SignOptions, signRequest } from "../support/signing.ts";

const INBOX = "https://heslach.test/ap/inbox";
const ACTOR = "https://victim.test/users/alice";
const KEY_ID = `${ACTOR}#main-key`;
const BODY = JSON.stringify({ type: "Follow", actor: ACTOR });
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });

let ctx: TestCtx;
beforeAll(async () => {
  ctx = await createTestCtx();
});

const bundled = contextLoader(new Map());
const actorDocument = {
  "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
  id: ACTOR,
  type: "Person",
  preferredUsername: "alice",
  inbox: `${ACTOR}/inbox`,
  publicKey: { id: KEY_ID, owner: ACTOR, publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString() },
};

async function fedifyAccepts(request: Request): Promise<boolean> {
  try {
    const key = await verifyRequest(request, {
      documentLoader: async () => ({ contextUrl: null, document: actorDocument, documentUrl: ACTOR }),
      contextLoader: async (url) => ({ ...(await bundled(url)), contextUrl: null }),
    });
    return key !== null;
  } catch {
    return false;
  }
}

async function weAccept(request: Request): Promise<boolean> {
  try {
    const signature = readSignature(ctx, canonicalRequest(ctx, request));
    const body = new Uint8Array(await request.clone().arrayBuffer());
    return (request.method !== "POST" || signature.fits(body)) && signature.verify(publicKey);
  } catch (error) {
    if (error instanceof BadSignature) return false;
    throw error;
  }
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const hours = (number: number): Date => new Date(Date.now() + number * 3_600_000);

/** What is signed, and whether both must accept it. `stricter`: Fedify lets it pass and we do not, on purpose. */
const CASES: readonly [string, () => SignOptions & { sendBody?: string }, "accept" | "refuse" | "stricter"][] = [
  ["as it should be", () => ({}), "accept"],
  ["the wrong key", () => ({ key: other.privateKey }), "refuse"],
  ["another body", () => ({ sendBody: `${BODY} ` }), "refuse"],
  ["no digest", () => ({ digest: null }), "refuse"],
  ["a wrong digest", () => ({ digest: "SHA-256=AAAA" }), "refuse"],
  ["two hours old", () => ({ date: hours(-2), created: Math.floor(hours(-2).getTime() / 1000) }), "refuse"],
  ["two hours ahead", () => ({ date: hours(2), created: Math.floor(hours(2).getTime() / 1000) }), "refuse"],
  ["an altered signature", () => ({ signature: "QUFBQQ==" }), "refuse"],
  ["no base64", () => ({ signature: "***" }), "refuse"],
];

const CAVAGE_CASES: typeof CASES = [
  ["a foreign algorithm name", () => ({ algorithm: "hmac-sha256" }), "stricter"],
  ["hs2019", () => ({ algorithm: "hs2019" }), "accept"],
  ["another order", () => ({ covered: ["digest", "date", "host", "(request-target)"] }), "accept"],
  ["no host", () => ({ covered: ["(request-target)", "date", "digest"] }), "stricter"],
  ["no request target", () => ({ covered: ["host", "date", "digest"] }), "refuse"],
  ["only the date", () => ({ covered: ["date"] }), "refuse"],
  ["garbage for a date", () => ({ date: "garbage" }), "refuse"],
];

const RFC_CASES: typeof CASES = [
  [
    "more than must be",
    () => ({ covered: ["@method", "@target-uri", "@authority", "host", "date", "content-digest"] }),
    "accept",
  ],
  ["no algorithm", () => ({ algorithm: null }), "accept"],
  ["a foreign algorithm", () => ({ algorithm: "hmac-sha256" }), "refuse"],
  ["expired", () => ({ expires: seconds() - 10 }), "stricter"],
  ["no method", () => ({ covered: ["@target-uri", "content-digest"] }), "stricter"],
  ["no digest signed", () => ({ covered: ["@method", "@target-uri"] }), "stricter"],
];

function requestOf(scheme: "cavage" | "rfc9421", options: SignOptions & { sendBody?: string }): Request {
  const signer = { keyId: KEY_ID, key: privateKey, now: new Date() };
  const headers = signRequest({ method: "POST", url: INBOX, body: BODY }, signer, { scheme, ...options });
  return new Request(INBOX, {
    method: "POST",
    headers: { ...headers, "content-type": "application/activity+json" },
    body: options.sendBody ?? BODY,
  });
}

describe.each([
  ["cavage", [...CASES, ...CAVAGE_CASES]],
  ["rfc9421", [...CASES, ...RFC_CASES]],
] as const)("our verifier and Fedify's agree on %s", (scheme, cases) => {
  test.each(cases)("%s", async (_name, options, expected) => {
    const request = requestOf(scheme, options());
    expect({ we: await weAccept(request), fedify: await fedifyAccepts(request) }).toEqual({
      we: expected === "accept",
      fedify: expected !== "refuse",
    });
  });
});

describe("what Fedify signs, we accept", () => {
  const importKey = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
    webcrypto.subtle.importKey(
      "pkcs8",
      key.export({ type: "pkcs8", format: "der" }),
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      true,
      ["sign"],
    );

  test.each(["draft-cavage-http-signatures-12", "rfc9421"] as const)("%s, POST and GET", async (spec) => {
    const key = await importKey(privateKey);
    const post = new Request(INBOX, {
      method: "POST",
      headers: { "content-type": "application/activity+json" },
      body: BODY,
    });
    expect(await weAccept(await signByFedify(post, key, new URL(KEY_ID), { spec }))).toBe(true);
    const get = new Request("https://heslach.test/ap/o/1", { headers: { accept: "application/activity+json" } });
    expect(await weAccept(await signByFedify(get, key, new URL(KEY_ID), { spec }))).toBe(true);
  });
});

test.each([
  ["cavage", signCavageGet],
  ["rfc9421", signRfc9421Get],
] as const)("the GETs that we sign with %s, Fedify accepts", async (_scheme, sign) => {
  const url = new URL("https://victim.test/notes/1");
  const headers = sign(url, { keyId: KEY_ID, privateKey }, new Date());
  expect(await fedifyAccepts(new Request(url, { headers: { host: url.host, ...headers } }))).toBe(true);
});
