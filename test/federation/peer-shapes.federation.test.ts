import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById, actorByUri } from "../../src/features/actors/actors.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { hasBlocked } from "../../src/features/follows/relations.queries.ts";
import { type Post, postByUri, statsOf, threadOf } from "../../src/features/posts/posts.queries.ts";
import { resolveActor } from "../../src/federation/fetch/resolve.ts";
import { createDialect, type Dialect, fixturesOf, SOFTWARE } from "../support/dialects.ts";
import { ACCEPTED, ignoredFor } from "../support/inbox.ts";
import { createInstance, type Instance } from "../support/instance.ts";
import { outgoing } from "../support/outbox.ts";
import type { Wire } from "../support/peer.ts";
import { createMember } from "../support/people.ts";
import { insertPost } from "../support/rows.ts";

let here: Instance;
let bob: Account;
let bobActor: Actor;
let note: Post;
let ourFollow = "";

beforeAll(async () => {
  here = await createInstance();
  bob = await createMember(here.ctx, "bob");
  bobActor = (await actorById(here.ctx, bob.actorId))!;
  note = await insertPost(here.ctx, bobActor, { groupId: here.district.actorId });
});

const places = () => ({ bob: bobActor.uri, note: note.uri, district: here.district.actorUri, ourFollow });

const objectOf = (activity: Wire): Wire => activity.object as Wire;
const idOf = (value: unknown): string => (typeof value === "string" ? value : String((value as Wire).id));
/** Only the words of a text. */
const wordsOf = (html: unknown): string =>
  String(html)
    .replace(/<[^>]+>/g, "")
    .trim();
const counts = async () =>
  (await statsOf(here.ctx, [note.id])).get(note.id) ?? { replies: 0, comments: 0, likes: 0, boosts: 0 };
const stored = (object: unknown): Promise<Post | null> => postByUri(here.ctx, idOf(object));
const rowOf = (dialect: Dialect): Promise<Actor> => resolveActor(here.ctx, dialect.actor.uri);
const follow = async (dialect: Dialect) => followBetween(here.ctx, (await rowOf(dialect)).id, bob.actorId);

const KINDS: Readonly<Record<string, string>> = {
  Note: "note",
  Article: "article",
  Event: "event",
  Question: "question",
};

type Check = (dialect: Dialect, name: string) => Promise<void>;

/** Accepted with the whole Follow inside, since PieFed asks for it; who is no person waits. */
const follows: Check = async (dialect, name) => {
  const given = dialect.load(name);
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  const isPerson = dialect.actor.document.type === "Person";
  expect((await follow(dialect))?.state).toBe(isPerson ? "accepted" : "pending");
  if (!isPerson) return;
  const answer = (await outgoing(here.ctx)).at(-1)?.activity;
  const { id, type, actor, object } = given;
  expect(answer).toMatchObject({ type: "Accept", actor: bobActor.uri, object: { id, type, actor, object } });
};

const accepts: Check = async (dialect, name) => {
  const { id } = await rowOf(dialect);
  await requestFollow(here.ctx, bob, id);
  ourFollow = (await followBetween(here.ctx, bob.actorId, id))!.uri;
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect((await followBetween(here.ctx, bob.actorId, id))?.state).toBe("accepted");
};

const writes: Check = async (dialect, name) => {
  const object = objectOf(dialect.load(name));
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(await dialect.give(name)).toEqual(ignoredFor("duplicate"));
  const post = await stored(object);
  expect(post).toMatchObject({
    kind: KINDS[String(object.type)],
    authorId: (await rowOf(dialect)).id,
    visibility: "public",
    title: object.name ?? null,
    publishedAt: new Date(String(object.published)),
    deletedAt: null,
  });
  expect(wordsOf(post?.content)).toContain(wordsOf(object.content));
};

const edits: Check = async (dialect, name) => {
  const object = objectOf(dialect.load(name));
  expect(wordsOf((await stored(object))?.content)).not.toBe(wordsOf(object.content));
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(wordsOf((await stored(object))?.content)).toBe(wordsOf(object.content));
};

const answers: Check = async (dialect, name) => {
  const before = await counts();
  const object = objectOf(dialect.load(name));
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(await counts()).toEqual({ ...before, replies: before.replies + 1, comments: before.comments + 1 });
  const thread = await threadOf(here.ctx, null, note.id);
  const entry = thread.find(({ post }) => post.uri === object.id);
  expect(entry?.author.uri).toBe(dialect.actor.uri);
  expect(wordsOf(entry?.post.content)).toBe(wordsOf(object.content));
};

const reacts =
  (counter: "likes" | "boosts", by: 1 | -1): Check =>
  async (dialect, name) => {
    const before = await counts();
    expect(await dialect.give(name)).toEqual(ACCEPTED);
    expect(await counts()).toEqual({ ...before, [counter]: before[counter] + by });
    expect((await dialect.give(name)).result).toBe("ignored");
    expect((await counts())[counter]).toBe(before[counter] + by);
  };

const renames: Check = async (dialect, name) => {
  const { object } = dialect.load(name);
  const neu = typeof object === "object" ? (object as Wire) : { ...dialect.actor.document, name: "Anna Neu" };
  dialect.actor.document = { "@context": dialect.actor.document["@context"], ...neu };
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect((await actorByUri(here.ctx, dialect.actor.uri))?.name).toMatch(/ Neu$/);
};

const deletes: Check = async (dialect, name) => {
  const uri = idOf(dialect.load(name).object);
  expect((await postByUri(here.ctx, uri))?.deletedAt).toBeNull();
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(await postByUri(here.ctx, uri)).toMatchObject({ content: "", title: null, deletedAt: expect.any(Date) });
};

const unfollows: Check = async (dialect, name) => {
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(await follow(dialect)).toBeNull();
};

const blocks: Check = async (dialect, name) => {
  const { id } = await rowOf(dialect);
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(await hasBlocked(here.ctx, id, bob.actorId)).toBe(true);
  expect((await followBetween(here.ctx, bob.actorId, id))?.state).toBe("rejected");
};

const unblocks: Check = async (dialect, name) => {
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  expect(await hasBlocked(here.ctx, (await rowOf(dialect)).id, bob.actorId)).toBe(false);
};

/** Believed when the account answers 410. */
const leaves: Check = async (dialect, name) => {
  expect(await dialect.give(name)).toEqual(ignoredFor("not-gone"));
  dialect.peer.serve(new URL(dialect.actor.uri).pathname + new URL(dialect.actor.uri).search, {
    status: 410,
    text: "",
  });
  expect(await dialect.give(name)).toEqual(ACCEPTED);
  const actor = await actorByUri(here.ctx, dialect.actor.uri);
  expect(actor).toMatchObject({ summary: "", publicKeyPem: null, deletedAt: expect.any(Date) });
  expect(await followBetween(here.ctx, bob.actorId, actor!.id)).toBeNull();
};

/** What each activity does, in the order in which a server sends them here. */
const CHECKS: readonly (readonly [RegExp, Check])[] = [
  [/^follow$/, follows],
  [/^accept$/, accepts],
  [/^create-(note|article|event|poll)$/, writes],
  [/^update-(note|article|event)$/, edits],
  [/^create-(reply|comment)$/, answers],
  [/^update-comment$/, edits],
  [/^like$/, reacts("likes", 1)],
  [/^announce$/, reacts("boosts", 1)],
  [/^undo-like$/, reacts("likes", -1)],
  [/^undo-announce$/, reacts("boosts", -1)],
  [/^update-actor$/, renames],
  [/^delete(-comment)?$/, deletes],
  [/^undo-follow$/, unfollows],
  [/^block$/, blocks],
  [/^undo-block$/, unblocks],
  [/^delete-actor$/, leaves],
];

/** What every server sends; a forum has its posts passed on by the group. */
const EVERYBODY: Readonly<Record<string, RegExp>> = {
  actor: /^actor$/,
  follow: /^follow$/,
  "undo follow": /^undo-follow$/,
  accept: /^accept$/,
  create: /^(announce-)?create-(note|article|event|page)$/,
  reply: /^create-(reply|comment)$/,
  update: /^(announce-)?update-(note|article|event|page|comment)$/,
  like: /^like$/,
  "undo like": /^undo-like$/,
  announce: /^announce$/,
  delete: /^(announce-)?delete(-page|-comment)?$/,
  "delete actor": /^delete-actor$/,
};

/** What a server never sends, and why: else each has a fixture of every kind. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  // Notes are not edited.
  misskey: ["update"],
  // People of forums do not boost.
  lemmy: ["announce"],
  piefed: ["announce"],
  nodebb: ["announce"],
  discourse: ["announce"],
  // Its groups announce their events, and nobody likes.
  mobilizon: ["announce", "like", "undo like"],
  // One account for the whole server, that only tells of events and is never closed.
  gancio: ["announce", "delete actor", "like", "reply", "undo like"],
  wordpress: ["like", "undo like"],
  // Deletes by its web pages only.
  snac: ["delete"],
};

test.each(SOFTWARE)("99, 100 %s has a fixture of everything that it sends", (software) => {
  const names = fixturesOf(software);
  const missing = Object.entries(EVERYBODY).filter(([, pattern]) => !names.some((name) => pattern.test(name)));
  expect(missing.map(([kind]) => kind).toSorted()).toEqual(NEVER[software] ?? []);
});

describe.each(SOFTWARE)("99 %s", (software) => {
  let dialect: Dialect;
  beforeAll(async () => {
    dialect = await createDialect(here, software, places);
  });

  const names = fixturesOf(software);
  const cases = CHECKS.flatMap(([pattern, check]) =>
    names.filter((name) => pattern.test(name)).map((name): [string, Check] => [name, check]),
  );
  test.each(cases)("99 %s is processed without error and has its effect", (name, check) => check(dialect, name));
});
