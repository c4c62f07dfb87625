import { Announce, Article, Create, Group, Note, Person } from "@fedify/vocab";
import { preloadedContexts } from "@fedify/vocab-runtime";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { outgoing } from "../../support/outbox.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertPost } from "../../support/rows.ts";
import { surfaceOf } from "./surface.ts";

/** What each peer's code asks of an account, a comment and an activity of ours (wire §6). */
const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
const surface = surfaceOf(ctx);
const anna = await createMember(ctx, "anna");
const berta = await insertActor(ctx, { handle: "berta", host: "anderswo.test" });
const note = await publishProjectNote(ctx, anna, {
  title: "Kuchentafel",
  summary: "Einmal im Monat Kuchen für alle.",
  goal: "Nachbarn kennen einander.",
  targetGroups: ["alle"],
  measures: "Ein Tisch auf der Straße.",
  outcome: "succeeded",
});
const question = await insertPost(ctx, berta, { inReplyToUri: note.uri, inReplyToId: note.id, rootId: note.id });
const comment = await publishComment(ctx, anna, { postId: question.id, text: "Um drei & pünktlich" });

const annaUri = `${ctx.origin}/ap/a/${anna.actorId}`;
const address = z.url({ protocol: /^https$/ });
const problems = (shape: z.ZodType, document: JsonObject): string =>
  z.prettifyError(shape.safeParse(document).error ?? new z.ZodError([]));

const rsaKey = z.object({
  id: address,
  owner: address,
  publicKeyPem: z.string().startsWith("-----BEGIN PUBLIC KEY-----"),
});
const account = z.object({
  id: address,
  preferredUsername: z.string().regex(/^[a-z0-9_]+$/),
  name: z.string(),
  inbox: address,
  outbox: address,
  publicKey: rsaKey,
  published: z.iso.datetime(),
});

const ACCOUNTS = {
  /** Handles in ASCII. */
  Mastodon: account.extend({
    followers: address,
    following: address,
    url: address,
    webfinger: z.string().includes("@"),
  }),
  /** One key, not a list; without a type of its own nobody is anybody. */
  Lemmy: account.extend({ endpoints: z.object({ sharedInbox: address }), summary: z.string().optional() }),
  /** Reads `sharedInbox` unguarded, and lower-cases ids. */
  PieFed: account.extend({
    id: address.refine((id) => id === id.toLowerCase()),
    endpoints: z.object({ sharedInbox: address }),
  }),
  /** Follows no redirects to a key. */
  NodeBB: account.extend({ url: address, icon: z.looseObject({}).optional() }),
  Mbin: account.extend({ url: address, manuallyApprovesFollowers: z.boolean() }),
  GoToSocial: account.extend({ followers: address, following: address, featured: address }),
} as const;

describe.each(Object.entries(ACCOUNTS))("6, 7 %s knows", (_peer, shape) => {
  test("6 a member of ours as a person", async () => {
    expect(problems(shape.extend({ type: z.literal("Person") }), await surface.json(annaUri))).toBe("");
  });

  test("7 the district as a group", async () => {
    const group = shape.extend({
      type: z.literal("Group"),
      attributedTo: address,
      featured: address,
      followers: address,
      postingRestrictedToMods: z.boolean(),
    });
    expect(problems(group, await surface.json(district.actorUri))).toBe("");
  });
});

test("23 a comment has neither name nor summary, which would make it a vote or hide it", async () => {
  const document = await surface.json(comment.uri);
  expect(document).toMatchObject({
    type: "Note",
    attributedTo: annaUri,
    inReplyTo: question.uri,
    audience: district.actorUri,
    to: ["https://www.w3.org/ns/activitystreams#Public"],
    content: "<p>Um drei &amp; pünktlich</p>",
    contentMap: { de: "<p>Um drei &amp; pünktlich</p>" },
    tag: [{ type: "Mention", href: berta.uri, name: "@berta@anderswo.test" }],
    attachment: [],
  });
  expect(document).not.toHaveProperty("name");
  expect(document).not.toHaveProperty("summary");
  // GoToSocial, Mastodon: whoever is mentioned is addressed too.
  expect(document.cc).toContain(berta.uri);
});

test("22 the main language is the first key after the round trip through the database", async () => {
  const document = await surface.json(note.uri);
  expect(Object.keys(document.contentMap as JsonObject)[0]).toBe("de");
  expect((document.contentMap as JsonObject).de).toBe(document.content);
});

/** Only what every library ships; an address that would have to be asked for fails. */
const documentLoader = async (url: string) => {
  const document = preloadedContexts[url];
  if (document === undefined) throw new Error(`${url} would be asked for.`);
  return { contextUrl: null, document, documentUrl: url };
};
const options = { documentLoader, contextLoader: documentLoader };

test("61 Hollo and Ghost read our accounts, notes, comments and activities with Fedify, without the network", async () => {
  expect(await Person.fromJsonLd(await surface.json(annaUri), options)).toBeInstanceOf(Person);
  const group = await Group.fromJsonLd(await surface.json(district.actorUri), options);
  expect(group.inboxId?.href).toBe(`${district.actorUri}/inbox`);
  const article = await Article.fromJsonLd(await surface.json(note.uri), options);
  expect(article.name?.toString()).toBe("Kuchentafel");
  expect(article.attributionId?.href).toBe(annaUri);
  const reply = await Note.fromJsonLd(await surface.json(comment.uri), options);
  expect(reply.replyTargetId?.href).toBe(question.uri);
  const sent = await outgoing(ctx);
  for (const { activity, type } of sent) {
    const read =
      type === "Create" ? await Create.fromJsonLd(activity, options) : await Announce.fromJsonLd(activity, options);
    expect(read.id?.href).toBe(activity.id);
  }
  expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(["Create", "Announce"]));
});
