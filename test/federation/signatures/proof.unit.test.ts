import { expect, test } from "vitest";
import { canonicalJson } from "../../../src/federation/signatures/jcs.ts";
import { readProof } from "../../../src/federation/signatures/proof.ts";
import { assertionKeyIn } from "../../../src/federation/signatures/public-keys.ts";
import type { JsonObject } from "../../../src/platform/json.ts";

test("74 the canonical form of JSON is the one of RFC 8785, 3.2.2", () => {
  const text = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
    "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
  expect(canonicalJson(JSON.parse(text))).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("74 members are sorted by UTF-16 units, as in RFC 8785, 3.2.3, however they came", () => {
  const members: JsonObject = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const order = [...canonicalJson(members).matchAll(/:"([^"]*)"/g)].map(([, name]) => name?.split(" ")[0]);
  expect(order).toEqual(["Carriage", "One", "Control", "Latin", "Euro", "Emoji:", "Hebrew"]);
  expect(canonicalJson(JSON.parse(JSON.stringify(members)))).toBe(canonicalJson(members));
});

/** The example of FEP-8b32 (`fep-8b32.feature`). */
const CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"];
const ALICE = "https://server.example/users/alice";
const KEY = `${ALICE}#ed25519-key`;
const SIGNED: JsonObject = {
  "@context": CONTEXT,
  id: "https://server.example/activities/1",
  type: "Create",
  actor: ALICE,
  object: {
    id: "https://server.example/objects/1",
    type: "Note",
    attributedTo: ALICE,
    content: "Hello world",
    location: { type: "Place", longitude: -71.184902, latitude: 25.273962 },
  },
};
const PROOF: JsonObject = {
  "@context": CONTEXT,
  type: "DataIntegrityProof",
  cryptosuite: "eddsa-jcs-2022",
  verificationMethod: KEY,
  proofPurpose: "assertionMethod",
  proofValue: "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
  created: "2023-02-24T23:36:38Z",
};
const ACTOR: JsonObject = {
  id: ALICE,
  publicKey: {
    id: `${ALICE}#main-key`,
    owner: ALICE,
    publicKeyMultibase: "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
  },
  assertionMethod: [
    {
      id: KEY,
      type: "Multikey",
      controller: ALICE,
      publicKeyMultibase: "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    },
  ],
};
const NOW = new Date("2023-02-25T00:00:00Z");

function verifies(activity: JsonObject, now = NOW): boolean {
  const read = readProof(activity, ALICE, now);
  const key = read && assertionKeyIn(ACTOR, read.keyId, ALICE);
  return read !== null && key !== null && read.verify(key);
}

test("30 the example of FEP-8b32 verifies, with its members in any order and with an LD signature beside it", () => {
  expect(verifies({ ...SIGNED, proof: PROOF })).toBe(true);
  expect(verifies({ signature: { type: "RsaSignature2017" }, proof: [PROOF], ...SIGNED })).toBe(true);
  const { "@context": _, ...bare } = PROOF;
  expect(verifies({ ...SIGNED, proof: bare })).toBe(true);
});

test.each<[string, JsonObject, Date?]>([
  ["an altered activity", { ...SIGNED, object: { id: "https://server.example/objects/1" }, proof: PROOF }],
  ["an altered proof", { ...SIGNED, proof: { ...PROOF, created: "2023-02-24T23:36:39Z" } }],
  ["another purpose", { ...SIGNED, proof: { ...PROOF, proofPurpose: "authentication" } }],
  ["another suite", { ...SIGNED, proof: { ...PROOF, cryptosuite: "eddsa-rdfc-2022" } }],
  ["another context", { ...SIGNED, proof: { ...PROOF, "@context": [CONTEXT[0] ?? ""] } }],
  ["a key of another host", { ...SIGNED, proof: { ...PROOF, verificationMethod: "https://evil.example/#k" } }],
  ["the actor's key for HTTP", { ...SIGNED, proof: { ...PROOF, verificationMethod: `${ALICE}#main-key` } }],
  ["no time", { ...SIGNED, proof: { ...PROOF, created: null } }],
  ["an end that is over", { ...SIGNED, proof: { ...PROOF, expires: "2023-02-24T23:40:00Z" } }],
  ["a signature that is none", { ...SIGNED, proof: { ...PROOF, proofValue: "z0" } }],
  ["no proof", SIGNED],
  ["what is two days old", { ...SIGNED, proof: PROOF }, new Date("2023-02-27T00:00:00Z")],
  ["what comes from tomorrow", { ...SIGNED, proof: PROOF }, new Date("2023-02-24T12:00:00Z")],
])("T037 %s proves nothing", (_, activity, now) => {
  expect(verifies(activity, now)).toBe(false);
});
