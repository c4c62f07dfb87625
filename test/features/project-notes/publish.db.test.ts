import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { followersToReach } from "../../../src/features/follows/recipients.queries.ts";
import { media } from "../../../src/features/media/media.table.ts";
import { postById } from "../../../src/features/posts/posts.queries.ts";
import { postTags } from "../../../src/features/posts/posts.table.ts";
import {
  listProjectNotes,
  projectNoteById,
  projectNoteBySlug,
} from "../../../src/features/project-notes/project-notes.queries.ts";
import { OUTCOMES } from "../../../src/features/project-notes/project-notes.schemas.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import { etagOf } from "../../../src/platform/etag.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { outgoing } from "../../support/outbox.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { jobRows } from "../../support/queue.ts";
import { FULL_REQUEST, SHORT_REQUEST } from "./notes.ts";
import { createSetting, insertFollower, insertUpload, type Setting } from "./setting.ts";

let setting: Setting;
beforeAll(async () => {
  setting = await createSetting();
});
const publish = (input: unknown = SHORT_REQUEST) => publishProjectNote(setting.ctx, setting.anna, input);

test.each(OUTCOMES)("63 a note with the outcome %s reaches whom every note reaches", async (outcome) => {
  const { id } = await publish({ ...SHORT_REQUEST, outcome });
  const post = await postById(setting.ctx, id);
  const { to, cc, audience } = JSON.parse(post?.document ?? "{}");
  expect([post?.visibility, post?.sensitive, audience]).toEqual(["public", false, setting.district.actorUri]);
  expect(to).toEqual(["https://www.w3.org/ns/activitystreams#Public", setting.district.actorUri]);
  expect(cc).toEqual([`https://heslach.test/ap/a/${setting.anna.actorId}/followers`]);
  const [first] = await listProjectNotes(setting.ctx, null, { scope: "all", limit: 1 });
  expect([first?.id, first?.outcome]).toEqual([id, outcome]);
});

describe("publishing", () => {
  test("stores the note, its document and its details", async () => {
    const { ctx, anna, district } = setting;
    const { id, slug, uri, url } = await publish(FULL_REQUEST);
    expect(slug).toBe("repair-cafe-im-waschsalon-fahrradhof");
    expect(uri).toBe(`https://heslach.test/ap/o/${id}`);
    expect(url).toBe(`https://heslach.test/projekte/${slug}`);
    const note = await projectNoteBySlug(ctx, null, slug);
    expect(note).toMatchObject({
      id,
      local: true,
      isOwn: false,
      canEdit: false,
      author: { handle: "anna", local: true },
      district: { name: "Heslach", uri: district.actorUri },
      status: "running",
      outcome: "mixed",
      version: 1,
      structure: "ok",
      path: `/projekte/${slug}`,
      stats: { comments: 0, likes: 0, boosts: 0 },
      fields: { ...FULL_REQUEST },
    });
    expect(note?.updatedAt).toEqual(note?.publishedAt);
    expect(await projectNoteById(ctx, anna, id)).toMatchObject({ isOwn: true, canEdit: true, canDelete: true });
    const post = await postById(ctx, id);
    const document: JsonObject = JSON.parse(post?.document ?? "");
    expect(document).toMatchObject({ id: uri, url, type: "Article", attributedTo: note?.author.uri, "stv:version": 1 });
    expect(post?.etag).toBe(etagOf(post?.document ?? ""));
    expect(post?.document).toContain('"longitude":9.0');
    expect(Date.parse(String(document.published))).toBe(note?.publishedAt.getTime());
  });

  test("keeps its topics as hashtags", async () => {
    const { id } = await publish({ ...SHORT_REQUEST, topics: ["Repair Café", "repair café", "https://a.test/x"] });
    const tags = await setting.ctx.db.select().from(postTags).where(eq(postTags.postId, id));
    expect(tags.map(({ tag }) => tag)).toEqual(["repaircafé"]);
  });

  test("two notes of one name get two addresses, also at the same moment", async () => {
    const titled = { ...SHORT_REQUEST, title: "Straßenfest" };
    const published = await Promise.all(Array.from({ length: 5 }, () => publish(titled)));
    const numbered = ["", "-2", "-3", "-4", "-5"].map((suffix) => `strassenfest${suffix}`);
    expect(published.map(({ slug }) => slug).sort()).toEqual(numbered);
  });

  test("28 survives U+0000 and half characters", async () => {
    const { slug } = await publish({ ...SHORT_REQUEST, title: "Nu\u0000ll \ud83d", goal: "\u0000x" });
    expect((await projectNoteBySlug(setting.ctx, null, slug))?.fields.title).toBe("Null \ufffd");
  });

  test("says which field is wrong, and writes nothing", async () => {
    const before = await jobRows(setting.ctx, "outbox");
    await expect(publish({ ...SHORT_REQUEST, title: "" })).rejects.toMatchObject({
      kind: "invalid",
      fields: { title: "error.project-notes.required" },
    });
    expect(await jobRows(setting.ctx, "outbox")).toHaveLength(before.length);
  });

  test("25 refuses what peers would refuse as too large", async () => {
    const long = "ä".repeat(10_000);
    const steps = Array.from({ length: 30 }, (_, index) => ({ name: `${index}`, text: "ä".repeat(2000) }));
    await expect(
      publish({ ...SHORT_REQUEST, goal: long, measures: long, transferKit: { steps } }),
    ).rejects.toMatchObject({
      kind: "invalid",
      code: "project-notes.too-big",
    });
  });

  test("the same idempotency key gives the same note, also at the same moment", async () => {
    const { ctx, anna, bert } = setting;
    const again = () => publishProjectNote(ctx, anna, { ...SHORT_REQUEST, title: "Einmal" }, { idempotencyKey: "k1" });
    const [first, second] = await Promise.all([again(), again()]);
    expect(second).toEqual(first);
    const other = await publishProjectNote(ctx, bert, { ...SHORT_REQUEST, title: "Einmal" }, { idempotencyKey: "k1" });
    expect(other.id).not.toBe(first.id);
    ctx.advance(25 * 60 * 60 * 1000);
    expect((await again()).id).not.toBe(first.id);
  });

  test("names co-authors by their handles", async () => {
    const { ctx, anna, bert } = setting;
    const { id } = await publishProjectNote(ctx, anna, SHORT_REQUEST, { coAuthors: ["@Bert", "anna"] });
    expect(await projectNoteById(ctx, bert, id)).toMatchObject({
      isOwn: false,
      canEdit: true,
      canDelete: false,
      coAuthors: [{ handle: "bert" }],
    });
    await expect(publishProjectNote(ctx, anna, SHORT_REQUEST, { coAuthors: ["niemand"] })).rejects.toMatchObject({
      fields: { "coAuthors.0": "error.project-notes.no-such-member" },
    });
  });

  test("needs a district", async () => {
    const ctx = await createTestCtx();
    await expect(publishProjectNote(ctx, setting.anna, SHORT_REQUEST)).rejects.toMatchObject({
      code: "project-notes.no-district",
    });
  });

  test("costs a fixed number of statements", async () => {
    const ctx = countStatements(setting.ctx);
    await publishProjectNote(ctx, setting.anna, FULL_REQUEST);
    const full = ctx.statements.length;
    // Author; slug lock, slug, post, details, tags twice; three entries with hurrying, adding and waking.
    expect(full).toBeLessThanOrEqual(17);
    ctx.reset();
    await publishProjectNote(ctx, setting.anna, { ...SHORT_REQUEST, title: "Kurz" });
    expect(ctx.statements.length).toBeLessThanOrEqual(full);
  });
});

describe("uploads", () => {
  test("are shown with their addresses and marked as used", async () => {
    const { ctx, anna } = setting;
    const picture = await insertUpload(ctx, anna, { focusX: 0, focusY: 0.25 });
    const file = await insertUpload(ctx, anna, {
      kind: "file",
      mediaType: "application/pdf",
      width: null,
      height: null,
    });
    const { id } = await publish({
      ...SHORT_REQUEST,
      images: [{ mediaId: picture.id, alt: "Tische" }],
      files: [{ mediaId: file.id, name: "Plan" }],
      transferKit: { files: [{ mediaId: file.id, name: "Vorlage" }] },
    });
    const note = await projectNoteById(ctx, anna, id);
    const address = `https://heslach.test/media/${picture.storageKey}`;
    expect(note?.fields.images).toEqual([
      {
        mediaId: picture.id,
        url: address,
        mediaType: "image/jpeg",
        alt: "Tische",
        width: 1600,
        height: 900,
        focus: [0, 0.25],
      },
    ]);
    expect(note?.fields.transferKit?.files?.[0]).toMatchObject({ name: "Vorlage", digest: file.digest });
    expect(await postById(ctx, id)).toMatchObject({ imageUrl: address, imageAlt: "Tische" });
    const [row] = await ctx.db.select().from(media).where(eq(media.id, picture.id));
    expect(row?.attachedAt).not.toBeNull();
  });

  test("T181 of somebody else, or that are gone, are not found", async () => {
    const { ctx, bert } = setting;
    const foreign = await insertUpload(ctx, bert);
    for (const mediaId of [foreign.id, "1"]) {
      await expect(publish({ ...SHORT_REQUEST, images: [{ mediaId, alt: "" }] })).rejects.toMatchObject({
        kind: "notFound",
        fields: { "images.0.mediaId": "error.project-notes.not-a-file" },
      });
    }
  });

  test("a document is no picture", async () => {
    const file = await insertUpload(setting.ctx, setting.anna, { kind: "file", mediaType: "application/pdf" });
    await expect(publish({ ...SHORT_REQUEST, images: [{ mediaId: file.id, alt: "" }] })).rejects.toMatchObject({
      kind: "notFound",
    });
  });
});

describe("what is to be sent", () => {
  test("51 a Create to the author's followers, and one Announce in each form to the district's", async () => {
    const { ctx, district, anna } = setting;
    const before = (await outgoing(ctx)).length;
    const { id, uri } = await publish({ ...SHORT_REQUEST, title: "Senden" });
    const entries = (await outgoing(ctx)).slice(before);
    expect(entries).toMatchObject([
      { type: "Create", actorId: anna.actorId, recipients: { followersOf: [anna.actorId], recordFor: id } },
      {
        type: "Announce",
        actorId: district.actorId,
        activity: { object: uri },
        recipients: { followersOf: [district.actorId], announceForm: "plain", recordFor: id },
      },
      {
        type: "Announce",
        actorId: district.actorId,
        activity: { audience: district.actorUri, object: { type: "Create", object: { id: uri } } },
        recipients: { followersOf: [district.actorId], announceForm: "wrapped", recordFor: id },
      },
    ]);
    expect(
      entries.every(({ orderingKey, merge, dueIn }) => orderingKey === uri && merge === undefined && dueIn <= 0),
    ).toBe(true);
    const [create, plain] = entries;
    const post = await postById(ctx, id);
    const { "@context": _, ...stored } = JSON.parse(post?.document ?? "");
    expect(create?.activity.object).toEqual(stored);
    expect(String(plain?.activity.published) >= String(stored.published)).toBe(true);
  });

  test("18 coordinates keep their decimal point on the way out", async () => {
    const before = (await jobRows(setting.ctx, "outbox")).length;
    await publish({ ...FULL_REQUEST, title: "Neun Grad" });
    const [create, , wrapped] = (await jobRows(setting.ctx, "outbox")).slice(before);
    expect(create?.payload).toContain('"longitude":9.0');
    expect(wrapped?.payload).toContain('"longitude":9.0');
  });

  test("51 every follower's server gets exactly one Announce, in its own form", async () => {
    const { ctx, district } = setting;
    await insertFollower(ctx, district.actorId, "mastodon.test", "plain");
    await insertFollower(ctx, district.actorId, "lemmy.test", "wrapped");
    const before = (await outgoing(ctx)).length;
    await publish({ ...SHORT_REQUEST, title: "Verteilen" });
    const announces = (await outgoing(ctx)).slice(before).filter(({ type }) => type === "Announce");
    const reached = await Promise.all(
      announces.map(({ recipients }) => followersToReach(ctx, recipients.followersOf ?? [], recipients.announceForm)),
    );
    expect(reached.map((hosts) => hosts.map(({ host }) => host))).toEqual([["mastodon.test"], ["lemmy.test"]]);
  });

  test("nothing while federation is off", async () => {
    const ctx = await createTestCtx({ ORIGIN: "http://localhost:8000", FEDERATION_TEST_HOSTS: "" });
    await setUpDistrict(ctx);
    const member = await createMember(ctx, "anna");
    const { url } = await publishProjectNote(ctx, member, SHORT_REQUEST);
    expect(url).toMatch(/^http:\/\/localhost:8000\/projekte\//);
    expect(await jobRows(ctx, "outbox")).toEqual([]);
  });
});
