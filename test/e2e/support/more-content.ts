import { eq } from "drizzle-orm";
import { takeDownAnnouncement } from "../../../src/features/announcements/announcements.usecases.ts";
import { reactToAnnouncement } from "../../../src/features/announcements/answers.usecases.ts";
import { scheduledPosts } from "../../../src/features/composing/scheduled-posts.table.ts";
import { schedulePost } from "../../../src/features/composing/usecases/schedule.ts";
import { addEmoji, retireEmoji } from "../../../src/features/emojis/emojis.usecases.ts";
import { urlHash } from "../../../src/features/media/foreign-media.model.ts";
import { foreignMedia } from "../../../src/features/media/foreign-media.table.ts";
import { createOrganisation, inviteEditor } from "../../../src/features/organisations/organisations.usecases.ts";
import { publishPost } from "../../../src/features/posts/usecases/publish.ts";
import { hostOf } from "../../../src/platform/ap-uris.ts";
import { newStorageKey, putStored } from "../../../src/platform/storage/storage.ts";
import { picture } from "../../features/media/media.files.ts";
import { announce } from "../../support/announcing.ts";
import type { Content } from "../../support/content.ts";
import type { TestCtx } from "../../support/ctx.ts";
import { insertActor, insertFollow, insertPost } from "../../support/rows.ts";

/** A peer's picture as it lies here once it was fetched. */
async function keepPicture(ctx: TestCtx, url: string, width: number, height: number): Promise<string> {
  const bytes = await picture(width, height).jpeg().toBuffer();
  const storageKey = newStorageKey();
  await putStored(ctx, storageKey, "preview", bytes);
  await ctx.db.insert(foreignMedia).values({
    urlHash: urlHash(url),
    host: hostOf(url) ?? "",
    storageKey,
    mediaType: "image/jpeg",
    bytes: bytes.length,
    fetchedAt: ctx.now(),
    expiresAt: new Date(ctx.now().getTime() + 86_400_000),
  });
  return url;
}

/**
 * A meeting for everybody, with reactions, something for members, and what is past.
 * @returns id of the meeting
 */
export async function addAnnouncements(ctx: TestCtx, { admin, anna }: Content): Promise<string> {
  const meeting = await announce(
    ctx,
    admin,
    "Nächstes Treffen: Repair Café im Bezirk, wie fängt man an?\n\nMit Kaffee, Kuchen und @anna. #RepairCafé",
    { startsOn: "2030-12-05", startsAt: "18:30", endsOn: "2030-12-05", endsAt: "20:30" },
  );
  for (const [who, name] of [
    [admin, "🎉"],
    [anna, "🎉"],
    [admin, "🍰"],
  ] as const) {
    await reactToAnnouncement(ctx, who, meeting.id, name);
  }
  await announce(ctx, admin, "Am Sonntag ist der Server eine Stunde lang nicht zu erreichen.", { audience: "members" });
  const past = await announce(ctx, admin, "Das Hoffest fällt wegen Regen aus.");
  await takeDownAnnouncement(ctx, admin, past.id);
  return meeting.id;
}

/** A post that waits to be published, and one that could not be. */
export async function addScheduled(ctx: TestCtx, { anna }: Content): Promise<void> {
  const at = new Date(ctx.now().getTime() + 86_400_000);
  const late = await schedulePost(ctx, anna, { text: "Ich komme gern und bringe Kuchen mit.", language: "de" }, at);
  await ctx.db.update(scheduledPosts).set({ failure: "posts.not-found" }).where(eq(scheduledPosts.id, late.id));
  const text = "Am Samstag ist Hoffest!\n\nBringt Stühle mit. #Hoffest";
  await schedulePost(ctx, anna, { text, language: "de" }, at);
}

/** A post with pictures, film, sound and emojis, by somebody whom the district follows. */
export async function addPeersPost(ctx: TestCtx, { district }: Content): Promise<void> {
  const wide = await keepPicture(ctx, "https://post.test/breit.jpg", 640, 360);
  const cat = await keepPicture(ctx, "https://post.test/katze.png", 64, 64);
  const icon = await keepPicture(ctx, "https://post.test/icon.jpg", 200, 200);
  const header = await keepPicture(ctx, "https://post.test/kopf.jpg", 640, 200);
  const maria = await insertActor(ctx, {
    host: "post.test",
    handle: "maria",
    name: "Maria :katze:",
    summary: "<p>Ich mag :katze: und Gärten.</p>",
    iconUrl: icon,
    imageUrl: header,
    emojis: [{ name: "katze", url: cat }],
  });
  await insertFollow(ctx, district.actorId, maria.id);
  const picturePost = { language: "de", emojis: [{ name: "katze", url: cat }] };
  await insertPost(ctx, maria, {
    ...picturePost,
    content: "<p>Unser Hoffest :katze: war schön.</p>",
    attachments: [
      { url: wide, mediaType: "image/jpeg", alt: "Ein Hof mit Lampions", width: 640, height: 360 },
      { url: "https://post.test/fehlt.jpg", mediaType: "image/jpeg", alt: "Ein Bild, das gerade nicht kommt" },
      { url: "https://post.test/umzug.mp4", mediaType: "video/mp4", alt: "Der Umzug" },
      { url: "https://post.test/lied.mp3", mediaType: "audio/mpeg", alt: "Das Lied dazu" },
    ],
  });
  await insertPost(ctx, maria, {
    ...picturePost,
    summary: "Baustelle",
    content: "<p>So sieht es aus.</p>",
    sensitive: true,
    attachments: [{ url: wide, mediaType: "image/jpeg", alt: "Eine Grube" }],
  });
}

/** Organisations of several sectors; Anna writes for them, and the admin is invited to one. */
export async function addOrganisations(ctx: TestCtx, { anna }: Content): Promise<void> {
  const house = {
    name: "Altes Feuerwehrhaus Süd",
    handle: "feuerwehrhaus",
    about: "Bürgerhaus und Nachbarschaftszentrum.\n\nRäume, Werkstatt und jeden Mittwoch Suppe.",
    sector: "nonprofit",
    kind: "institution",
    address: "Möhringer Straße 56, 70199 Stuttgart",
    website: "https://feuerwehrhaus.example/",
    openForCooperation: true,
  } as const;
  await createOrganisation(ctx, anna, house);
  await createOrganisation(ctx, anna, {
    name: "Initiative Grüner Hang",
    handle: "gruener_hang",
    about: "Wir pflanzen.",
    sector: "civic",
    kind: "initiative",
  });
  await createOrganisation(ctx, anna, {
    name: "Stadtteilbücherei",
    handle: "buecherei",
    sector: "municipal",
    kind: "institution",
    openForCooperation: true,
  });
  await inviteEditor(ctx, anna, "feuerwehrhaus", "ada");
}

/** Emojis of this server: in a category, without one, out of use; and a text with one. */
export async function addEmojis(ctx: TestCtx, { anna, admin }: Content): Promise<void> {
  for (const [shortcode, category, side] of [
    ["hoffest", "Feste", 64],
    ["lampion", "Feste", 48],
    ["wappen", "", 96],
    ["altes_logo", "", 32],
  ] as const) {
    const bytes = await picture(side, side).png().toBuffer();
    const { id } = await addEmoji(ctx, admin, { shortcode, category, inPicker: true }, bytes);
    if (shortcode === "altes_logo") await retireEmoji(ctx, admin, id, true);
  }
  await publishPost(ctx, anna, { text: "Am Samstag ist :hoffest: im Hof, mit :lampion:!" });
}
