import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { handleInboxPost, verifySignedGet } from "../../src/federation/gate.ts";
import { normalise } from "../../src/federation/json-ld/json-ld.ts";
import { AppError } from "../../src/platform/errors.ts";
import type { JsonObject } from "../../src/platform/json.ts";
import { clearInbox } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type PeerActor } from "../support/peer.ts";

/** `.ci/run` asks for many more. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 500);
const timeout = 60_000 + numRuns * 40;

let us: Instance;
let mallory: PeerActor;

beforeAll(async () => {
  us = await createInstance();
  const peer = await createPeer(us.network, "evil.test", us.ctx.now);
  mallory = await peer.person("mallory");
  const answer = await mallory.post(us.inbox, mallory.activity("Follow", us.district.actorUri));
  expect(answer.status).toBe(202);
  await clearInbox(us.ctx);
});

const statusOf = async (body: string, headers: Record<string, string>): Promise<number> => {
  const request = new Request(us.inbox, { method: "POST", headers, body });
  const response = await handleInboxPost(us.ctx, request, null);
  return response.status;
};

const signed = (body: string): Record<string, string> => ({
  "content-type": "application/activity+json",
  ...mallory.sign({ method: "POST", url: us.inbox, body }),
});

const address = fc.oneof(
  fc.constantFrom("https://evil.test/users/mallory", "https://evil.test/1", "https://victim.test/a", "as:Public", ""),
  fc.webUrl(),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const value = fc.oneof(address, fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(null, 0, -1, 1e308, true, [], {}));
const context = fc.oneof(
  fc.constantFrom<unknown>("https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1", null, [], {}, 7),
  fc.dictionary(
    fc.constantFrom("stv", "as", "actor", "object", "x", "@vocab", "@base", "@language", "type", "id"),
    fc.oneof(
      fc.constantFrom<unknown>(
        "as:actor",
        "@id",
        "@graph",
        "@type",
        null,
        7,
        "https://www.w3.org/ns/activitystreams#",
        "x:",
      ),
      fc.record({
        "@id": fc.constantFrom("as:object", "@reverse", "x"),
        "@container": fc.constantFrom("@set", "@list", 7),
      }),
    ),
  ),
);

const activity = fc.record(
  {
    "@context": fc.oneof(context, fc.array(context, { maxLength: 3 })),
    id: fc.oneof(fc.constant("https://evil.test/activities/1"), value),
    type: fc.oneof(fc.constantFrom("Create", "Undo", "Delete", "Update", "Follow", "Unknown"), value),
    actor: fc.oneof(fc.constant("https://evil.test/users/mallory"), value),
    object: fc.oneof(value, fc.record({ id: value, type: value, object: value, attributedTo: value, tag: value })),
    to: value,
    signature: fc.oneof(value, fc.record({ creator: value })),
    proof: fc.oneof(value, fc.record({ verificationMethod: value })),
    "as:actor": value,
    "@type": value,
  },
  { requiredKeys: [] },
);

test("28 whatever a signed body holds, the answer is never a 5xx", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(activity, async (document) => {
      const body = JSON.stringify(document);
      expect(await statusOf(body, signed(body))).toBeLessThan(500);
    }),
    { numRuns },
  );
  expect(us.network.asked.length).toBeLessThan(numRuns);
});

test("whatever bytes are signed, the answer is never a 5xx", { timeout }, async () => {
  const broken = fc
    .tuple(activity, fc.nat(400), fc.string({ unit: "binary", maxLength: 4 }))
    .map(([document, at, junk]) => {
      const text = JSON.stringify(document);
      return text.slice(0, at) + junk + text.slice(at + junk.length);
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, fc.string({ unit: "binary" }), fc.json()), async (body) => {
      expect(await statusOf(body, signed(body))).toBeLessThan(500);
    }),
    { numRuns },
  );
});

const headerText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom(
    'keyId="https://evil.test/users/mallory#main-key",headers="(request-target) host date digest",signature="AAAA"',
    'sig1=("@method" "@target-uri" "content-digest");created=1;keyid="https://evil.test/users/mallory#main-key"',
    "sig1=:AAAA:",
    "SHA-256=AAAA",
    "0",
    "Sun, 22 Nov 2026 10:00:00 GMT",
  ),
);

test("whatever the headers hold, the answer is never a 5xx, for a GET neither", { timeout }, async () => {
  const names = ["signature", "signature-input", "digest", "content-digest", "date", "content-type", "content-length"];
  const given = fc.dictionary(fc.constantFrom(...names), headerText, { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(given, async (changed) => {
      const headers = { ...signed("{}"), ...changed };
      const safe = Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, text.replace(/[^\x20-\x7e]/g, "?")]),
      );
      expect(await statusOf("{}", safe)).toBeLessThan(500);
      const get = new Request("https://heslach.test/ap/o/1", { headers: safe });
      expect(await verifySignedGet(us.ctx, get)).toBeNull();
    }),
    { numRuns },
  );
});

test("reading a document either gives one or says that it is invalid", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(activity, async (document) => {
      const outcome = await normalise(us.ctx, JSON.parse(JSON.stringify(document)) as JsonObject).then(
        () => "read",
        (error: unknown) => (error instanceof AppError ? error.kind : error),
      );
      expect(["read", "invalid"]).toContain(outcome);
    }),
    { numRuns },
  );
});
