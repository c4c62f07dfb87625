import sharp from "sharp";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/features/accounts/accounts.queries.ts";
import { actorById } from "../../../src/features/actors/actors.queries.ts";
import { updateProfile } from "../../../src/features/actors/actors.usecases.ts";
import { shortcodesIn } from "../../../src/features/emojis/emojis.model.ts";
import {
  allEmojis,
  type EmojiRow,
  emojiPicture,
  emojisIn,
  emojisNamed,
} from "../../../src/features/emojis/emojis.queries.ts";
import { customEmojis } from "../../../src/features/emojis/emojis.table.ts";
import {
  addEmoji,
  deleteEmoji,
  moveEmojiPictures,
  retireEmoji,
  showEmoji,
} from "../../../src/features/emojis/emojis.usecases.ts";
import { changeGroup } from "../../../src/features/groups/usecases/change.ts";
import { createGroup } from "../../../src/features/groups/usecases/create.ts";
import { changeOrganisation, createOrganisation } from "../../../src/features/organisations/organisations.usecases.ts";
import { postByUri } from "../../../src/features/posts/posts.queries.ts";
import { publishComment } from "../../../src/features/posts/usecases/comment.ts";
import { editPost } from "../../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { editProjectNote } from "../../../src/features/project-notes/usecases/edit.ts";
import { publishProjectNote } from "../../../src/features/project-notes/usecases/publish.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { openStored } from "../../../src/platform/storage/storage.ts";
import { countStatements } from "../../support/counting.ts";
import { createTestCtx } from "../../support/ctx.ts";
import { createMember, setUpDistrict } from "../../support/people.ts";
import { startS3Server } from "../../support/s3-server.ts";
import { animatedGif, flatPng, phonePhoto, picture } from "../media/media.files.ts";
import { SHORT_REQUEST } from "../project-notes/notes.ts";
import { square, withEmoji } from "./pictures.ts";

const ctx = await createTestCtx((await startS3Server()).environment);
await setUpDistrict(ctx);
const admin = await createMember(ctx, "chefin", "admin");
const moderator = await createMember(ctx, "mona", "moderator");
const anna = await createMember(ctx, "anna");
const png = await square();

const add = (shortcode: string, bytes: Uint8Array = png, viewer: Account = admin) =>
  addEmoji(ctx, viewer, { shortcode, category: "", inPicker: true }, bytes);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );
const storedOf = async ({ storageKey }: EmojiRow, variant: "whole" | "preview") => {
  const stored = await openStored(ctx, storageKey, variant);
  return stored && Buffer.from(await new Response(stored.stream).arrayBuffer());
};

describe("T193 only admins look after emojis", () => {
  test.each(["a member", "a moderator"])("%s is refused everything", async (who) => {
    const viewer = who === "a member" ? anna : moderator;
    const row = await withEmoji(ctx, admin, who.replace(" ", "_"));
    const refused = "emojis.only-admins";
    expect(await codeOf(add("neu", png, viewer))).toBe(refused);
    expect(await codeOf(showEmoji(ctx, viewer, row.id, { category: "x", inPicker: false }))).toBe(refused);
    expect(await codeOf(retireEmoji(ctx, viewer, row.id, true))).toBe(refused);
    expect(await codeOf(deleteEmoji(ctx, viewer, row.id))).toBe(refused);
    expect((await allEmojis(ctx)).find(({ id }) => id === row.id)).toMatchObject({ category: "", retiredAt: null });
  });
});

describe("a shortcode", () => {
  test.each(["a", "käse", "zwei worte", "a-b", "x".repeat(129), "<b>", ":", ""])(
    "T114 is refused: %s",
    async (code) => {
      await expect(add(code)).rejects.toMatchObject({ code: "errors.input", fields: { shortcode: expect.anything() } });
    },
  );

  test("may be typed with its colons, and is taken whatever the case", async () => {
    expect((await add(":Hoffest_26:")).shortcode).toBe("Hoffest_26");
    expect(await codeOf(add("hoffest_26"))).toBe("emojis.shortcode-taken");
    const both = await Promise.all([codeOf(add("Zugleich")), codeOf(add("zugleich"))]);
    expect(both.sort()).toEqual(["done", "emojis.shortcode-taken"]);
    expect(await emojisNamed(ctx, ["hoffest_26"])).toEqual([]);
    expect(await emojisNamed(ctx, ["Hoffest_26", "gibt_es_nicht", "Hoffest_26"])).toHaveLength(1);
  });
});

const jpeg = await picture(20, 20).jpeg().toBuffer();

describe("a picture", () => {
  test.each([
    ["T171 an SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"), "only-pictures"],
    ["T171 a JPEG", jpeg, "only-pictures"],
    ["T171 a PNG behind a GIF's first bytes", Buffer.concat([Buffer.from("GIF89a"), flatPng(9, 9)]), "only-pictures"],
    ["T174 a pixel bomb", flatPng(5000, 5000), "too-many-pixels"],
    ["T174 too many frames", animatedGif(201), "too-many-pixels"],
    ["T175 half a picture", png.subarray(0, png.length / 2), "only-pictures"],
    ["more than 256 KB", Buffer.concat([png, Buffer.alloc(256 * 1024)]), "too-large"],
    ["nothing", Buffer.alloc(0), "no-picture"],
  ])("is refused: %s", async (_what, bytes, code) => {
    await expect(add("boese", bytes)).rejects.toMatchObject({
      code: `emojis.${code}`,
      fields: { picture: `error.emojis.${code}` },
    });
    expect(await emojisNamed(ctx, ["boese"])).toEqual([]);
  });

  test("T172 T173 is made anew: no tail, no metadata, at most 128 pixels", async () => {
    const photo = await sharp(await phonePhoto())
      .keepMetadata()
      .webp()
      .toBuffer();
    const row = await add("foto", Buffer.concat([photo, Buffer.from("<script>alert(1)</script>")]));
    const whole = await storedOf(row, "whole");
    expect(row.mediaType).toBe("image/png");
    expect(await sharp(whole ?? "").metadata()).toMatchObject({ format: "png", width: 96, height: 128 });
    for (const text of ["alert", "SecretPhone", "zuhause"]) expect(whole?.includes(text)).toBe(false);
  });

  test.each(["gif", "webp"] as const)(
    "that moves goes on moving (%s), with a PNG that stands still",
    async (format) => {
      const frames = await Promise.all([0, 120, 240].map((grey) => framed(grey)));
      const bytes = await sharp(frames, { join: { animated: true } })
        [format]({ delay: [100, 100, 100] })
        .toBuffer();
      const row = await add(`bewegt_${format}`, bytes);
      expect(row.mediaType).toBe(`image/${format}`);
      expect(await sharp((await storedOf(row, "whole")) ?? "").metadata()).toMatchObject({ format, pages: 3 });
      const still = await sharp((await storedOf(row, "preview")) ?? "").metadata();
      expect([still.format, still.pages ?? 1]).toEqual(["png", 1]);
    },
  );
});

const framed = (grey: number): Promise<Buffer> =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: { r: grey, g: 0, b: 0 } } })
    .png()
    .toBuffer();

test("pictures move between bucket and disk with the uploads, and a deleted one leaves nothing", async () => {
  const row = await withEmoji(ctx, admin, "umzug");
  const many = (await allEmojis(ctx)).length;
  expect(await moveEmojiPictures(ctx, "disk")).toBe(2 * many);
  expect(await storedOf(row, "whole")).toBeNull();
  expect(await moveEmojiPictures(ctx, "bucket")).toBe(2 * many);
  expect(await storedOf(row, "preview")).not.toBeNull();
  await deleteEmoji(ctx, admin, row.id);
  expect([await storedOf(row, "whole"), await storedOf(row, "preview")]).toEqual([null, null]);
  expect(await codeOf(deleteEmoji(ctx, admin, row.id))).toBe("emojis.not-found");
  expect((await withEmoji(ctx, admin, "UMZUG")).id).not.toBe(row.id);
});

describe("in a text", () => {
  test.each([
    [":ja:", ["ja"]],
    ["(:ja:), :nein:!", ["ja", "nein"]],
    ["<p>:ja:</p><p>&quot;:nein:&quot;</p>", ["ja", "nein"]],
    [":ja: :ja:", ["ja"]],
    ["um 12:30:45 Uhr", []],
    ["wort:ja: :ja:wort ü:ja: ::ja:: :ja::nein:", []],
    ['https://a.test/:ja:/ und <a href="https://b.test/:nein:">x</a>', []],
    [":j: :j a:", []],
  ])("Mastodon's boundaries hold: %s", (text, names) => {
    expect(shortcodesIn([text])).toEqual(names);
  });

  test("emojis cost one statement, and none where nothing stands between colons", async () => {
    await withEmoji(ctx, admin, "kosten");
    const counting = countStatements(ctx);
    expect(await emojisIn(counting, ["Um 12:30: los, https://a.test:8443/", null])).toEqual([]);
    expect(counting.statements).toEqual([]);
    const many = Array.from({ length: 300 }, (_, index) => `:e${index}:`).join(" ");
    expect(await emojisIn(counting, [`:kosten: ${many}`, ":kosten:"])).toHaveLength(1);
    expect(counting.statements).toHaveLength(1);
    expect((counting.parameters[0] ?? []).length).toBeLessThanOrEqual(120);
  });
});

describe("what members write keeps the emojis in it", () => {
  let fest: EmojiRow;
  beforeAll(async () => {
    fest = await withEmoji(ctx, admin, "fest");
  });
  beforeEach(() => retireEmoji(ctx, admin, fest.id, false));
  const kept = () => [{ name: "fest", url: emojiPicture(ctx, fest), inPicker: true }];
  const tag = () => ({
    id: `${ctx.origin}/emojis/${fest.id}`,
    type: "Emoji",
    name: ":fest:",
    updated: expect.any(String),
    icon: { type: "Image", mediaType: "image/png", url: emojiPicture(ctx, fest) },
  });
  const read = async (uri: string) => {
    const post = await postByUri(ctx, uri);
    const document = JSON.parse(post?.document ?? "{}") as JsonObject;
    return { emojis: post?.emojis, tag: document.tag, document };
  };

  test.each([
    ["the text", { text: "Kommt zum :fest:" }],
    ["the warning", { text: "Kommt", summary: "Es geht ums :fest:" }],
    ["the title", { text: "Kommt", title: "Unser :fest:" }],
    ["an option of the poll", { text: "Wohin?", poll: { options: [":fest:", "nach Hause"], hours: 2 } }],
  ])("a post with one in %s", async (_where, input) => {
    const post = await read((await publishPost(ctx, anna, input)).uri);
    expect(post.emojis).toEqual(kept());
    expect(post.tag).toEqual([tag()]);
    expect(JSON.stringify(post.document["@context"])).toContain('"Emoji":"toot:Emoji"');
    expect(post.document.content).not.toContain("<img");
  });

  test("an answer, and what an edit brings and takes; a change of the emoji rewrites nothing", async () => {
    const { id, uri } = await publishPost(ctx, anna, { text: "Kommt alle" });
    expect((await read(uri)).emojis).toEqual([]);
    const answer = await publishComment(ctx, anna, { postId: id, text: "Zum :fest: gern" });
    expect((await read(answer.uri)).emojis).toEqual(kept());
    await editPost(ctx, anna, id, { text: "Kommt alle :fest:" });
    const edited = await read(uri);
    expect(edited.tag).toEqual([tag()]);
    await showEmoji(ctx, admin, fest.id, { category: "Feste", inPicker: false });
    await retireEmoji(ctx, admin, fest.id, true);
    expect(await read(uri)).toEqual(edited);
    await editPost(ctx, anna, id, { text: "Kommt alle zum :fest:" });
    expect(await read(uri)).toMatchObject({ emojis: [], tag: [] });
    await showEmoji(ctx, admin, fest.id, { category: "", inPicker: true });
  });

  test("a project note, whatever the field", async () => {
    const goal = "Ein :fest: für alle";
    const note = await publishProjectNote(ctx, anna, { ...SHORT_REQUEST, goal });
    const written = await read(note.uri);
    expect(written.emojis).toEqual(kept());
    expect(written.tag).toContainEqual(tag());
    expect(JSON.stringify(written.document["stv:projectNote"])).toContain(":fest:");
    await editProjectNote(ctx, anna, note.id, { ...SHORT_REQUEST, goal: "Kein Fest" });
    expect((await read(note.uri)).emojis).toEqual([]);
  });

  test.each([
    ["name", { name: "Anna :fest:" }],
    ["text", { name: "Anna", summary: "Ich mag :fest:" }],
    ["field", { name: "Anna", summary: "", fields: [{ name: "Mag", value: ":fest:" }] }],
  ])("a profile with one in its %s", async (_where, input) => {
    const actor = await updateProfile(ctx, anna, { summary: "", fields: [], ...input });
    expect(actor.emojis).toEqual(kept());
    expect((await actorById(ctx, anna.actorId))?.emojis).toEqual(kept());
    expect((JSON.parse(actor.document) as JsonObject).tag).toEqual([tag()]);
    const plain = await updateProfile(ctx, anna, { name: "Anna", summary: "", fields: [] });
    expect([plain.emojis, (JSON.parse(plain.document) as JsonObject).tag]).toEqual([[], undefined]);
  });

  test("an organisation and a group, when they are made and when they change", async () => {
    const details = { name: "Verein :fest:", handle: "verein", sector: "civic", kind: "association" } as const;
    expect((await createOrganisation(ctx, anna, { ...details, about: "" })).emojis).toEqual(kept());
    const { handle, ...rest } = details;
    const changed = await changeOrganisation(ctx, anna, handle, {
      ...rest,
      name: "Verein",
      about: "Wir machen :fest:",
    });
    expect(changed.emojis).toEqual(kept());
    const group = await createGroup(ctx, anna, { name: "Gruppe :fest:", handle: "gruppe", about: "", mode: "open" });
    expect((await actorById(ctx, group.actor.id))?.emojis).toEqual(kept());
    await changeGroup(ctx, anna, group, { name: "Gruppe", about: "Ohne", mode: "open" });
    expect((await actorById(ctx, group.actor.id))?.emojis).toEqual([]);
  });

  test("there are at most 500", async () => {
    const have = await ctx.db.$count(customEmojis);
    const now = ctx.now();
    const rows = Array.from({ length: 500 - have }, (_, index) => ({
      ...{
        id: ctx.newId(),
        shortcode: `fueller_${index}`,
        storageKey: `fueller-${index}`,
        mediaType: "image/png" as const,
      },
      ...{ createdAt: now, updatedAt: now, changedById: admin.accountId },
    }));
    await ctx.db.insert(customEmojis).values(rows);
    expect(await codeOf(add("zuviel"))).toBe("emojis.too-many");
  });
});
