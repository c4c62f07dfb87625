import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { peers } from "../../src/features/actors/actors.table.ts";
import { type Post, postByUri, statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { createDialect, type Dialect, fixturesOf } from "../support/dialects.ts";
import { ACCEPTED, deliver, ignoredFor } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import type { Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertFollow } from "../support/rows.ts";

/** What a community, category or magazine passes on, as each forum server sends it. */
let here: Instance;
let bob: Account;
let bobActor: Actor;

beforeAll(async () => {
  here = await createInstance();
  bob = await createMember(here.ctx, "bob");
  bobActor = (await actorById(here.ctx, bob.actorId))!;
});

const places = () => ({ bob: bobActor.uri, district: here.district.actorUri, note: "", ourFollow: "" });
const objectOf = (activity: Wire): Wire => activity.object as Wire;
const wordsOf = (html: unknown): string =>
  String(html)
    .replace(/<[^>]+>/g, "")
    .trim();
const stored = (object: Wire): Promise<Post | null> => postByUri(here.ctx, String(object.id));

/** The post or comment in what a group passes on. */
const innermost = (activity: Wire): Wire => {
  const inner = objectOf(activity);
  return typeof inner.object === "object" && inner.object !== null ? (inner.object as Wire) : inner;
};

/** A forum whose group Bob follows, and whose posts are at their ids. */
async function forum(software: string): Promise<Dialect> {
  const dialect = await createDialect(here, software, places);
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, dialect.group.uri)).id);
  for (const name of fixturesOf(software).filter((fixture) => fixture.startsWith("announce-create-"))) {
    const activity = dialect.load(name);
    publish(dialect, { "@context": activity["@context"], ...innermost(activity) });
  }
  return dialect;
}

const publish = ({ peer }: Dialect, document: Wire): void =>
  peer.serve(new URL(String(document.id)).pathname, document);

const LANGUAGE: Readonly<Record<string, string | null>> = { nodebb: null, discourse: null };

describe.each(["lemmy", "piefed", "mbin", "nodebb", "discourse"])("100 %s", (software) => {
  let it: Dialect;
  const names = fixturesOf(software);
  beforeAll(async () => {
    it = await forum(software);
  });

  test("100 a post and a comment that the group passes on appear once, with their thread", async () => {
    expect(await it.give("announce-create-page", it.group)).toEqual(ACCEPTED);
    const again = { ...it.load("announce-create-page"), id: `${it.group.uri}#again` };
    expect(await deliver(here, it.group, again)).toEqual(ignoredFor("not-newer"));
    expect(await it.give("announce-create-comment", it.group)).toEqual(ACCEPTED);
    const object = innermost(it.load("announce-create-page"));
    const post = await stored(object);
    expect(post).toMatchObject({
      kind: String(object.type).toLowerCase(),
      title: "Repair-Café im Süden",
      language: LANGUAGE[software] === null ? null : "de",
      visibility: "public",
      authorId: (await actorByUri(here.ctx, it.actor.uri))?.id,
      groupId: (await actorByUri(here.ctx, it.group.uri))?.id,
    });
    expect(wordsOf(post?.content)).toBe("Wer macht mit?");
    const thread = await threadOf(here.ctx, null, post!.id);
    expect(thread.map(({ post: comment, author }) => [wordsOf(comment.content), author.uri])).toEqual([
      ["Ich!", it.actor.uri],
    ]);
    expect((await statsOf(here.ctx, [post!.id])).get(post!.id)).toEqual({
      replies: 1,
      comments: 1,
      likes: 0,
      boosts: 0,
    });
    // Who passes on whole activities gets ours in that form too.
    const [row] = await here.ctx.db.select().from(peers).where(eq(peers.host, it.peer.host));
    expect(row?.announceForm).toBe("wrapped");
  });

  // NodeBB announces each topic twice; Lemmy its posts by their id as well.
  test.each(names.filter((name) => /^announce-(page|article)$/.test(name)))(
    "100 %s: the other form of the same post adds nothing",
    async (name) => {
      expect((await it.give(name, it.group)).result).toBe("accepted");
      const post = await stored(innermost(it.load("announce-create-page")));
      expect((await statsOf(here.ctx, [post!.id])).get(post!.id)).toEqual({
        replies: 1,
        comments: 1,
        likes: 0,
        boosts: 0,
      });
    },
  );

  test.each(names.filter((name) => /^announce-create-(event|poll)$/.test(name)))(
    "100 %s appears with its text",
    async (name) => {
      const object = innermost(it.load(name));
      expect(await it.give(name, it.group)).toEqual(ACCEPTED);
      const post = await stored(object);
      expect(post).toMatchObject({ title: object.name, kind: object.type === "Event" ? "event" : "question" });
      expect(wordsOf(post?.content)).toContain(wordsOf(object.content));
    },
  );

  test.each(names.filter((name) => /^announce-update-/.test(name)))(
    "100 %s: the edit is read from its origin",
    async (name) => {
      const activity = it.load(name);
      const object = innermost(activity);
      expect(await it.give(name, it.group), "the origin has the old text").toEqual(ignoredFor("not-newer"));
      publish(it, { "@context": activity["@context"], ...object });
      expect(await deliver(here, it.group, { ...activity, id: `${it.group.uri}#edit` })).toEqual(ACCEPTED);
      expect(wordsOf((await stored(object))?.content)).toBe(wordsOf(object.content));
    },
  );

  test.each(names.filter((name) => /^announce-(like|undo-like)$/.test(name)))(
    "99 %s: votes that a group passes on cannot be checked and are not counted",
    async (name) => {
      expect(await it.give(name, it.group)).toEqual(ignoredFor("not-verifiable"));
      const post = await stored(innermost(it.load("announce-create-page")));
      expect((await statsOf(here.ctx, [post!.id])).get(post!.id)?.likes).toBe(0);
    },
  );

  test.each(names.filter((name) => name === "announce-lock"))("99 %s is answered and harms nothing", async (name) => {
    expect((await it.give(name, it.group)).result).toMatch(/^(accepted|ignored)$/);
    expect((await stored(innermost(it.load("announce-create-page"))))?.deletedAt).toBeNull();
  });

  test.each(names.filter((name) => name === "announce-delete-page"))(
    "100 %s counts when the post is gone at its origin",
    async (name) => {
      const object = innermost(it.load("announce-create-page"));
      expect(await it.give(name, it.group)).toEqual(ignoredFor("not-gone"));
      publish(it, { "@context": "https://www.w3.org/ns/activitystreams", id: object.id, type: "Tombstone" });
      expect(await deliver(here, it.group, { ...it.load(name), id: `${it.group.uri}#gone` })).toEqual(ACCEPTED);
      expect((await stored(object))?.deletedAt).toBeInstanceOf(Date);
    },
  );
});

test("99 Mobilizon: what a person sends in a group's name is not taken from the person, but from the group", async () => {
  const it = await createDialect(here, "mobilizon", places);
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, it.group.uri)).id);
  await insertFollow(here.ctx, bob.actorId, (await resolveActor(here.ctx, it.actor.uri)).id);
  const activity = it.load("create-group-event");
  publish(it, { "@context": activity["@context"], ...objectOf(activity) });
  expect(await it.give("create-group-event")).toEqual(ignoredFor("not-the-author"));
  expect(await it.give("announce-event", it.group)).toEqual(ACCEPTED);
  expect(await stored(objectOf(activity))).toMatchObject({
    kind: "event",
    title: "Gartentag",
    language: "de",
    authorId: (await actorByUri(here.ctx, it.group.uri))?.id,
  });
});
