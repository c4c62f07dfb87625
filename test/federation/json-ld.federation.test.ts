import { preloadedContexts } from "@fedify/vocab-runtime";
import jsonld from "@fedify/vocab-runtime/jsonld";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contextLoader } from "../../src/federation/json-ld/contexts.ts";
import { isPlain, normalise } from "../../src/federation/json-ld/json-ld.ts";
import { READING_CONTEXT, STV_NAMESPACE } from "../../src/federation/json-ld/reading-context.ts";
import { AppError } from "../../src/platform/errors.ts";
import type { Json, JsonObject } from "../../src/platform/json.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { createNetwork, type Network } from "../support/network.ts";
import { createPeer, type Peer } from "../support/peer.ts";

const AS2 = "https://www.w3.org/ns/activitystreams";
const LD = { "content-type": "application/ld+json" };

let ctx: TestCtx;
let network: Network;
let peer: Peer;

beforeAll(async () => {
  ctx = await createTestCtx();
  network = createNetwork(ctx);
  peer = await createPeer(network, "contexts.test", ctx.now);
});

beforeEach(() => {
  network.asked.length = 0;
});

const refusal = async (document: JsonObject): Promise<string> => {
  const outcome = await normalise(ctx, document).then(
    () => "read",
    (error) => error,
  );
  return outcome instanceof AppError ? outcome.kind : String(outcome);
};

const serveContext = (path: string, context: Json, more = ""): string => {
  peer.serve(path, { text: JSON.stringify({ "@context": context }) + more, headers: LD });
  return `${peer.origin}${path}`;
};

/** The document in the words of somebody who calls everything something else. */
async function inForeignWords(document: JsonObject): Promise<JsonObject> {
  const documentLoader = contextLoader(new Map());
  const expanded = await jsonld.expand(document, { documentLoader });
  const foreign: JsonObject = { kennung: "@id", art: "@type" };
  const rename = (iri: string, definition: Json): void => {
    const word = `x${Buffer.from(iri).toString("hex").slice(-24)}`;
    foreign[word] = typeof definition === "object" && definition !== null ? { ...definition, "@id": iri } : iri;
  };
  const known = preloadedContexts[AS2] as { "@context": Record<string, Json> };
  for (const [term, definition] of Object.entries(known["@context"])) {
    if (term !== "id" && term !== "type" && !term.startsWith("@") && !/^(xsd|as|ldp|vcard)$/.test(term)) {
      rename(`${AS2}#${term.replace(/Map$/, "")}`, typeof definition === "object" ? definition : null);
    }
  }
  for (const [term, definition] of Object.entries(READING_CONTEXT)) {
    if (term.startsWith("stv:")) rename(STV_NAMESPACE + term.slice(4), definition);
  }
  return (await jsonld.compact(expanded[0] as object, foreign as object, { documentLoader })) as JsonObject;
}

describe("reading plainly", () => {
  const ours: JsonObject = {
    "@context": [
      AS2,
      "https://w3id.org/security/data-integrity/v1",
      { stv: STV_NAMESPACE, sc: "http://schema.org#", "stv:district": { "@id": "stv:district", "@type": "@id" } },
    ],
    id: "https://sendling.test/ap/o/1",
    type: "Article",
    "stv:kind": "ProjectNote",
    "stv:district": "https://sendling.test/ap/a/1",
  };
  const mastodon: JsonObject = {
    "@context": [
      AS2,
      {
        ostatus: "http://ostatus.org#",
        atomUri: "ostatus:atomUri",
        toot: "http://joinmastodon.org/ns#",
        sensitive: "as:sensitive",
        Hashtag: "as:Hashtag",
        votersCount: "toot:votersCount",
        movedTo: { "@id": "as:movedTo", "@type": "@id" },
        schema: "http://schema.org#",
        value: "schema:value",
        focalPoint: { "@container": "@list", "@id": "toot:focalPoint" },
      },
    ],
    id: "https://m.test/1",
    type: "Note",
    atomUri: "https://m.test/1",
    object: { "@context": AS2, type: "Note" },
  };

  test("known contexts that rename nothing: the document itself, and the network is not touched", async () => {
    for (const document of [ours, mastodon, { type: "Note", id: "https://x.test/1" }]) {
      expect(await normalise(ctx, document)).toBe(document);
    }
    expect(network.asked).toEqual([]);
  });

  test("schema.org's word for a place is ours too (Mobilizon)", async () => {
    const context = { sc: "http://schema.org#", location: { "@id": "sc:location", "@type": "sc:Place" } };
    const document = { "@context": [AS2, context], id: "https://z.test/1", type: "Event", location: { type: "Place" } };
    expect(await normalise(ctx, document)).toBe(document);
  });

  test("Pleroma's context counts as known on every server", async () => {
    const document = { "@context": [AS2, "https://p.test/schemas/litepub-0.1.jsonld"], id: "https://p.test/1" };
    expect(await normalise(ctx, document)).toBe(document);
    expect(network.asked).toEqual([]);
  });

  test("every context that the library ships is known, however its address is spelled", () => {
    for (const url of Object.keys(preloadedContexts)) {
      expect(isPlain({ "@context": url, id: "https://x.test/1" }), url).toBe(true);
    }
    expect(isPlain({ "@context": "http://www.w3.org/ns/activitystreams#", id: "https://x.test/1" })).toBe(true);
  });

  test.each<[string, Json, JsonObject]>([
    ["a term of ActivityStreams means something else", { actor: "https://evil.test/ns#actor" }, { actor: "x" }],
    ["a term of ActivityStreams means another of them", { object: "as:target" }, { object: "x" }],
    ["another name for a term", { who: "as:actor" }, { who: "x" }],
    ["another name for the id", { kennung: "@id" }, { kennung: "x" }],
    ["our prefix means something else", { stv: "https://evil.test/ns#" }, { "stv:kind": "x" }],
    ["another prefix for ours", { s: STV_NAMESPACE }, { "s:kind": "ProjectNote" }],
    ["a bare word for ours", { kind: `${STV_NAMESPACE}kind` }, { kind: "ProjectNote" }],
    ["our words by default", { "@vocab": STV_NAMESPACE }, { kind: "ProjectNote" }],
    ["half a namespace as prefix", { a: "https://www.w3.org/ns/activity" }, { "a:streams#actor": "x" }],
    ["a full address as name", {}, { "https://www.w3.org/ns/activitystreams#actor": "x" }],
    ["an abbreviated name", {}, { "as:actor": "x" }],
    ["an abbreviated type", {}, { type: "as:Create" }],
    ["a keyword as name", {}, { "@id": "x" }],
    ["a scoped context", { thing: { "@id": "https://x.test/t", "@context": { actor: "https://x.test/a" } } }, {}],
    ["a map by language", { summary: { "@id": "as:summary", "@container": "@language" } }, {}],
    ["a base", { "@base": "https://evil.test/" }, {}],
    ["nothing any more", { actor: null }, { actor: "x" }],
    ["two meanings of a prefix in one document", { p: "https://x.test/#" }, { inner: { "@context": { p: "as:" } } }],
  ])("not plain: %s", (_name, inline, members) => {
    expect(isPlain({ "@context": [AS2, inline], id: "https://x.test/1", type: "Note", ...members })).toBe(false);
  });
});

describe("translating", () => {
  test("names are translated, ids stay whole, arrays of ours stay arrays", async () => {
    const document: JsonObject = {
      "@context": [
        AS2,
        { wer: { "@id": "as:actor", "@type": "@id" }, s: STV_NAMESPACE, an: { "@id": "as:to", "@type": "@id" } },
      ],
      id: "https://x.test/1",
      type: "Create",
      wer: "https://x.test/users/a",
      an: `${AS2}#Public`,
      object: { type: "Article", "s:kind": "ProjectNote", "s:projectNote": { "s:targetGroups": { name: "alle" } } },
    };
    expect(await normalise(ctx, document)).toMatchObject({
      type: "Create",
      actor: "https://x.test/users/a",
      to: `${AS2}#Public`,
      object: {
        type: "Article",
        "stv:kind": "ProjectNote",
        "stv:projectNote": { "stv:targetGroups": [{ name: "alle" }] },
      },
    });
    expect(network.asked).toEqual([]);
  });

  test("a translated document is plain: translating it again changes nothing", async () => {
    const once = await normalise(ctx, {
      "@context": [AS2, { wer: "as:actor" }],
      id: "https://x.test/2",
      wer: "https://x.test/a",
    });
    expect(await normalise(ctx, once)).toBe(once);
  });

  test("a text in the language of the context is still the text", async () => {
    const read = await normalise(ctx, {
      "@context": [AS2, { "@language": "de", text: "as:content" }],
      id: "https://x.test/3",
      type: "Note",
      text: "Hallo",
    });
    expect(read.content).toBe("Hallo");
  });

  test("in the language of the context names, keys and typed values are still what they are", async () => {
    const inline = {
      "@language": "und",
      wohin: { "@id": "as:url", "@type": "@id" },
      mz: "https://joinmobilizon.org/ns#",
      isOnline: { "@id": "mz:isOnline", "@type": "http://schema.org#Boolean" },
    };
    const read = await normalise(ctx, {
      "@context": [AS2, "https://w3id.org/security/v1", inline],
      id: "https://x.test/4",
      type: "Person",
      preferredUsername: "anna",
      wohin: "https://x.test/@anna",
      isOnline: false,
      publicKey: { id: "https://x.test/4#key", owner: "https://x.test/4", publicKeyPem: "PEM" },
    });
    expect(read).toMatchObject({
      preferredUsername: "anna",
      url: "https://x.test/@anna",
      isOnline: false,
      publicKey: { id: "https://x.test/4#key", owner: "https://x.test/4", publicKeyPem: "PEM" },
    });
  });

  test("a key keeps its names", async () => {
    const read = await normalise(ctx, {
      "@context": ["https://w3id.org/security/v1", { kennung: "@id" }],
      kennung: "https://x.test/u#main-key",
      owner: "https://x.test/u",
      publicKeyPem: "PEM",
    });
    expect(read).toMatchObject({ id: "https://x.test/u#main-key", owner: "https://x.test/u", publicKeyPem: "PEM" });
  });

  const words = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(..."abc äß:/#@ 1".split("")) });
  const named = fc.record({ name: words }, { requiredKeys: ["name"] });
  const payload = fc.record(
    {
      "stv:status": fc.constantFrom("idea", "running", "completed", "stopped"),
      "stv:goal": words,
      "stv:targetGroups": fc.array(fc.record({ "stv:code": words, name: words }), { minLength: 1, maxLength: 3 }),
      "stv:sectors": fc.array(words, { minLength: 1, maxLength: 3 }),
      "stv:finance": fc.array(fc.record({ "stv:flow": words, "stv:amount": words, "stv:estimate": fc.boolean() }), {
        minLength: 1,
        maxLength: 3,
      }),
      "stv:worked": fc.array(named, { minLength: 1, maxLength: 3 }),
      "stv:coProduction": fc.record({ "stv:plan": fc.boolean(), "stv:run": fc.boolean() }),
      "stv:transferKit": fc.record({
        "stv:confirmedBy": fc.constant(`${STV_NAMESPACE}x`),
        "stv:steps": fc.array(fc.record({ "stv:position": fc.integer({ min: 1, max: 99 }), name: words }), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
    },
    { requiredKeys: ["stv:status", "stv:goal"] },
  );

  test("14 what a foreign server wrote anew in its own words is read back equal", { timeout: 60_000 }, async () => {
    const context: Json = [AS2, READING_CONTEXT];
    await fc.assert(
      fc.asyncProperty(payload, words, async (projectNote, title) => {
        const note: JsonObject = {
          "@context": context,
          id: "https://sendling.test/ap/o/1",
          type: "Article",
          name: title,
          attributedTo: "https://sendling.test/ap/a/1",
          to: `${AS2}#Public`,
          published: "2026-11-22T10:00:00Z",
          "stv:kind": "ProjectNote",
          "stv:topics": ["https://www.wikidata.org/entity/Q1"],
          "stv:projectNote": projectNote,
        };
        const foreign = await inForeignWords(note);
        expect(foreign["stv:projectNote"]).toBeUndefined();
        const { "@context": _, ...read } = await normalise(ctx, foreign);
        const { "@context": __, ...written } = note;
        expect(read).toEqual(written);
      }),
      { numRuns: 60 },
    );
    expect(network.asked).toEqual([]);
  });
});

describe("unknown contexts", () => {
  test("a small one that renames nothing is asked for once and kept", async () => {
    const url = serveContext("/own", [
      AS2,
      { mbin: "https://joinmbin.org/ns#", image: { "@id": "as:image", "@type": "@id" } },
    ]);
    const document = { "@context": [url], id: "https://contexts.test/1", type: "Note" };
    expect(await normalise(ctx, document)).toBe(document);
    expect(await normalise(ctx, { ...document, id: "https://contexts.test/2" })).toBeTruthy();
    expect(network.asked).toEqual([`GET ${url}`]);
  });

  test("one that renames is used to translate", async () => {
    const url = serveContext("/renames", { wer: { "@id": `${AS2}#actor`, "@type": "@id" } });
    const read = await normalise(ctx, {
      "@context": [AS2, url],
      id: "https://contexts.test/1",
      wer: "https://a.test/",
    });
    expect(read.actor).toBe("https://a.test/");
  });

  test("T073 a context that names a further unknown one is refused after one fetch", async () => {
    for (let link = 0; link < 10; link += 1) serveContext(`/chain/${link}`, [`${peer.origin}/chain/${link + 1}`]);
    expect(await refusal({ "@context": [AS2, `${peer.origin}/chain/0`], id: "https://contexts.test/1" })).toBe(
      "invalid",
    );
    expect(network.asked).toEqual([`GET ${peer.origin}/chain/0`]);
  });

  test("T073 more than three unknown contexts, wherever they stand, are refused without a fetch", async () => {
    const context = (number: number): Json => `${peer.origin}/many/${number}`;
    const nested = { type: "Note", "@context": context(4) };
    const document = { "@context": [1, 2, 3].map(context), id: "https://contexts.test/1", object: nested };
    expect(await refusal(document)).toBe("invalid");
    expect(network.asked).toEqual([]);
  });

  test("T074 200,000 terms, 10 MB, or no JSON are refused", async () => {
    const terms = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`t${n}`, `https://x.test/${n}`]));
    const large = serveContext("/terms", terms);
    const padded = serveContext("/padded", {}, " ".repeat(10 * 1024 * 1024));
    peer.serve("/page", { text: "<html>", headers: { "content-type": "text/html" } });
    for (const url of [large, padded, `${peer.origin}/page`, `${peer.origin}/nothing`, "https://nowhere.test/c"]) {
      expect(await refusal({ "@context": url, id: "https://contexts.test/1" }), url).toBe("invalid");
    }
  });

  test("T074 a slow one is given up after 5 seconds", { timeout: 10_000 }, async () => {
    peer.serve("/slow", (_request, response) => {
      response.writeHead(200, LD);
      const drip = setInterval(() => response.write(" "), 250);
      response.on("close", () => clearInterval(drip));
      return undefined;
    });
    const started = Date.now();
    expect(await refusal({ "@context": `${peer.origin}/slow`, id: "https://contexts.test/1" })).toBe("invalid");
    expect(Date.now() - started).toBeLessThan(6_000);
  });

  test.each(["https://127.0.0.1/c", "http://contexts.test/c", "file:///c", "https://contexts.test:8443/c", "relative"])(
    "a context at %s is not asked for",
    async (url) => {
      expect(await refusal({ "@context": [AS2, url], id: "https://contexts.test/1" })).toBe("invalid");
      expect(network.asked).toEqual([]);
    },
  );
});

describe("documents turned inside out", () => {
  test.each<[string, JsonObject]>([
    ["@graph", { "@graph": [{ id: "https://x.test/1" }] }],
    ["@included", { id: "https://x.test/1", "@included": [{}] }],
    ["@reverse", { id: "https://x.test/1", "@reverse": { actor: {} } }],
    ["@graph deep inside", { id: "https://x.test/1", object: { tag: [{ "@graph": [] }] } }],
    ["@graph by another name", { "@context": [AS2, { g: "@graph" }], g: [] }],
    ["@included by another name", { "@context": [AS2, { g: { "@id": "@included" } }], g: [] }],
    ["a reversed term", { "@context": [AS2, { madeBy: { "@reverse": "as:attributedTo" } }] }],
    ["an alias in an inner context", { object: { "@context": { g: "@graph" } } }],
  ])("T036 %s is refused", async (_name, document) => {
    expect(await refusal(document)).toBe("invalid");
    expect(network.asked).toEqual([]);
  });

  test("T036 an alias in an unknown context is refused", async () => {
    const url = serveContext("/alias", { g: "@graph" });
    expect(await refusal({ "@context": [AS2, url], id: "https://contexts.test/1", g: [] })).toBe("invalid");
  });
});
