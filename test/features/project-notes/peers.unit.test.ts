import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  announcePlain,
  announceWrapped,
  createActivity,
  deleteActivity,
} from "../../../src/features/posts/activities.activitypub.ts";
import { toWire } from "../../../src/features/project-notes/project-notes.activitypub.ts";
import type { JsonObject } from "../../../src/platform/json.ts";
import { wireText } from "../../../src/platform/wire.ts";
import { ENVELOPE, FULL_DOCUMENT, SHORT_FIELDS } from "./notes.ts";

/** What each peer's code asks of an object (wire §6): written from their types and checks, not run against them. */

const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const address = z.url({ protocol: /^https$/ });
const addresses = z.array(address);
const time = z.iso.datetime();
const html = z.string().min(1);

/** Untagged in Rust: an attachment that is none of these three makes the whole object unreadable. */
const lemmyAttachment = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Link"), href: address, mediaType: z.string().optional() }),
  z.object({ type: z.literal("Image"), url: address, name: z.string().optional() }),
  z.object({ type: z.literal("Document"), url: address, mediaType: z.string(), name: z.string().optional() }),
]);

const lemmyPage = z.object({
  type: z.enum(["Page", "Article", "Note", "Video", "Event"]),
  id: address,
  attributedTo: address,
  to: addresses.refine((to) => to.includes(PUBLIC)),
  cc: addresses,
  audience: z.literal(ENVELOPE.districtUri),
  name: z.string().min(3).max(200),
  content: html,
  mediaType: z.literal("text/html"),
  source: z.object({ content: z.string(), mediaType: z.literal("text/markdown") }),
  url: address,
  attachment: z.array(lemmyAttachment),
  image: z.object({ type: z.literal("Image"), url: address }).optional(),
  sensitive: z.boolean(),
  published: time,
  updated: time,
  language: z.object({ identifier: z.string().length(2), name: z.string() }),
  tag: z.array(
    z.object({ type: z.literal("Hashtag"), id: z.never().optional(), name: z.string().startsWith("#"), href: address }),
  ),
  inReplyTo: z.never().optional(),
});

const pieFedPage = z.object({
  type: z.enum(["Page", "Article", "Link", "Note", "Question"]),
  id: address,
  name: z.string().max(255),
  attributedTo: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  content: html,
  mediaType: z.literal("text/html"),
  published: time,
  sensitive: z.boolean(),
  attachment: z.array(
    z.object({ type: z.enum(["Link", "Document", "Image"]), url: address, name: z.string().optional() }),
  ),
  replies: address,
});

const mbinEntry = z.object({
  type: z.enum(["Page", "Article", "Video"]),
  id: address,
  name: z.string().max(255),
  cc: z.array(z.string()),
  to: z.array(z.string()),
  attributedTo: z.string(),
  published: time,
  content: html,
  contentMap: z.record(z.string(), html).refine((map) => Object.keys(map)[0] === "de"),
});

const nodeBbPost = z.object({
  type: z.enum(["Note", "Page", "Article", "Question", "Video"]),
  id: address,
  url: address,
  attributedTo: z.string(),
  audience: z.string(),
  context: address,
  name: z.string().min(1),
  content: html,
  source: z.object({ content: z.string(), mediaType: z.literal("text/markdown") }),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  preview: z.object({ type: z.literal("Note"), content: html }),
  published: time,
});

const discourseNote = z.object({
  type: z.enum(["Article", "Note"]),
  id: address,
  name: z.string(),
  content: html,
  attributedTo: address,
  context: address,
  to: z.array(z.string()).refine((to) => to.includes(PUBLIC)),
  published: time,
  url: address,
});

/** Shown as heading, summary and link; an absent quote policy would mean that nobody may quote. */
const mastodonConverted = z.object({
  type: z.enum(["Image", "Audio", "Video", "Article", "Page", "Event"]),
  id: address,
  url: address,
  name: z.string().min(1),
  summary: z.string().min(1).max(500),
  attributedTo: address,
  to: z.array(z.string()).refine((to) => to.includes(PUBLIC)),
  cc: z.array(z.string()),
  published: time,
  updated: time,
  sensitive: z.literal(false),
  contentMap: z.record(z.string(), z.string()).refine((map) => Object.keys(map)[0] === "de"),
  attachment: z.array(z.object({ type: z.enum(["Image", "Document"]), mediaType: z.string(), url: address })),
  tag: z.array(z.object({ type: z.literal("Hashtag"), name: z.string().regex(/^#[\p{L}\p{N}_]+$/u), href: address })),
  interactionPolicy: z.object({ canQuote: z.object({ automaticApproval: z.array(z.literal(PUBLIC)) }) }),
  inReplyTo: z.never().optional(),
});

const goToSocialStatusable = z
  .object({
    type: z.enum(["Article", "Document", "Image", "Video", "Note", "Page", "Event", "Place", "Profile", "Question"]),
    id: address,
    url: address,
    attributedTo: address,
    to: addresses,
    cc: addresses,
    content: html,
    summary: z.string().min(1),
    published: time,
    updated: time,
    attachment: z.array(z.object({ type: z.string(), mediaType: z.string(), url: address })),
  })
  .refine(({ published, updated }) => updated >= published);

/** The page must lie on the host of the id; what has a name and answers would be read as a vote. */
const misskeyNote = z
  .object({
    type: z.enum(["Note", "Question", "Article", "Audio", "Document", "Image", "Page", "Video", "Event"]),
    id: address,
    url: address,
    attributedTo: address,
    to: addresses,
    cc: addresses,
    content: html,
    published: time,
    tag: z.array(z.object({ type: z.string(), name: z.string() })),
    attachment: z.array(z.object({ mediaType: z.string(), url: address })),
    inReplyTo: z.never().optional(),
  })
  .refine(({ id, url }) => new URL(id).host === new URL(url).host);

/** Takes the source before the content, so that nothing may be missing there. */
const friendicaItem = z.object({
  type: z.enum(["Note", "Article", "Image", "Video", "Page", "Event", "Question"]),
  id: address,
  name: z.string().min(1),
  attributedTo: address,
  to: addresses,
  cc: addresses,
  source: z.object({ content: z.string().min(1), mediaType: z.literal("text/markdown") }),
  content: html,
  published: time,
  updated: time,
  tag: z.array(z.object({ type: z.literal("Hashtag"), href: address, name: z.string() })),
});

/** Runs list functions on attachments and tags, and asks each attachment for its media type. */
const pixelfedAndGancio = z.object({
  attachment: z.array(z.object({ type: z.string(), mediaType: z.string(), url: address })),
  tag: z.array(z.object({ name: z.string().startsWith("#") })),
});

/** Coordinates must be floats, places and pictures single objects. */
const mobilizonParts = z.object({
  location: z.object({ type: z.literal("Place"), name: z.string() }).optional(),
  image: z.object({ type: z.literal("Image"), mediaType: z.string(), url: address }).optional(),
  tag: z.array(z.looseObject({})),
});

const wordPressReader = z.object({
  type: z.enum(["Note", "Article", "Page", "Event"]),
  id: address,
  attributedTo: address,
  content: html,
  preview: z.object({ type: z.literal("Note"), content: html }),
  context: address,
  published: time,
});

const PEERS = {
  Lemmy: lemmyPage,
  PieFed: pieFedPage,
  Mbin: mbinEntry,
  NodeBB: nodeBbPost,
  Discourse: discourseNote,
  "Mastodon, converted": mastodonConverted,
  GoToSocial: goToSocialStatusable,
  Misskey: misskeyNote,
  Friendica: friendicaItem,
  "Pixelfed, Gancio": pixelfedAndGancio,
  Mobilizon: mobilizonParts,
  WordPress: wordPressReader,
};

describe.each(Object.entries(PEERS))("61 %s", (_peer, shape) => {
  test.each([
    ["with every field", FULL_DOCUMENT],
    ["with six fields", toWire(ENVELOPE, SHORT_FIELDS)],
  ])("reads a note %s", (_what, document) => {
    const received = JSON.parse(wireText(document));
    expect(z.prettifyError(shape.safeParse(received).error ?? new z.ZodError([]))).toBe("");
  });
});

test("61 Mobilizon takes coordinates only with a decimal point", () => {
  const text = wireText({ location: { type: "Place", latitude: 48, longitude: 9.15 } });
  expect(text).toContain('"latitude":48.0');
  expect(text).toContain('"longitude":9.15');
});

test("61 Gancio tells what is deleted by the former type, Mastodon by the id", () => {
  const activity = deleteActivity(FULL_DOCUMENT, new Date("2026-12-01T08:00:00Z"));
  expect(activity.object).toMatchObject({ type: "Tombstone", formerType: "Article", id: ENVELOPE.uri });
});

test("61 Misskey takes no Announce that is older than what it announces", () => {
  const at = new Date(String(FULL_DOCUMENT.published));
  const announce = announcePlain({ groupUri: ENVELOPE.districtUri, announceId: "9", at }, FULL_DOCUMENT);
  expect(Date.parse(String(announce.published))).toBeGreaterThanOrEqual(Date.parse(String(FULL_DOCUMENT.published)));
});

describe("61 the Announce of the district", () => {
  const announcer = { groupUri: ENVELOPE.districtUri, announceId: "9", at: new Date("2026-09-01T09:00:05Z") };

  test("is a boost of an id for microblog servers", () => {
    expect(announcePlain(announcer, FULL_DOCUMENT)).toMatchObject({
      type: "Announce",
      actor: ENVELOPE.districtUri,
      object: ENVELOPE.uri,
    });
  });

  test("is a whole activity for forums, in the community that announces it", () => {
    const announce = announceWrapped(announcer, createActivity(FULL_DOCUMENT));
    const create = announce.object as JsonObject;
    expect(create).toMatchObject({ type: "Create", audience: announce.actor as string });
    expect(lemmyPage.safeParse(create.object).success).toBe(true);
    expect(create.actor).toBe((create.object as JsonObject).attributedTo);
  });

  test("53 resolves to no status at a microblog server: its inner id is not the object's", () => {
    const create = announceWrapped(announcer, createActivity(FULL_DOCUMENT)).object as JsonObject;
    expect(create.id).toBe(`${ENVELOPE.uri}#create`);
    expect(create.id).not.toBe((create.object as JsonObject).id);
  });
});
