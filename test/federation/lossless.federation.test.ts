import { beforeAll, describe, expect, test, vi } from "vitest";
import { postById, postByUri } from "../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { changeSilently } from "../../src/features/posts/usecases/silently.ts";
import { projectNoteById } from "../../src/features/project-notes/project-notes.queries.ts";
import { publishProjectNote } from "../../src/features/project-notes/usecases/publish.ts";
import { introduceTopic } from "../../src/features/topics/usecases/introduce.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { PUBLIC } from "../../src/platform/ap-uris.ts";
import { inTransaction } from "../../src/platform/ctx.ts";
import type { Id } from "../../src/platform/ids.ts";
import type { JsonObject } from "../../src/platform/json.ts";
import { FULL_REQUEST, SHORT_REQUEST } from "../features/project-notes/notes.ts";
import { adoptFrom, followDistrict, type Side, startSide } from "../support/adopting.ts";
import { createDistricts } from "../support/districts.ts";
import type { Network } from "../support/network.ts";
import { remoteDistrict } from "../support/partners.ts";
import { createMember } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const within = { timeout: 30_000, interval: 50 };

let network: Network;
/** A: where it is written. */
let origin: Side;
/** B: where it is kept. */
let reader: Side;

beforeAll(async () => {
  const districts = await createDistricts();
  network = districts.network;
  origin = await startSide(districts, "heslach.test");
  reader = await startSide(districts, "sendling.test");
  await followDistrict(reader, origin);
  await followDistrict(origin, reader);
  const there = await resolveActor(reader.ctx, `${origin.ctx.origin}/ap/a/${origin.member.actorId}`);
  const here = await resolveActor(origin.ctx, `${reader.ctx.origin}/ap/a/${reader.member.actorId}`);
  await insertFollow(reader.ctx, reader.member.actorId, there.id);
  await insertFollow(origin.ctx, here.id, origin.member.actorId);
});

/** What a version to come may write: members in our vocabulary and in none, of every shape, and a value for a known one. */
const later = (document: JsonObject, version: number): JsonObject => ({
  ...document,
  "stv:version": version,
  "stv:profile": "1.7",
  "stv:seasons": [{ name: "Frühling", "stv:months": [3, 4, 5], "stv:share": 0.25 }, "Herbst"],
  "stv:nothing": null,
  "stv:mood": { "stv:code": "fröhlich 🎈", content: "<p>a &amp; b</p>" },
  unprefixed: [[1], [], {}],
  location: { type: "Place", name: "Marktplatz", latitude: 48, longitude: 9 },
});

const served = async (uri: string): Promise<string> =>
  (await network.send(uri, { headers: { accept: "application/activity+json" } })).body;

/** Waits until B has what A serves. */
const equal = (uri: string, version: number) =>
  vi.waitFor(async () => {
    const kept = await postByUri(reader.ctx, uri);
    expect(kept?.version).toBe(version);
    expect(kept?.document).toBe(await served(uri));
  }, within);

interface Published {
  readonly id: Id;
  readonly uri: string;
}

const inDistrict = (input: object): Promise<Published> =>
  publishPost(origin.ctx, origin.member, { text: "Text mit #Schlagwort.", groupId: origin.district.actorId, ...input });

const KINDS: Readonly<Record<string, () => Promise<Published>>> = {
  "a project note": () => publishProjectNote(origin.ctx, origin.member, FULL_REQUEST),
  "an adopted note": async () => {
    const taken = await publishProjectNote(reader.ctx, reader.member, { ...SHORT_REQUEST, title: "Vorlage" });
    return adoptFrom(origin, taken.uri, "Übernommen");
  },
  "a topic page": async () =>
    introduceTopic(origin.ctx, await createMember(origin.ctx, "mona", "moderator"), {
      name: "Gärten",
      text: "Beete.\n\nUnd Hochbeete.",
      summary: "",
      words: "Beete",
      wikidata: "Q1107656",
    }),
  "an article": () => inDistrict({ title: "Ein Bericht", summary: "Kurz" }),
  "a short post": () => inDistrict({}),
  "a poll": () => inDistrict({ poll: { options: ["Ja", "Nein"], hours: 5 } }),
  "a short post that its author sends": () =>
    publishPost(origin.ctx, origin.member, { text: "Nur an Folgende. #Wort" }),
  "a poll that its author sends": () =>
    publishPost(origin.ctx, origin.member, { text: "Wohin?", poll: { options: ["Park", "Platz"], hours: 5 } }),
  "an article that its author sends": () => publishPost(origin.ctx, origin.member, { title: "Brief", text: "Lang." }),
  "a comment": async () => {
    const note = await publishProjectNote(origin.ctx, origin.member, { ...SHORT_REQUEST, title: "Besprochen" });
    await equal(note.uri, 1);
    const text = "Das wollen wir auch.";
    return publishComment(origin.ctx, origin.member, { postId: note.id, text, language: "de" });
  },
};

test.each(Object.keys(KINDS))(
  "94 %s at B is byte for byte what A serves, unknown members of later versions too",
  async (kind) => {
    const post = await KINDS[kind]?.();
    if (!post) throw new Error("no such kind");
    await vi.waitFor(async () => expect(await postByUri(reader.ctx, post.uri)).not.toBeNull(), within);
    await equal(post.uri, (await postById(origin.ctx, post.id))?.version ?? 0);
    let version = 0;
    await inTransaction(origin.ctx, (tx) =>
      changeSilently(tx, post.id, (document, next) => {
        version = next;
        return later(document, next);
      }),
    );
    await equal(post.uri, version);
    expect(JSON.parse((await postByUri(reader.ctx, post.uri))!.document)).toMatchObject({
      "stv:nothing": null,
      "stv:profile": "1.7",
    });
  },
);

describe("96 a note of profile 1.1", () => {
  /** As another server might write it: its own order and spacing, members that we do not know, and new codes. */
  const textFrom = (authorUri: string, uri: string): string => `{
  "@context": ["https://www.w3.org/ns/activitystreams", {"stv": "https://w3id.org/stadtteilvernetzer/ns#", "later": "https://later.test/ns#"}],
  "stv:profile": "1.1", "stv:kind": "ProjectNote", "stv:version": 3,
  "type": "Article", "id": "${uri}", "attributedTo": "${authorUri}",
  "to": ["${PUBLIC}"], "cc": ["${authorUri}/followers"], "published": "2027-02-01T10:00:00Z",
  "name": "Wärmestube", "summary": "Ein warmer Raum im Januar.", "content": "<p>Ein warmer Raum.</p>",
  "later:heat": {"@type": "later:Degrees", "@value": 21.50},
  "stv:climate": {"stv:co2": 12.0, "stv:\\u0065scape": "\\u00fc"},
  "stv:projectNote": {
    "stv:status": "hibernating", "stv:outcome": "succeeded", "stv:goal": "Niemand friert.",
    "stv:measures": "Zwei Öfen.", "stv:targetGroups": [{"stv:code": "robots", "name": "alle, die frieren"}],
    "stv:sectors": ["civic", "orbital"], "stv:warmth": [1, 2, 3]
  }
}`;

  test("is stored and shown, and exported as it came", async () => {
    const rogue = await remoteDistrict(network, () => new Date(), "spaeter.test");
    const uri = `${rogue.peer.origin}/ap/o/7`;
    const text = textFrom(rogue.actor.uri, uri);
    rogue.peer.serve("/ap/o/7", { text, headers: { "content-type": "application/activity+json" } });
    await followHost(rogue.actor.uri);
    const create = rogue.actor.activity("Create", JSON.parse(text));
    expect((await rogue.actor.post(`${reader.ctx.origin}/ap/inbox`, create)).status).toBe(202);
    const post = await vi.waitFor(async () => {
      const found = await postByUri(reader.ctx, uri);
      expect(found).not.toBeNull();
      return found!;
    }, within);
    expect(post.document).toBe(text);
    const note = await projectNoteById(reader.ctx, null, post.id);
    expect(note).toMatchObject({
      structure: "ok",
      outcome: "succeeded",
      fields: { title: "Wärmestube", goal: "Niemand friert.", sectors: ["civic"], targetGroups: ["alle, die frieren"] },
    });
    const html = (await network.send(`${reader.ctx.origin}${note?.path}`, { headers: { accept: "text/html" } })).body;
    for (const shown of ["Wärmestube", "Niemand friert.", "Zwei Öfen.", "alle, die frieren"])
      expect(html).toContain(shown);
    const exported = await network.send(`${reader.ctx.origin}/api/v1/stadtteil/projects/${post.id}/document`);
    expect(exported.body).toBe(text);
  });
});

/** B's district follows somebody on a scripted server. */
async function followHost(actorUri: string): Promise<void> {
  await insertFollow(reader.ctx, reader.district.actorId, (await resolveActor(reader.ctx, actorUri)).id);
}
