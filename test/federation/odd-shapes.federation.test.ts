import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { postByUri, statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { ACCEPTED, deliver } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow, insertPost } from "../support/rows.ts";

let here: Instance;
let peer: Peer;
let alice: PeerActor;
let bob: Account;
let bobActor: Actor;
let serial = 0;

beforeAll(async () => {
  here = await createInstance();
  peer = await createPeer(here.network, "odd.test", here.ctx.now);
  alice = await peer.person("alice");
  bob = await createMember(here.ctx, "bob");
  bobActor = (await actorById(here.ctx, bob.actorId))!;
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, alice.uri)).id);
});

beforeEach(() => {
  serial += 1;
});

const stored = (note: { id: string }) => postByUri(here.ctx, note.id);
const create = (actor: PeerActor, note: Wire): Wire => actor.activity("Create", note);

const TEXT = "<p>Guten Morgen</p>";

/** Each shape is a change of a usual note; `expected` says what else must be read of it. */
const NOTES: readonly (readonly [string, (alice: PeerActor) => Wire, Wire?])[] = [
  [
    "single values in place of lists",
    (a) => ({ to: PUBLIC, cc: `${a.uri}/followers`, tag: { type: "Hashtag", name: "#x" } }),
  ],
  [
    "one attachment in place of a list",
    () => ({ attachment: { type: "Image", url: "https://odd.test/1.png" } }),
    {
      imageUrl: "https://odd.test/1.png",
    },
  ],
  [
    "attachments without id, mediaType or url",
    () => ({
      attachment: [{ type: "Document", url: "https://odd.test/1" }, { type: "Image" }, null, "x", 7],
    }),
  ],
  [
    "an address of an attachment as a list of links",
    () => ({
      attachment: [{ type: "Image", mediaType: "image/png", url: [{ type: "Link", href: "https://odd.test/1.png" }] }],
    }),
    { imageUrl: "https://odd.test/1.png" },
  ],
  ["an image as a bare address", () => ({ image: "https://odd.test/2.png" }), { imageUrl: "https://odd.test/2.png" }],
  ["the author as an object", (a) => ({ attributedTo: { type: "Person", id: a.uri, name: "Alice" } })],
  ["the author as a list of one", (a) => ({ attributedTo: [a.uri] })],
  ["the author as a list of one object", (a) => ({ attributedTo: [{ type: "Person", id: a.uri }] })],
  ["no author but on the activity", () => ({ attributedTo: undefined })],
  ["a list of types", () => ({ type: ["Note", "ext:Zettel"] })],
  ["a list of types that begins with an unknown one", () => ({ type: ["ext:Zettel", "Note"] })],
  ["no cc", () => ({ cc: undefined })],
  ["an empty cc that is null", () => ({ cc: null })],
  ["as:Public", () => ({ to: ["as:Public"] })],
  ["Public", () => ({ to: "Public" })],
  [
    "everything null that may be missing",
    () => ({
      summary: null,
      name: null,
      inReplyTo: null,
      url: null,
      updated: null,
      tag: null,
      attachment: null,
      image: null,
      icon: null,
      location: null,
      context: null,
      conversation: null,
      audience: null,
      generator: null,
      sensitive: null,
      startTime: null,
      endTime: null,
      replies: null,
      likes: null,
      shares: null,
      contentMap: null,
    }),
    { title: null, summary: null, sensitive: false },
  ],
  [
    "empty texts for what is missing",
    () => ({ summary: "", name: "", inReplyTo: "", url: "", updated: "", audience: "" }),
    {
      title: null,
      summary: null,
      inReplyToUri: null,
    },
  ],
  ["a text in its language map only", () => ({ content: undefined, contentMap: { de: TEXT } }), { language: "de" }],
  [
    "texts in several languages",
    () => ({ content: undefined, contentMap: { de: TEXT, en: "<p>Good morning</p>" } }),
    {
      language: "de",
    },
  ],
  ["a text in the language `und`", () => ({ contentMap: { und: TEXT } }), { language: null }],
  [
    "a place whose address is a text",
    () => ({
      location: { type: "Place", name: "Garten", address: "Kirchstraße 1", latitude: "48.7", longitude: null },
    }),
  ],
  [
    "a list of places",
    () => ({
      location: [
        { type: "Place", name: "Garten" },
        { type: "Place", name: "Haus" },
      ],
    }),
  ],
  [
    "an address that is a list of links",
    () => ({
      url: [
        { type: "Link", href: "https://odd.test/@alice/1" },
        { type: "Link", href: "https://elsewhere.test/" },
      ],
    }),
    { url: "https://odd.test/@alice/1" },
  ],
  [
    "an address that is an object",
    () => ({ url: { type: "Link", mediaType: "text/html", href: "https://odd.test/w" } }),
    {
      url: "https://odd.test/w",
    },
  ],
  [
    "a time with an offset and microseconds",
    () => ({ published: "2026-11-20T09:00:00.123456+01:00" }),
    {
      publishedAt: new Date("2026-11-20T08:00:00.123Z"),
    },
  ],
  ["no time", () => ({ published: undefined })],
  ["a time that is none", () => ({ published: "gestern", updated: 7 })],
  [
    "mentions and tags without names or addresses",
    () => ({
      tag: [{ type: "Mention" }, { type: "Hashtag" }, { type: "Emoji", name: ":x:" }, { name: "#y" }, "x", null, [[]]],
    }),
  ],
  [
    "a source, a preview and a quote of nothing",
    () => ({
      source: "Guten Morgen",
      preview: null,
      quoteUrl: "",
      _misskey_quote: null,
      quote: {},
    }),
  ],
  [
    "a classified ad in terms of its own (Flohmarkt)",
    () => ({
      "@context": [
        "https://www.w3.org/ns/activitystreams",
        { flohmarkt: "https://codeberg.org/flohmarkt/flohmarkt/ns#", Hashtag: "as:Hashtag" },
      ],
      "flohmarkt:data": {
        "flohmarkt:name": "Fahrrad",
        "flohmarkt:price": "30 €",
        "flohmarkt:coordinates": [48.7, 9.1],
      },
    }),
  ],
  ["replies, likes and shares as addresses or numbers", () => ({ replies: "x", likes: 3, shares: { totalItems: -1 } })],
];

const noteCases = NOTES.map(([name, change, expected = {}]) => ({ name, change, expected }));

test.each(noteCases)("102 a note with $name is read", async ({ change, expected }) => {
  const note = JSON.parse(JSON.stringify(alice.note(TEXT, change(alice)))) as Wire & { id: string };
  expect(await deliver(here, alice, create(alice, note))).toEqual(ACCEPTED);
  expect(await stored(note)).toMatchObject({
    content: TEXT,
    kind: "note",
    visibility: "public",
    authorId: (await actorByUri(here.ctx, alice.uri))?.id,
    ...expected,
  });
});

describe("102 activities", () => {
  test("102 with the actor as an object, a list of types, the post by its id only, or as a list of one", async () => {
    const shapes: ((note: Wire & { id: string }) => Wire)[] = [
      (note) => ({ actor: { type: "Person", id: alice.uri }, object: note }),
      (note) => ({ type: ["Create", "ext:Geschrieben"], object: note }),
      (note) => ({ object: note.id }),
      (note) => ({ object: [note] }),
      (note) => ({ object: { id: note.id } }),
    ];
    for (const shape of shapes) {
      const note = alice.note(TEXT);
      expect(await deliver(here, alice, { ...create(alice, note), ...shape(note) })).toEqual(ACCEPTED);
      expect((await stored(note))?.content).toBe(TEXT);
    }
  });

  test("102 with the addressing on the activity only", async () => {
    const note = alice.note(TEXT, { to: undefined, cc: undefined });
    const activity = { ...create(alice, note), to: PUBLIC, cc: [`${alice.uri}/followers`] };
    expect(await deliver(here, alice, activity)).toEqual(ACCEPTED);
    expect((await stored(note))?.visibility).toBe("public");
  });

  test("102 that name what they are about by an object, an address or a list", async () => {
    const own = await insertPost(here.ctx, bobActor);
    for (const object of [{ id: own.uri }, [own.uri], { type: "Note", id: own.uri, content: "egal" }]) {
      const like = alice.activity("Like", object);
      expect(await deliver(here, alice, like)).toEqual(ACCEPTED);
      expect((await statsOf(here.ctx, [own.id])).get(own.id)?.likes).toBe(1);
      expect(await deliver(here, alice, alice.activity("Undo", [{ ...like, object }]))).toEqual(ACCEPTED);
      expect((await statsOf(here.ctx, [own.id])).get(own.id)?.likes).toBe(0);
    }
    const answer = alice.note(TEXT, { inReplyTo: { type: "Note", id: own.uri } });
    expect(await deliver(here, alice, create(alice, answer))).toEqual(ACCEPTED);
    expect((await threadOf(here.ctx, null, own.id)).map(({ post }) => post.uri)).toEqual([answer.id]);
  });

  test("102 a Follow of an object, its Undo by the bare id, and an Accept by the bare id", async () => {
    const row = await resolveActor(here.ctx, alice.uri);
    const follow = alice.activity("Follow", { type: "Person", id: bobActor.uri });
    expect(await deliver(here, alice, follow)).toEqual(ACCEPTED);
    expect((await followBetween(here.ctx, row.id, bob.actorId))?.state).toBe("accepted");
    expect(await deliver(here, alice, alice.activity("Undo", follow.id))).toEqual(ACCEPTED);
    expect(await followBetween(here.ctx, row.id, bob.actorId)).toBeNull();
    const carla = await peer.person(`carla${serial}`);
    const { id } = await resolveActor(here.ctx, carla.uri);
    await requestFollow(here.ctx, bob, id);
    const asked = await followBetween(here.ctx, bob.actorId, id);
    expect(await deliver(here, carla, carla.activity("Accept", asked!.uri))).toEqual(ACCEPTED);
    expect((await followBetween(here.ctx, bob.actorId, id))?.state).toBe("accepted");
  });

  test("102 a Delete of the bare id, of a Tombstone, of the whole post, and of a list", async () => {
    const shapes: ((note: Wire) => unknown)[] = [
      ({ id }) => id,
      ({ id }) => ({ id, type: "Tombstone", formerType: "Note" }),
      (note) => note,
      ({ id }) => [id],
    ];
    for (const shape of shapes) {
      const note = alice.note(TEXT);
      await deliver(here, alice, create(alice, note));
      expect(await deliver(here, alice, alice.activity("Delete", shape(note)))).toEqual(ACCEPTED);
      expect((await stored(note))?.deletedAt).toBeInstanceOf(Date);
    }
  });
});

describe("102 actors", () => {
  const ACTORS: readonly (readonly [string, (uri: string) => Wire])[] = [
    ["a list of types", () => ({ type: ["Person", "ext:Nachbarin"] })],
    [
      "everything null that may be missing",
      () => ({
        name: null,
        summary: null,
        icon: null,
        image: null,
        url: null,
        endpoints: null,
        followers: null,
        following: null,
        outbox: null,
        featured: null,
        attachment: null,
        tag: null,
        published: null,
        discoverable: null,
        indexable: null,
      }),
    ],
    [
      "nothing that may be missing",
      () => ({
        name: undefined,
        url: undefined,
        endpoints: undefined,
        followers: undefined,
        outbox: undefined,
      }),
    ],
    [
      "pictures as addresses, lists and links",
      (uri) => ({
        icon: `${uri}/i.png`,
        image: [{ type: "Image", url: { type: "Link", href: `${uri}/j.png` } }],
      }),
    ],
    [
      "collections and inbox as objects",
      (uri) => ({
        inbox: { type: "OrderedCollection", id: `${uri}/inbox` },
        followers: { type: "Collection", id: `${uri}/followers` },
      }),
    ],
    [
      "a list of addresses",
      (uri) => ({ url: [`${uri}/profil`, { type: "Link", href: `${uri}/feed`, mediaType: "text/xml" }] }),
    ],
    [
      "one profile field in place of a list, and odd ones",
      () => ({
        attachment: { type: "PropertyValue", name: "Viertel", value: "Süd" },
      }),
    ],
    ["a shared inbox on another host", () => ({ endpoints: { sharedInbox: "https://elsewhere.test/inbox" } })],
  ];

  test.each(ACTORS)("102 with %s are known and heard", async (_name, change) => {
    const dora = await peer.person(`dora${serial}`);
    dora.document = { ...dora.document, ...change(dora.uri) };
    const row = await resolveActor(here.ctx, dora.uri);
    expect(row).toMatchObject({ type: "Person", handle: `dora${serial}`, inboxUri: `${dora.uri}/inbox` });
    expect(row.sharedInboxUri).not.toBe("https://elsewhere.test/inbox");
    expect(await deliver(here, dora, dora.activity("Follow", bobActor.uri))).toEqual(ACCEPTED);
  });

  test.each([
    ["without a path", "", "#main-key"],
    ["that is a query", "/?author=7", "#main-key"],
    ["that is only a slash", "/", "#main-key"],
    ["with letters that are no ASCII", "/%C3%A4nne", "#main-key"],
    ["whose key has a document of its own", "/u/emil", "/key"],
  ])("102 with an id %s are known and heard", async (_name, path, key) => {
    const host = `odd${serial}.test`;
    const own = await createPeer(here.network, host, here.ctx.now);
    const emil = await own.person("emil", {}, { path, key });
    emil.document = {
      ...emil.document,
      inbox: `https://${host}/inbox`,
      endpoints: { sharedInbox: `https://${host}/inbox` },
    };
    own.serve(`${path}/key`, { ...(emil.document.publicKey as Wire), "@context": "https://w3id.org/security/v1" });
    expect(await deliver(here, emil, emil.activity("Follow", bobActor.uri))).toEqual(ACCEPTED);
    const row = await actorByUri(here.ctx, emil.uri);
    expect((await followBetween(here.ctx, row!.id, bob.actorId))?.state).toBe("accepted");
    await insertFollow(here.ctx, bob.actorId, row!.id);
    const note = emil.note(TEXT);
    expect(await deliver(here, emil, create(emil, note))).toEqual(ACCEPTED);
    expect((await postByUri(here.ctx, note.id))?.authorId).toBe(row!.id);
  });
});
