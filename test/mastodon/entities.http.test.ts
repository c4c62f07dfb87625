import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { actorByUri } from "../../src/features/actors/actors.queries.ts";
import { requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { postByUri } from "../../src/features/posts/posts.queries.ts";
import { bookmark } from "../../src/features/posts/usecases/bookmark.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { postQuotes } from "../../src/features/quotes/quotes.table.ts";
import { createTestApp } from "../support/http.ts";
import { deliver } from "../support/inbox.ts";
import { createInstance } from "../support/instance.ts";
import { publishNotes } from "../support/partners.ts";
import { createPeer, type Peer, type PeerActor, type Wire } from "../support/peer.ts";
import { createMember, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow } from "../support/rows.ts";
import { groupedSchema, notificationSchema } from "./schemas/notifications.ts";
import { conversationSchema, familiarSchema, searchSchema, suggestionSchema } from "./schemas/people.ts";
import {
  cardSchema,
  contextSchema,
  pollSchema,
  statusEditSchema,
  statusesSchema,
  statusSchema,
  statusSourceSchema,
} from "./schemas/status.ts";
import { accountSchema, instanceV1Schema, instanceV2Schema } from "./schemas.ts";

/** What others send, as odd as it comes, and what is odd here: every client must be able to read all of it. */

const here = await createInstance();
const { ctx } = here;
const { request } = createTestApp(ctx);
const anna = await createMember(ctx, "anna");
const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
let token: string;
let peer: Peer;
let bare: PeerActor;

const get = async <S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> => {
  await ctx.sql`delete from rate_limits`;
  const answer = await request(path, { token });
  const body: unknown = await answer.json();
  expect(answer.status, `${path} ${JSON.stringify(body)}`).toBe(200);
  const read = schema.safeParse(body);
  expect(read.error?.issues, path).toBeUndefined();
  return read.data as z.infer<S>;
};

/** Taken in through the inbox, as it came. @returns the row id */
async function received(by: PeerActor, more: Wire, content: string | undefined = "<p>Hallo</p>"): Promise<string> {
  ctx.advance(1000);
  const note: Wire = { ...by.note("", { to: PUBLIC, cc: [`${by.uri}/followers`] }), content, ...more };
  peer.serve(new URL(String(note.id)).pathname, note);
  const outcome = await deliver(here, by, by.activity("Create", note));
  const post = await postByUri(ctx, String(note.id));
  if (!post) throw new Error(`not taken: ${JSON.stringify([outcome, more])}`);
  return post.id;
}

async function known(by: PeerActor): Promise<string> {
  await deliver(here, by, by.activity("Follow", `${ctx.origin}/ap/a/${anna.actorId}`));
  const actor = await actorByUri(ctx, by.uri);
  if (!actor) throw new Error(`not known: ${by.uri}`);
  await insertFollow(ctx, anna.actorId, actor.id);
  return actor.id;
}

beforeAll(async () => {
  token = await tokenOf(ctx, anna);
  peer = await createPeer(here.network, "seltsam.test", ctx.now);
  bare = await peer.person("karg", { name: undefined, url: undefined, icon: undefined, published: undefined });
  await known(bare);
});

const ACTORS: readonly (readonly [string, Wire])[] = [
  ["with nothing but what is needed", { name: undefined, url: undefined, endpoints: undefined, followers: undefined }],
  [
    "with null everywhere",
    { name: null, url: null, summary: null, icon: null, image: null, published: null, tag: null },
  ],
  ["with empty texts", { name: "", url: "", summary: "", icon: "", image: [], published: "", attachment: [] }],
  ["of a date before the clock", { published: "0001-01-01T00:00:00Z" }],
  ["of a date after all clocks", { published: "+275760-09-13T00:00:00.000Z" }],
  ["that is a service", { type: "Service", name: "Bot", icon: "https://seltsam.test/bot.png" }],
  ["that is an application", { type: "Application" }],
  ["that is a group", { type: "Group", name: undefined, icon: [{ type: "Image", url: "https://seltsam.test/g.png" }] }],
  [
    "that is an organisation",
    { type: "Organization", summary: "<h1>Verein</h1>\n<p>eins</p>\n\n<table><tr><td>a</td></tr></table>" },
  ],
  [
    "with addresses that need to be written out",
    { url: "https://seltsam.test/@käse brot", icon: "https://seltsam.test/ü b.png" },
  ],
  ["with an address in capitals", { url: "HTTPS://SELTSAM.test/@gross" }],
  [
    "with fields and emojis that are none",
    {
      name: ":blume: Rosa\n Zweite",
      summary: "<p>a\nb</p>\n<img src=x><script>1</script>",
      attachment: [
        { type: "PropertyValue", name: "Netz", value: "<h2>x</h2>\n<a href='https://a.test/ü'>a\nb</a>" },
        { type: "PropertyValue", name: "", value: "" },
        { type: "PropertyValue", name: 7, value: null },
      ],
      tag: [
        { type: "Emoji", name: ":blume:", icon: { type: "Image", url: "https://seltsam.test/blüme.png" } },
        { type: "Emoji", name: "leer", icon: { url: "/relativ.png" } },
      ],
    },
  ],
];

test.each(ACTORS)("an account %s", async (_what, more) => {
  const actor = await peer.person(`a${ctx.newId()}`, more);
  const id = await known(actor);
  const account = await get(`/api/v1/accounts/${id}`, accountSchema);
  expect(account.display_name).not.toBe("");
  expect(account.acct).toBe(`${account.username}@seltsam.test`);
  await get("/api/v1/follow_requests", z.array(accountSchema));
  await get(`/api/v1/accounts/${anna.actorId}/following?limit=1`, z.array(accountSchema));
  await get(`/api/v2/search?q=${account.acct}&type=accounts`, searchSchema);
  await get("/api/v1/notifications", z.array(notificationSchema));
  await get("/api/v2/notifications?expand_accounts=partial_avatars", groupedSchema);
});

const POSTS: readonly [what: string, more: Wire, content?: string][] = [
  ["with empty content", {}, ""],
  ["without content", { content: undefined }],
  ["of white space", {}, "\n  \n"],
  ["with line breaks between tags", {}, "<p>a</p>\n\n<ul>\n<li>b</li>\n</ul>\n<pre>x\ny</pre><h3>c</h3>"],
  ["in no language", { language: "und", contentMap: { und: "<p>Hallo</p>" } }],
  ["in a language in capitals", { contentMap: { DE: "<p>Hallo</p>" } }],
  ["in a language with an underscore", { contentMap: { en_US: "<p>Hallo</p>" } }],
  ["in a language that nobody knows", { contentMap: { "xx-klingon-verylong-tag-more-and-more": "<p>Hallo</p>" } }],
  ["in plain language", { contentMap: { "de-simple": "<p>Hallo</p>" } }],
  ["of a date before the clock", { published: "0001-01-01T00:00:00Z" }],
  ["of no date", { published: "gestern" }],
  ["updated before it was written", { updated: "2001-01-01T00:00:00Z" }],
  ["with a folded text of white space", { summary: "  ", sensitive: "ja" }],
  ["with an address that needs to be written out", { url: "https://seltsam.test/@karg/grüße und mehr" }],
  ["with an address that is none", { url: ["mailto:a@b", { type: "Link", href: "ftp://x/" }] }],
  [
    "with attachments of no kind and size",
    {
      attachment: [
        { type: "Document", url: "https://seltsam.test/x" },
        { type: "Image", url: "https://seltsam.test/ü.png", width: "800", height: null, blurhash: "", focalPoint: [7] },
        { type: "Document", mediaType: "video/mp4", url: "https://seltsam.test/f.mp4", width: 800, height: 0 },
        {
          type: "Audio",
          mediaType: "audio/ogg",
          url: [{ type: "Link", href: "https://seltsam.test/a.ogg" }],
          name: "",
        },
        { type: "Document", mediaType: "", url: "https://seltsam.test/y" },
        { type: "PropertyValue", name: "a", value: "b" },
      ],
    },
  ],
  [
    "with tags of no name",
    { tag: [{ type: "Hashtag", name: "#" }, { type: "Hashtag" }, { type: "Hashtag", name: "#zwei Wörter/?" }] },
  ],
  [
    "with mentions of nobody",
    {
      tag: [
        { type: "Mention", href: "https://nirgends.test/x" },
        { type: "Mention", name: "@x" },
      ],
    },
  ],
  [
    "that is a poll without an end",
    {
      type: "Question",
      oneOf: [
        { type: "Note", name: "Ja" },
        { type: "Note", name: "Nein" },
      ],
    },
  ],
  [
    "that is a poll with odd numbers",
    {
      type: "Question",
      ...{ endTime: "irgendwann", votersCount: -5 },
      anyOf: [
        { name: "Ja", replies: { totalItems: -3 } },
        { name: "" },
        { name: "Nein", replies: { totalItems: 1e20 } },
      ],
    },
  ],
  [
    "that is a poll that ended",
    { type: "Question", closed: "2001-01-01T00:00:00Z", oneOf: [{ name: "Ja" }, { name: "Nein" }] },
  ],
  ["that is a poll without options", { type: "Question", oneOf: [] }],
  ["that is an article without a title", { type: "Article" }],
  ["that is a long article without a picture", { type: "Article", name: "Lang" }, `<p>${"Wort ".repeat(2000)}</p>`],
  [
    "that is a page with a picture",
    { type: "Page", name: "Seite", image: { type: "Image", url: "https://seltsam.test/s ü.png" } },
  ],
  ["that is an event", { type: "Event", name: "Fest", startTime: "bald" }],
  ["that is a video", { type: "Video", name: "Film", content: undefined }],
  ["that quotes what nobody knows", { quote: "https://nirgends.test/1", quoteUri: "https://nirgends.test/1" }],
  ["that answers itself", { inReplyTo: "self" }],
  ["that says that nobody may quote it", { interactionPolicy: { canQuote: { automaticApproval: [] } } }],
];

test.each(POSTS)("a post %s", async (_what, more, content) => {
  const id = await received(bare, more, content);
  const status = await get(`/api/v1/statuses/${id}`, statusSchema);
  await get("/api/v1/timelines/home?limit=1", statusesSchema);
  await get(`/api/v1/statuses/${id}/context`, contextSchema);
  await get(`/api/v1/statuses/${id}/history`, z.array(statusEditSchema).min(1));
  await get(`/api/v1/statuses/${id}/card`, cardSchema.or(z.strictObject({})));
  if (status.poll) await get(`/api/v1/polls/${id}`, pollSchema);
  await react(ctx, anna, id, "boost");
  await bookmark(ctx, anna, id);
  const [boosted] = await get(`/api/v1/accounts/${anna.actorId}/statuses?limit=1`, statusesSchema);
  expect(boosted?.reblog?.id).toBe(id);
  await get("/api/v1/bookmarks?limit=1", statusesSchema);
});

describe("what is odd here", () => {
  test("a talk with nobody else is one with oneself: apps show the first who takes part", async () => {
    const note = await publishPost(ctx, anna, { text: "@anna Notiz für mich", visibility: "direct" });
    const talks = await get("/api/v1/conversations", z.array(conversationSchema));
    expect(talks.find(({ id }) => id === note.id)?.accounts).toMatchObject([{ id: anna.actorId }]);
  });

  test("somebody who was deleted leaves no hole in notifications and conversations", async () => {
    const gone = await peer.person("weg");
    await known(gone);
    const own = await publishPost(ctx, anna, { text: "Wer kommt?" });
    await deliver(here, gone, gone.activity("Like", own.uri));
    const annas = `${ctx.origin}/ap/a/${anna.actorId}`;
    const mention = { tag: [{ type: "Mention", href: annas }], to: annas, cc: [] };
    const message = await received(gone, mention, "");
    const types = async () => (await get("/api/v1/notifications", z.array(notificationSchema))).map(({ type }) => type);
    expect(await types()).toEqual(expect.arrayContaining(["mention", "favourite"]));
    expect((await get("/api/v1/conversations", z.array(conversationSchema))).map(({ id }) => id)).toContain(message);
    const before = (await types()).length;
    peer.serve("/users/weg", { ...gone.document, type: "Tombstone" });
    await deliver(here, gone, gone.activity("Delete", gone.uri));
    expect((await types()).length).toBeLessThan(before);
    await get("/api/v2/notifications", groupedSchema);
    await get("/api/v1/conversations", z.array(conversationSchema));
  });

  test.each(["unchecked", "allowed", "refused"] as const)(
    "a quote that is %s, of a post that was deleted",
    async (state) => {
      const quoted = await publishPost(ctx, anna, { text: "Bald weg" });
      const id = await received(bare, {});
      const row = { postId: id, quotedUri: quoted.uri, quotedId: quoted.id, stampUri: null, state };
      await ctx.db.insert(postQuotes).values(row);
      await get(`/api/v1/statuses/${id}`, statusSchema);
      await deletePost(ctx, anna, quoted.id);
      const { quote } = await get(`/api/v1/statuses/${id}`, statusSchema);
      expect(quote?.quoted_status).toBeNull();
      await get("/api/v1/timelines/home?limit=1", statusesSchema);
    },
  );

  test("groups, the district, organisations and this server are accounts, project notes and threads are statuses", async () => {
    const group = await createGroup(ctx, anna, { name: "Garten", handle: "garten", about: "", mode: "open" });
    const thread = await openThread(ctx, anna, group, { title: "Wer?", text: "Wann?" });
    const [note] = await publishNotes(ctx, anna, 1);
    const verein = await insertActor(ctx, {
      kind: "organization",
      type: "Organization",
      handle: "verein",
      sector: null,
    });
    for (const id of [group.actor.id, here.district.actorId, verein.id]) {
      await get(`/api/v1/accounts/${id}`, accountSchema);
      await get(`/api/v1/accounts/${id}/statuses`, statusesSchema);
    }
    for (const id of [thread.id, note?.id ?? ""]) {
      await get(`/api/v1/statuses/${id}`, statusSchema);
      await get(`/api/v1/statuses/${id}/source`, statusSourceSchema);
      await get(`/api/v1/statuses/${id}/history`, z.array(statusEditSchema));
    }
    const { card } = await get(`/api/v1/statuses/${note?.id}`, statusSchema);
    expect(card).toMatchObject({ image: null });
    await get("/api/v1/directory", z.array(accountSchema));
    await get("/api/v2/instance", instanceV2Schema);
    await get("/api/v1/instance", instanceV1Schema);
  });

  test("partner districts are suggested, and nobody is said to be known to both", async () => {
    const partner = await insertActor(ctx, { kind: "district", type: "Group", handle: "sued", host: "sued.test" });
    await insertFollow(ctx, here.district.actorId, partner.id);
    await insertFollow(ctx, partner.id, here.district.actorId);
    const suggested = await get("/api/v2/suggestions", z.array(suggestionSchema));
    expect(suggested.map(({ account }) => account.id)).toEqual([partner.id]);
    await get("/api/v1/suggestions", z.array(accountSchema).length(1));
    await get(`/api/v1/accounts/familiar_followers?id[]=${partner.id}`, z.array(familiarSchema).length(1));
  });

  test("whom somebody moved to is a whole account, or nobody", async () => {
    const old = await insertActor(ctx, { handle: "alt", host: "post.test", movedTo: bare.uri });
    const lost = await insertActor(ctx, { handle: "weit", host: "post.test", movedTo: "https://nirgends.test/x" });
    expect((await get(`/api/v1/accounts/${old.id}`, accountSchema)).moved?.username).toBe("karg");
    expect((await get(`/api/v1/accounts/${lost.id}`, accountSchema)).moved).toBeNull();
  });

  test("a request to follow, from a member without anything", async () => {
    const ben = await createMember(ctx, "ben");
    await ctx.sql`update actors set manually_approves_followers = true where id = ${anna.actorId}`;
    await requestFollow(ctx, ben, anna.actorId);
    const [told] = await get("/api/v1/notifications?types[]=follow_request", z.array(notificationSchema));
    expect(told?.account.avatar).toMatch(/missing\.png$/);
  });
});
