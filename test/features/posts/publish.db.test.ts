import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { type Actor, actorById } from "../../../src/features/actors/actors.queries.ts";
import type { District } from "../../../src/features/district/district.model.ts";
import { media } from "../../../src/features/media/media.table.ts";
import { visiblePost } from "../../../src/features/posts/posts.queries.ts";
import type { PostInput } from "../../../src/features/posts/posts.schemas.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { PUBLIC } from "../../../src/platform/ap-uris.ts";
import { createTestCtx, type TestCtx } from "../../support/ctx.ts";
import { forgetOutgoing, outgoing } from "../../support/outbox.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

let ctx: TestCtx;
let district: District;
let anna: Account;
let annaActor: Actor;
let bela: Account;
let carla: Actor;

beforeAll(async () => {
  ctx = await createTestCtx();
  district = await setUpDistrict(ctx);
  anna = await createMember(ctx, "anna");
  bela = await createMember(ctx, "bela");
  annaActor = (await actorById(ctx, anna.actorId))!;
  carla = await insertActor(ctx, { host: "c.test", handle: "carla", url: "https://c.test/@carla" });
});

beforeEach(() => forgetOutgoing(ctx));

const publish = (input: PostInput) => publishPost(ctx, anna, input);
const documentOf = async (id: string) => {
  const post = await visiblePost(ctx, anna, id);
  return { post: post!, document: JSON.parse(post!.document) };
};
const sent = async () =>
  (await outgoing(ctx)).map(({ type, actorId, activity, recipients }) => ({ type, actorId, activity, recipients }));

describe("a short post", () => {
  test("15, 16, 19, 20, 21, 24 is a Note: addressing in lists, public in `to`, neither name nor summary", async () => {
    const { id, uri, url } = await publish({ text: "Hallo Heslach" });
    const { document, post } = await documentOf(id);
    expect(document).toMatchObject({
      id: uri,
      type: "Note",
      url,
      attributedTo: annaActor.uri,
      to: [PUBLIC],
      cc: [`${annaActor.uri}/followers`],
      content: "<p>Hallo Heslach</p>",
      contentMap: { de: "<p>Hallo Heslach</p>" },
      context: `${uri}/kontext`,
      replies: `${uri}/antworten`,
      attachment: [],
      tag: [],
      sensitive: false,
      "stv:version": 1,
    });
    for (const member of ["name", "summary", "updated", "bto", "bcc", "inReplyTo", "audience"]) {
      expect(document).not.toHaveProperty(member);
    }
    expect(uri).toMatch(/^https:\/\/heslach\.test\/ap\/o\/\d+$/);
    expect(url).toBe(`https://heslach.test/@anna/${id}`);
    expect(post).toMatchObject({ kind: "note", visibility: "public", groupId: null, rootId: id });
    expect(await sent()).toEqual([
      {
        type: "Create",
        actorId: anna.actorId,
        activity: expect.objectContaining({ id: `${uri}#create`, to: [PUBLIC] }),
        recipients: { followersOf: [anna.actorId], recordFor: id },
      },
    ]);
  });

  test("links mentions, hashtags and addresses; tells whom it mentions", async () => {
    const text = "Hallo @bela und @carla@c.test, #Müllsammeln um #1: https://ort.test/@bela#x. Nicht @niemand";
    const { id } = await publish({ text });
    const { document } = await documentOf(id);
    expect(document.tag).toEqual([
      { type: "Mention", href: expect.stringContaining("/ap/a/"), name: "@bela@heslach.test" },
      { type: "Mention", href: carla.uri, name: "@carla@c.test" },
      { type: "Hashtag", name: "#Müllsammeln", href: "https://heslach.test/themen/m%C3%BCllsammeln" },
    ]);
    expect(document.cc).toEqual([`${annaActor.uri}/followers`, expect.any(String), carla.uri]);
    expect(document.content).toContain('<a href="https://c.test/@carla" class="u-url mention">@<span>carla</span></a>');
    expect(document.content).toContain('<a href="https://ort.test/@bela#x" rel="nofollow noopener noreferrer">');
    expect(document.content).toContain("Nicht @niemand");
    expect(document.content).toContain("um #1:");
    const [create] = await sent();
    expect(create?.recipients).toEqual({
      followersOf: [anna.actorId],
      actors: [bela.actorId, carla.id],
      recordFor: id,
    });
  });

  test("with a content warning has it as `summary` and is sensitive; what is typed is never markup", async () => {
    const { id } = await publish({ text: "<script>alert(1)</script>", summary: "Spinnen & Co" });
    const { document } = await documentOf(id);
    expect(document).toMatchObject({ type: "Note", summary: "Spinnen & Co", sensitive: true });
    expect(document.content).toBe("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
  });

  test.each([
    ["unlisted", (a: string) => ({ to: [`${a}/followers`], cc: [PUBLIC] })],
    ["followers", (a: string) => ({ to: [`${a}/followers`], cc: [] })],
  ] as const)("for %s names the collections", async (visibility, addressing) => {
    const { id } = await publish({ text: "leise", visibility });
    const { document, post } = await documentOf(id);
    expect(document).toMatchObject(addressing(annaActor.uri));
    expect(post.visibility).toBe(visibility);
    expect((await sent())[0]?.recipients).toEqual({ followersOf: [anna.actorId], recordFor: id });
  });

  test("T105 only for those mentioned goes to nobody else, without a context for signatures that can be passed on", async () => {
    const { id } = await publish({ text: "Nur für @carla@c.test", visibility: "direct" });
    const { document } = await documentOf(id);
    expect(document).toMatchObject({ to: [carla.uri], cc: [] });
    expect(document["@context"]).not.toContain("https://w3id.org/security/data-integrity/v1");
    expect(document).not.toHaveProperty("interactionPolicy");
    expect((await sent()).map(({ recipients }) => recipients)).toEqual([{ actors: [carla.id], recordFor: id }]);
    expect(await visiblePost(ctx, bela, id)).toBeNull();
    expect(await visiblePost(ctx, { host: "c.test" }, id)).not.toBeNull();
    await expect(publish({ text: "Für wen?", visibility: "direct" })).rejects.toMatchObject({
      code: "posts.nobody-mentioned",
    });
    await expect(publish({ text: "@carla@c.test @niemand", visibility: "direct" })).rejects.toMatchObject({
      code: "posts.unknown-mention",
    });
  });

  test("in the district is announced by it, once plain and once wrapped", async () => {
    const { id, uri } = await publish({ text: "Fest am Samstag", groupId: district.actorId });
    const { document, post } = await documentOf(id);
    expect(document).toMatchObject({ audience: district.actorUri, to: [PUBLIC, district.actorUri] });
    expect(post.groupId).toBe(district.actorId);
    expect((await sent()).map(({ type, actorId, recipients }) => [type, actorId, recipients.announceForm])).toEqual([
      ["Create", anna.actorId, undefined],
      ["Announce", district.actorId, "plain"],
      ["Announce", district.actorId, "wrapped"],
    ]);
    expect((await sent())[1]?.activity.object).toBe(uri);
    const closed = await insertActor(ctx, { type: "Group", kind: "group" });
    const inGroup = { text: "Hallo", groupId: closed.id };
    await expect(publish(inGroup)).rejects.toMatchObject({ code: "posts.no-such-group" });
    await expect(
      publishPost(ctx, anna, inGroup, {
        placeIn: async (_ctx, { id: one }) => (one === closed.id ? { visibility: "public" } : null),
      }),
    ).resolves.toBeTruthy();
    const foreign = await insertActor(ctx, { host: "g.test", type: "Group", kind: "group" });
    await expect(
      publishPost(
        ctx,
        anna,
        { text: "Hallo", groupId: foreign.id },
        { placeIn: async () => ({ visibility: "public" }) },
      ),
    ).rejects.toMatchObject({ code: "posts.no-such-group" });
  });

  test("sent twice under one key is one post", async () => {
    const twice = () => publishPost(ctx, anna, { text: "einmal" }, { idempotencyKey: "k1" });
    const [one, other] = [await twice(), await twice()];
    expect(other.id).toBe(one.id);
    expect(await sent()).toHaveLength(1);
    expect((await publishPost(ctx, bela, { text: "einmal" }, { idempotencyKey: "k1" })).id).not.toBe(one.id);
  });
});

describe("a long post", () => {
  test("21, 22 is an Article: title in bold before the text, a summary without markup of at most 500 characters", async () => {
    const { id } = await publish({
      title: "Müll & mehr",
      text: `Wir <sammeln> & ordnen. ${"Wort ".repeat(200)}`,
      language: "de",
    });
    const { document, post } = await documentOf(id);
    expect(document).toMatchObject({ type: "Article", name: "Müll & mehr" });
    expect(document.content).toMatch(/^<p><b>Müll &amp; mehr<\/b><\/p><p>Wir &lt;sammeln&gt;/);
    expect(Object.entries(document.contentMap)[0]).toEqual(["de", document.content]);
    expect(document.summary).toMatch(/^Wir sammeln und ordnen\. Wort.* …$/);
    expect(document.summary.length).toBeLessThanOrEqual(500);
    expect(document.summary).not.toMatch(/[<&\n]/);
    expect(post).toMatchObject({ kind: "article", title: "Müll & mehr", sensitive: false });
    const own = await publish({ title: "Titel", text: "Text", summary: "In einem\nSatz." });
    expect((await documentOf(own.id)).document.summary).toBe("In einem Satz.");
  });

  test("17 carries pictures with their words, first as Image; another's upload is refused", async () => {
    const picture = (account: Account, key: string) =>
      ({
        id: ctx.newId(),
        accountId: account.accountId,
        kind: "image",
        storageKey: key,
        mediaType: "image/jpeg",
        fileName: "bild.jpg",
        bytes: 1,
        digest: "z",
        width: 640,
        height: 480,
        createdAt: ctx.now(),
      }) as const;
    const hints = { focusX: 0, focusY: 0.25, blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj" };
    const [own, foreign] = [{ ...picture(anna, "a".repeat(32)), ...hints }, picture(bela, "b".repeat(32))];
    await ctx.db.insert(media).values([own, foreign]);
    const { id } = await publish({ text: "Bild", images: [{ mediaId: own.id, alt: "Ein Baum" }] });
    const { document, post } = await documentOf(id);
    expect(document.attachment).toEqual([
      {
        type: "Image",
        mediaType: "image/jpeg",
        url: `https://heslach.test/media/${own.storageKey}`,
        name: "Ein Baum",
        width: 640,
        height: 480,
        focalPoint: [0, 0.25],
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
      },
    ]);
    expect(document["@context"].at(-1)).toMatchObject({
      blurhash: "toot:blurhash",
      focalPoint: { "@id": "toot:focalPoint", "@container": "@list" },
    });
    expect(post).toMatchObject({ imageAlt: "Ein Baum", attachments: [{ focus: [0, 0.25], blurhash: hints.blurhash }] });
    const rows = await ctx.db.select().from(media);
    expect(rows.find((row) => row.id === own.id)?.attachedAt).not.toBeNull();
    for (const images of [[{ mediaId: foreign.id, alt: "x" }], [{ mediaId: "1", alt: "x" }]]) {
      await expect(publish({ text: "Bild", images })).rejects.toMatchObject({ code: "posts.no-such-picture" });
    }
    await expect(publish({ text: "Bild", images: [{ mediaId: own.id }] })).rejects.toMatchObject({
      fields: { "images.0.alt": "error.posts.alt-missing" },
    });
  });
});

test("a poll is a Question with its options, its end and nobody's votes", async () => {
  const { id } = await publish({ text: "Wohin?", poll: { options: ["Park", "Platz"], hours: 24 } });
  const { document, post } = await documentOf(id);
  expect(document).toMatchObject({
    type: "Question",
    oneOf: [
      { type: "Note", name: "Park", replies: { type: "Collection", totalItems: 0 } },
      { type: "Note", name: "Platz", replies: { type: "Collection", totalItems: 0 } },
    ],
    votersCount: 0,
    content: "<p>Wohin?</p>",
  });
  expect(document).not.toHaveProperty("closed");
  expect(Date.parse(document.endTime) - Date.parse(document.published)).toBe(24 * 3600 * 1000);
  expect(post.kind).toBe("question");
  const many = await publish({ text: "Wann?", poll: { options: ["a", "b", "c"], multiple: true, hours: 1 } });
  expect((await documentOf(many.id)).document.anyOf).toHaveLength(3);
});

test.each<[string, PostInput, Record<string, string>]>([
  ["no text", { text: " " }, { text: "error.posts.text-missing" }],
  ["a long note", { text: "x".repeat(5001) }, { text: "error.posts.text-long" }],
  ["one option", { text: "?", poll: { options: ["a"], hours: 1 } }, { "poll.options": "error.posts.poll-options" }],
  [
    "the same twice",
    { text: "?", poll: { options: ["a", "a "], hours: 1 } },
    { "poll.options": "error.posts.poll-same" },
  ],
  ["15 days", { text: "?", poll: { options: ["a", "b"], hours: 15 * 24 } }, { "poll.hours": "error.posts.poll-hours" }],
  [
    "a titled poll",
    { text: "?", title: "T", poll: { options: ["a", "b"], hours: 1 } },
    { title: "error.posts.poll-title" },
  ],
  ["a group for few", { text: "x", groupId: "1", visibility: "followers" }, { visibility: "error.posts.group-public" }],
  ["unknown fields", { text: "x", bcc: ["https://x.test"] } as PostInput, { bcc: "error.errors.unknown-field" }],
])("refuses %s", async (_name, input, fields) => {
  await expect(publish(input)).rejects.toMatchObject({ kind: "invalid", fields });
  expect(await sent()).toEqual([]);
});

describe("an answer", () => {
  test("23 has neither name nor summary, links whom it mentions, and may be for fewer readers", async () => {
    const root = await insertPost(ctx, carla, { document: JSON.stringify({ context: "https://c.test/kontext" }) });
    const { uri, id } = await publishComment(ctx, anna, {
      postId: root.id,
      text: "Ja, @bela #gut",
      visibility: "followers",
    });
    const { document, post } = await documentOf(id);
    expect(document).toMatchObject({ inReplyTo: root.uri, context: "https://c.test/kontext", id: uri });
    expect(document).toMatchObject({ to: [`${annaActor.uri}/followers`], cc: [carla.uri, expect.any(String)] });
    expect(document).not.toHaveProperty("name");
    expect(document).not.toHaveProperty("summary");
    expect(document.content).toContain("@<span>bela</span>");
    expect(post).toMatchObject({ visibility: "followers", rootId: root.id, inReplyToId: root.id });
  });

  test("T108 is never wider than what it answers, nor does it carry it to others", async () => {
    const dora = await insertActor(ctx, { host: "d.test", handle: "dora" });
    await insertFollow(ctx, anna.actorId, carla.id);
    const secret = await insertPost(ctx, carla, { visibility: "followers" });
    for (const visibility of ["public", "unlisted", "followers"] as const) {
      await expect(publishComment(ctx, anna, { postId: secret.id, text: "Ja", visibility })).rejects.toMatchObject({
        code: "posts.never-wider",
      });
    }
    const { id } = await publishComment(ctx, anna, { postId: secret.id, text: "Sieh, @dora@d.test" });
    const { document } = await documentOf(id);
    expect(document).toMatchObject({ to: [carla.uri], cc: [] });
    expect(document.content).toBe("<p>Sieh, @dora@d.test</p>");
    expect((await sent()).at(-1)?.recipients).toEqual({ actors: [carla.id], recordFor: id });
    expect(await visiblePost(ctx, { actorId: dora.id }, id)).toBeNull();
    const unlisted = await insertPost(ctx, carla, { visibility: "unlisted" });
    await expect(
      publishComment(ctx, anna, { postId: unlisted.id, text: "Ja", visibility: "public" }),
    ).rejects.toMatchObject({ code: "posts.never-wider" });
  });

  test("to one's own message goes on with those whom it went to", async () => {
    const first = await publish({ text: "Nur @carla@c.test", visibility: "direct" });
    const { id } = await publishComment(ctx, anna, { postId: first.id, text: "Nachtrag" });
    expect((await documentOf(id)).document).toMatchObject({ to: [carla.uri], cc: [] });
  });
});
