import { expect, test } from "vitest";
import { reactToAnnouncement } from "../../src/features/announcements/answers.usecases.ts";
import { schedulePost } from "../../src/features/composing/usecases/schedule.ts";
import { districtRules } from "../../src/features/district/rules.table.ts";
import { customEmojis } from "../../src/features/emojis/emojis.table.ts";
import { addKeyword, addPostToFilter, createFilter } from "../../src/features/filters/filters.usecases.ts";
import { endorse } from "../../src/features/follows/endorsements.usecases.ts";
import { putRelation } from "../../src/features/follows/relations.store.ts";
import { blockServer } from "../../src/features/follows/relations.usecases.ts";
import { tell } from "../../src/features/follows/telling.store.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { addToList, createList } from "../../src/features/lists/lists.usecases.ts";
import { GROUP_SECONDS } from "../../src/features/notifications/notifications.model.ts";
import { postReactions, postTags } from "../../src/features/posts/posts.table.ts";
import { bookmark } from "../../src/features/posts/usecases/bookmark.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { featureTag, followTag, MOST_TAGS } from "../../src/features/posts/usecases/keep-tag.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { postQuotes } from "../../src/features/quotes/quotes.table.ts";
import { CLIENT_ROUTES } from "../../src/mastodon/access.ts";
import { notifications } from "../../src/platform/notifications.table.ts";
import { announce } from "../support/announcing.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { publishNotes } from "../support/partners.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";

const ctx = await createTestCtx();
const district = await setUpDistrict(ctx);
// All of one day, so that one group of notifications holds them.
ctx.advance(GROUP_SECONDS * 1000 - (ctx.now().getTime() % (GROUP_SECONDS * 1000)));
const anna = await createMember(ctx, "anna");
const admin = await createMember(ctx, "chefin", "admin");
const token = await tokenOf(ctx, anna);
const group = await createGroup(ctx, anna, { name: "Garten", handle: "garten", about: "", mode: "open" });
const root = await publishPost(ctx, anna, { text: "Wer hat eine Leiter? Fassung 0" });
const list = await createList(ctx, anna, { title: "Alle" });
const listed = await insertActor(ctx, { handle: "karl", host: "karl.test" });
const filter = await createFilter(ctx, anna, {
  ...{ title: "Lärm", contexts: ["home"], action: "warn", expiresIn: null },
  keywords: [{ keyword: "gibtesnicht", wholeWord: true }],
});

const likes = `favourite-${root.id}-${Math.floor(ctx.now().getTime() / 1000 / GROUP_SECONDS)}`;

/** One more of everything that is listed, each by and about somebody else on a server of their own. */
async function addOne(number: number): Promise<void> {
  const host = `h${number}.test`;
  ctx.advance(1000);
  const friend = await insertActor(ctx, { handle: `freund${number}`, host, movedTo: listed.uri });
  const [asking, shunned, muted] = await Promise.all([1, 2, 3].map(() => insertActor(ctx, { host })));
  await insertFollow(ctx, anna.actorId, friend.id);
  await insertFollow(ctx, friend.id, anna.actorId);
  await insertFollow(ctx, asking?.id ?? "", anna.actorId, "pending");
  await putRelation(ctx, { actorId: anna.actorId, targetId: shunned?.id ?? "", kind: "block" });
  await putRelation(ctx, { actorId: anna.actorId, targetId: muted?.id ?? "", kind: "mute" });
  await blockServer(ctx, anna, `laut${number}.test`);
  await insertActor(ctx, { handle: `suche${number}`, name: `Suche ${number}`, discoverable: true });
  const partner = await insertActor(ctx, { handle: `bezirk${number}`, host, kind: "district", type: "Group" });
  await insertFollow(ctx, district.actorId, partner.id);
  await insertFollow(ctx, partner.id, district.actorId);

  const other = await createList(ctx, anna, { title: `Liste ${number}` });
  await insertFollow(ctx, anna.actorId, listed.id).catch(() => undefined);
  await addToList(ctx, anna, other.id, [listed.id]);
  await addToList(ctx, anna, list.id, [friend.id]);
  await followTag(ctx, anna, `Beet${number}x`);
  if (number < MOST_TAGS.featured) await featureTag(ctx, anna, `Beet${number}x`);
  await addKeyword(ctx, anna, filter.id, { keyword: `nie${number}`, wholeWord: true });
  await createFilter(ctx, anna, {
    ...{ title: `Filter ${number}`, contexts: ["home"], action: "warn", expiresIn: null },
    keywords: [{ keyword: `wort${number}`, wholeWord: true }],
  });
  await schedulePost(
    ctx,
    anna,
    { text: `Später ${number}`, language: "de" },
    new Date(ctx.now().getTime() + 3_600_000 * (1 + number)),
  );

  const attachments = [{ url: `https://${host}/bild.jpg`, mediaType: "image/jpeg", alt: "Leiter" }];
  const post = await insertPost(ctx, friend, { attachments, content: "<p>Eine Leiter</p>" });
  await ctx.db.insert(postTags).values({ postId: post.id, tag: "leiter", name: "Leiter" });
  await ctx.db.insert(postTags).values({ postId: post.id, tag: `leiter${number}`, name: `Leiter${number}` });
  const place = { inReplyToUri: root.uri, inReplyToId: root.id, rootId: root.id };
  await insertPost(ctx, friend, place);
  const quoting = await insertPost(ctx, friend);
  const row = { postId: quoting.id, quotedUri: root.uri, quotedId: root.id, stampUri: null };
  await ctx.db.insert(postQuotes).values({ ...row, state: "allowed" });
  await insertPost(ctx, friend, { visibility: "direct" }, [anna.actorId]);
  for (const kind of ["like", "boost"] as const) {
    const uri = `https://${host}/${kind}`;
    await ctx.db
      .insert(postReactions)
      .values({ ...{ postId: root.id, actorId: friend.id, kind, uri }, createdAt: ctx.now() });
  }
  await addPostToFilter(ctx, anna, filter.id, post.id);
  await bookmark(ctx, anna, post.id);
  await react(ctx, anna, post.id, "like");

  const own = await publishPost(ctx, anna, {
    text: `Bohrmaschine ${number} #Werk${number}`,
    poll: { options: ["a", "b"], hours: 24 },
  });
  await publishComment(ctx, anna, { postId: post.id, text: `Danke ${number}` });
  await openThread(ctx, anna, group, { title: `Faden ${number}`, text: "Wer kommt?" });
  await publishNotes(ctx, anna, 1);
  ctx.advance(1000);
  await editPost(ctx, anna, root.id, { text: `Wer hat eine Leiter? Fassung ${number}` });
  await tell(ctx, { type: "favourite", to: [anna.actorId], from: friend.id, postId: own.id });
  await tell(ctx, { type: "favourite", to: [anna.actorId], from: friend.id, postId: root.id });
  await tell(ctx, { type: "follow", to: [anna.actorId], from: friend.id });
  await endorse(ctx, anna, friend.id);
  await createGroup(ctx, anna, { name: `Kreis ${number}`, handle: `kreis${number}`, about: "", mode: "open" });
  await insertFollow(ctx, friend.id, group.actor.id);
  await ctx.db
    .insert(districtRules)
    .values({ id: ctx.newId(), place: number, text: `Regel ${number}`, createdAt: ctx.now() });
  await ctx.db.insert(customEmojis).values({
    ...{ id: ctx.newId(), shortcode: `bild${number}`, storageKey: `bild${number}`, mediaType: "image/png" },
    ...{ createdAt: ctx.now(), updatedAt: ctx.now(), changedById: anna.accountId },
  });
  const linked = `${ctx.origin}/@anna/${own.id}`;
  const announcement = await announce(
    ctx,
    admin,
    `Treffen ${number} mit @anna #Ort${number} ${linked} :nichts${number}:`,
  );
  await reactToAnnouncement(ctx, anna, announcement.id, ["👍", "🎉"][number % 2] ?? "");
  const stranger = await insertActor(ctx, { host });
  const held = await insertPost(ctx, stranger, { visibility: "direct" }, [anna.actorId]);
  const mention = { recipientId: anna.actorId, type: "mention", fromId: stranger.id, postId: held.id };
  await ctx.db.insert(notifications).values({ ...mention, held: true, createdAt: ctx.now() });
}

const idsOf = async (table: "posts" | "actors", most: number): Promise<string> => {
  const rows = await ctx.sql<{ id: string }[]>`select id::text from ${ctx.sql(table)} order by id desc limit ${most}`;
  return rows.map(({ id }) => `id[]=${id}`).join("&");
};

/** The lists of the API, and how each is asked for; `{posts}` and `{actors}` stand for as many as there are. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  "GET /api/v1/accounts": ["/api/v1/accounts?{actors}"],
  "GET /api/v1/accounts/relationships": ["/api/v1/accounts/relationships?{actors}"],
  "GET /api/v1/accounts/familiar_followers": ["/api/v1/accounts/familiar_followers?{actors}"],
  "GET /api/v1/accounts/search": ["/api/v1/accounts/search?q=suche&limit=40"],
  "GET /api/v1/accounts/:id{[0-9]+}/followers": [`/api/v1/accounts/${anna.actorId}/followers`],
  "GET /api/v1/accounts/:id{[0-9]+}/following": [`/api/v1/accounts/${anna.actorId}/following`],
  "GET /api/v1/accounts/:id{[0-9]+}/lists": [`/api/v1/accounts/${listed.id}/lists`],
  "GET /api/v1/accounts/:id{[0-9]+}/featured_tags": [`/api/v1/accounts/${anna.actorId}/featured_tags`],
  "GET /api/v1/accounts/:id{[0-9]+}/statuses": [`/api/v1/accounts/${anna.actorId}/statuses?limit=40`],
  "GET /api/v1/follow_requests": ["/api/v1/follow_requests"],
  "GET /api/v1/blocks": ["/api/v1/blocks"],
  "GET /api/v1/mutes": ["/api/v1/mutes"],
  "GET /api/v1/domain_blocks": ["/api/v1/domain_blocks"],
  "GET /api/v1/lists": ["/api/v1/lists"],
  "GET /api/v1/lists/:id{[0-9]+}/accounts": [`/api/v1/lists/${list.id}/accounts`],
  "GET /api/v1/timelines/list/:id{[0-9]+}": [`/api/v1/timelines/list/${list.id}?limit=40`],
  "GET /api/v2/filters": ["/api/v2/filters"],
  "GET /api/v1/filters": ["/api/v1/filters"],
  "GET /api/v2/filters/:id{[0-9]+}/keywords": [`/api/v2/filters/${filter.id}/keywords`],
  "GET /api/v2/filters/:id{[0-9]+}/statuses": [`/api/v2/filters/${filter.id}/statuses`],
  "GET /api/v1/followed_tags": ["/api/v1/followed_tags"],
  "GET /api/v1/featured_tags": ["/api/v1/featured_tags"],
  "GET /api/v1/featured_tags/suggestions": ["/api/v1/featured_tags/suggestions"],
  "GET /api/v1/conversations": ["/api/v1/conversations"],
  "GET /api/v1/suggestions": ["/api/v1/suggestions"],
  "GET /api/v2/suggestions": ["/api/v2/suggestions"],
  "GET /api/v1/instance/peers": ["/api/v1/instance/peers"],
  "GET /api/v1/directory": ["/api/v1/directory"],
  "GET /api/v1/custom_emojis": ["/api/v1/custom_emojis"],
  "GET /api/v1/trends": ["/api/v1/trends?limit=20"],
  "GET /api/v1/trends/statuses": ["/api/v1/trends/statuses?limit=40"],
  "GET /api/v1/trends/tags": ["/api/v1/trends/tags?limit=20"],
  "GET /api/v2/search": [
    "/api/v2/search?limit=40&type=accounts&q=suche",
    "/api/v2/search?limit=40&type=statuses&q=bohrmaschine",
    "/api/v2/search?limit=40&type=hashtags&q=leiter",
  ],
  "GET /api/v1/search": ["/api/v1/search?limit=40&type=statuses&q=bohrmaschine"],
  "GET /api/v1/statuses": ["/api/v1/statuses?{posts}"],
  "GET /api/v1/statuses/:id{[0-9]+}/context": [`/api/v1/statuses/${root.id}/context`],
  "GET /api/v1/statuses/:id{[0-9]+}/history": [`/api/v1/statuses/${root.id}/history`],
  "GET /api/v1/statuses/:id{[0-9]+}/favourited_by": [`/api/v1/statuses/${root.id}/favourited_by`],
  "GET /api/v1/statuses/:id{[0-9]+}/reblogged_by": [`/api/v1/statuses/${root.id}/reblogged_by`],
  "GET /api/v1/statuses/:id{[0-9]+}/quotes": [`/api/v1/statuses/${root.id}/quotes`],
  "GET /api/v1/timelines/home": ["/api/v1/timelines/home?limit=40"],
  "GET /api/v1/timelines/public": ["/api/v1/timelines/public?limit=40", "/api/v1/timelines/public?limit=40&local=true"],
  "GET /api/v1/timelines/bubble": ["/api/v1/timelines/bubble?limit=40"],
  "GET /api/v1/timelines/tag/:tag": ["/api/v1/timelines/tag/leiter?limit=40"],
  "GET /api/v1/timelines/group/:id{[0-9]+}": [`/api/v1/timelines/group/${group.actor.id}?limit=40`],
  "GET /api/v1/groups": ["/api/v1/groups"],
  "GET /api/v1/groups/followed": ["/api/v1/groups/followed"],
  "GET /api/v1/groups/:id{[0-9]+}/members": [`/api/v1/groups/${group.actor.id}/members`],
  "GET /api/v1/endorsements": ["/api/v1/endorsements"],
  "GET /api/v1/accounts/:id{[0-9]+}/endorsements": [`/api/v1/accounts/${anna.actorId}/endorsements`],
  "GET /api/v1/notifications/requests": ["/api/v1/notifications/requests"],
  "GET /api/v1/announcements": ["/api/v1/announcements"],
  "GET /api/v1/instance/rules": ["/api/v1/instance/rules"],
  "GET /api/v1/favourites": ["/api/v1/favourites?limit=40"],
  "GET /api/v1/bookmarks": ["/api/v1/bookmarks?limit=40"],
  "GET /api/v1/scheduled_statuses": ["/api/v1/scheduled_statuses?limit=40"],
  "GET /api/v1/notifications": ["/api/v1/notifications?limit=80"],
  "GET /api/v2/notifications/:group_key/accounts": [`/api/v2/notifications/${likes}/accounts`],
  "GET /api/v2/notifications": ["/api/v2/notifications?limit=80"],
};

/** What holds nothing, or one thing, however much there is. */
const NO_LISTS: readonly string[] = [
  ...[
    "apps/verify_credentials",
    "instance",
    "accounts/verify_credentials",
    "accounts/lookup",
    "preferences",
    "markers",
  ],
  ...["lists/:id{[0-9]+}", "filters/:id{[0-9]+}", "tags/:name", "polls/:id{[0-9]+}", "scheduled_statuses/:id{[0-9]+}"],
  ...["groups/:id{[0-9]+}", "groups/:id{[0-9]+}/source", "notifications/requests/:id{[0-9]+}"],
  ...["accounts/:id{[0-9]+}", "media/:id{[0-9]+}", "push/subscription", "notifications/policy"],
  ...["statuses/:id{[0-9]+}", "statuses/:id{[0-9]+}/source", "statuses/:id{[0-9]+}/card"],
  ...["notifications/:id{[0-9]+}", "notifications/unread_count", "notifications/requests/merged"],
  ...["instance/translation_languages", "instance/languages", "instance/extended_description"],
  ...["instance/privacy_policy", "instance/terms_of_service", "instance/domain_blocks"],
  // Always empty.
  ...["instance/activity", "trends/links"],
].map((path) => `GET /api/v1/${path}`);
const NO_LISTS_V2: readonly string[] = [
  ...["instance", "filters/:id{[0-9]+}", "filters/keywords/:id{[0-9]+}", "filters/statuses/:id{[0-9]+}"],
  ...["notifications/policy", "notifications/unread_count", "notifications/:group_key"],
].map((path) => `GET /api/v2/${path}`);

test("every list of the API is counted here", () => {
  const asked = Object.keys(CLIENT_ROUTES).filter((name) => /^GET \/api\/v\d\/(?!streaming)/.test(name));
  const known = [...Object.keys(LISTS), ...NO_LISTS, ...NO_LISTS_V2];
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !asked.includes(name))).toEqual([]);
});

/** How much an answer holds. */
const sizeOf = (body: unknown): number =>
  Array.isArray(body)
    ? body.length
    : Object.values(body as object).reduce((sum, part) => sum + (Array.isArray(part) ? part.length : 0), 0);

/** How often each statement was made, whatever it was given. */
function timesEach(statements: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const statement of statements) {
    const text = statement.replace(/\(\$\d+(, \$\d+)*\)/g, "(…)").replace(/\$\d+/g, "$");
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  return times;
}

/** What was not needed for few may come in for many: for what is asked, and for what is quoted in it. */
const TWICE = 2;

test("no list takes more statements for many than for few", async () => {
  const counting = countStatements(ctx);
  const site = createTestApp(counting);
  const measure = async (most: number) => {
    const [posts, actors] = [await idsOf("posts", most), await idsOf("actors", most)];
    const found = new Map<string, { size: number; statements: readonly string[] }>();
    for (const asked of Object.values(LISTS).flat()) {
      const path = asked.replace("{posts}", posts).replace("{actors}", actors);
      const ask = async () => {
        counting.reset();
        const answer = await site.request(path, { token });
        const body: unknown = await answer.json();
        expect(answer.status, `${path} ${JSON.stringify(body)}`).toBe(200);
        return { size: sizeOf(body), statements: [...counting.statements] };
      };
      // The first time some things are not remembered yet.
      await ask();
      found.set(asked, await ask());
    }
    return found;
  };
  for (let number = 0; number < FEW; number += 1) await addOne(number);
  const few = await measure(FEW);
  for (let number = FEW; number < MANY; number += 1) await addOne(number);
  await ctx.sql`delete from rate_limits`;
  const many = await measure(MANY);
  const sizes = [...few].map(([path, { size }]) => ({ path, few: size, many: many.get(path)?.size ?? 0 }));
  expect(sizes.filter((found) => found.few < FEW || found.many < found.few + FEW)).toEqual([]);
  const grown = [...few].flatMap(([path, { statements }]) => {
    const before = timesEach(statements);
    const now = [...timesEach(many.get(path)?.statements ?? [])];
    return now.filter(([text, times]) => times > Math.max(before.get(text) ?? 0, TWICE)).map((each) => [path, ...each]);
  });
  expect(grown).toEqual([]);
});

const [FEW, MANY] = [3, 15];
