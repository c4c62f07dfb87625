import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { districtOf } from "../../src/features/district/district.queries.ts";
import { followBetween } from "../../src/features/follows/follows.queries.ts";
import { chooseOfFollow, requestFollow } from "../../src/features/follows/follows.usecases.ts";
import { blockServer } from "../../src/features/follows/relations.usecases.ts";
import { addToList, createList } from "../../src/features/lists/lists.usecases.ts";
import { decideReport } from "../../src/features/moderation/usecases/decide.ts";
import { fileReport, reportActor } from "../../src/features/moderation/usecases/report.ts";
import { suspendActor } from "../../src/features/moderation/usecases/suspend.ts";
import { toldTo } from "../../src/features/notifications/groups.queries.ts";
import { createOrganisation } from "../../src/features/organisations/organisations.usecases.ts";
import { liftRule, ruleOnPeer } from "../../src/features/peers/peers.usecases.ts";
import { addPost } from "../../src/features/posts/posts.store.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { stampsOf } from "../../src/features/quotes/quotes.queries.ts";
import { revokeQuote } from "../../src/features/quotes/quotes.usecases.ts";
import { quoteOf } from "../../src/features/quotes/usecases/quote.ts";
import { choiceOf, notificationEntities } from "../../src/mastodon/entities/notification.ts";
import { sendPush } from "../../src/mastodon/push/send.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createNetwork } from "../support/network.ts";
import { createMember, sessionOf, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { clientOf } from "./clients.ts";
import { createStreams } from "./listening.ts";
import { createReceiver } from "./push-receiver.ts";
import { groupedSchema, notificationSchema, unreadSchema } from "./schemas/notifications.ts";
import { relationshipSchema } from "./schemas/people.ts";
import { statusSchema } from "./schemas/status.ts";

/** What a member hears of whom they follow and quote, and what they chose to hear. */

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const { request } = site;
const network = createNetwork(ctx);
const streams = await createStreams(ctx);
const lead = await createMember(ctx, "lead", "admin");
let serial = 0;
let anna: Account;
let bela: Account;
let token: string;

beforeEach(async () => {
  serial += 1;
  [anna, bela] = [await member("anna"), await member("bela")];
  token = await tokenOf(ctx, anna);
});

const member = (name: string): Promise<Account> => createMember(ctx, `${name}${serial}`);
const get = async <S extends z.ZodType>(path: string, schema: S, as = token): Promise<z.infer<S>> => {
  const answer = await request(path, { token: as });
  expect(answer.status, path).toBe(200);
  return schema.parse(await answer.json());
};
const list = async (as = token) =>
  (await get("/api/v1/notifications", z.array(notificationSchema), as)).map(({ type, account, status }) => [
    type,
    account.id,
    status?.id,
  ]);
const follow = async (whom: Account | { actorId: string }, json: object = {}) => {
  const answer = await request(`/api/v1/accounts/${whom.actorId}/follow`, { token, json });
  expect(answer.status).toBe(200);
  return relationshipSchema.parse(await answer.json());
};
const quote = (who: Account, id: string, text = "Seht her") => publishPost(ctx, who, { text }, { quote: quoteOf(id) });
const home = async () => (await get("/api/v1/timelines/home", z.array(statusSchema))).map(({ id }) => id);

describe("quotes", () => {
  test("whoever is quoted is told with the quoting post, each one: in both lists, in streams, by push, on the page", async () => {
    const client = clientOf(site);
    const phone = await createReceiver(network, `push${serial}.test`);
    const app = await client.logIn(await client.register(), await sessionOf(ctx, anna), { scope: "read push" });
    const json = { subscription: phone.subscription, data: { alerts: { quote: true } } };
    expect((await request("/api/v1/push/subscription", { token: app, json })).status).toBe(200);
    const open = await streams.open({ query: { access_token: token, stream: "user:notification" } });
    const { id } = await publishPost(ctx, anna, { text: "Lastenrad zu leihen" });
    const first = await quote(bela, id, "Das ist gut");
    const second = await quote(bela, id, "Das ist sehr gut");
    const frame = await open.next("notification", 2);
    expect(notificationSchema.parse(JSON.parse(frame.payload ?? ""))).toMatchObject({
      type: "quote",
      status: { id: second.id },
    });
    expect(await list()).toEqual([
      ["quote", bela.actorId, second.id],
      ["quote", bela.actorId, first.id],
    ]);
    const { notification_groups: groups, statuses } = await get("/api/v2/notifications", groupedSchema);
    expect(groups.map(({ type, status_id }) => [type, status_id])).toEqual([
      ["quote", second.id],
      ["quote", first.id],
    ]);
    expect(statuses.map((status) => status.id)).toEqual([second.id, first.id]);
    const jobs = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'push' returning payload`;
    for (const { payload } of jobs) await sendPush(ctx, payload);
    expect(phone.received.map(({ message }) => message.notification_type)).toEqual(["quote", "quote"]);
    const page = await (await request("/mitteilungen", { session: await sessionOf(ctx, anna) })).text();
    expect(page).toContain("zitiert Sie:");
    expect(page).toContain("Das ist sehr gut");
    open.socket.terminate();
  });

  test("whoever quotes is told when what they quote is changed, anew each time, and not once the leave is taken back", async () => {
    const { id } = await publishPost(ctx, anna, { text: "Lastenrad zu leihen" });
    const quoting = await quote(bela, id);
    const own = await quote(anna, id, "Mein eigenes");
    const belas = await tokenOf(ctx, bela);
    for (const text of ["Zwei Lastenräder zu leihen", "Drei Lastenräder zu leihen"]) {
      ctx.advance(2_000);
      await editPost(ctx, anna, id, { text });
      expect(await list(belas)).toEqual([["quoted_update", anna.actorId, quoting.id]]);
    }
    expect((await list()).some(([, , about]) => about === own.id)).toBe(false);
    const [newest] = await get("/api/v1/notifications", z.array(notificationSchema), belas);
    ctx.advance(2_000);
    await editPost(ctx, anna, id, { text: "Vier" });
    const [newer] = await get("/api/v1/notifications", z.array(notificationSchema), belas);
    expect(Number(newer?.id)).toBeGreaterThan(Number(newest?.id));
    const page = await (await request("/mitteilungen", { session: await sessionOf(ctx, bela) })).text();
    expect(page).toContain("hat geändert, was Sie zitiert haben:");
    await request("/api/v1/notifications/clear", { method: "POST", token: belas });
    const [entry] = await stampsOf(ctx, anna.actorId, { limit: 1 });
    await revokeQuote(ctx, anna, entry?.stamp.id ?? "");
    ctx.advance(2_000);
    await editPost(ctx, anna, id, { text: "Fünf" });
    expect(await list(belas)).toEqual([]);
  });

  test("whoever boosted a post is told when it is changed", async () => {
    const { id } = await publishPost(ctx, bela, { text: "Fest am Samstag" });
    await react(ctx, anna, id, "boost");
    ctx.advance(2_000);
    await editPost(ctx, bela, id, { text: "Fest am Sonntag" });
    expect(await list()).toEqual([["update", bela.actorId, id]]);
  });
});

describe("what one wants of whom one follows", () => {
  test("is kept, changed one by one, and said truly; it ends with the follow", async () => {
    expect(await follow(bela)).toMatchObject({ showing_reblogs: true, notifying: false, languages: null });
    expect(await follow(bela, { reblogs: false, notify: true, languages: ["de", "tr"] })).toMatchObject({
      ...{ showing_reblogs: false, notifying: true },
      languages: ["de", "tr"],
    });
    expect(await follow(bela, { notify: false })).toMatchObject({
      ...{ showing_reblogs: false, notifying: false },
      languages: ["de", "tr"],
    });
    expect(await follow(bela, { languages: [] })).toMatchObject({ languages: null });
    await request(`/api/v1/accounts/${bela.actorId}/unfollow`, { method: "POST", token });
    const path = `/api/v1/accounts/relationships?id[]=${bela.actorId}`;
    expect(await get(path, z.array(relationshipSchema))).toMatchObject([{ showing_reblogs: false, notifying: false }]);
    expect(await follow(bela)).toMatchObject({ showing_reblogs: true, notifying: false });
    const form = { reblogs: "0", notify: "1", "languages[]": "de" };
    const answer = await request(`/api/v1/accounts/${bela.actorId}/follow`, { token, form });
    expect(relationshipSchema.parse(await answer.json())).toMatchObject({ showing_reblogs: false, languages: ["de"] });
  });

  test("is kept with a wish to follow, and what is no language is refused before anything happens", async () => {
    await ctx.sql`update actors set manually_approves_followers = true where id = ${bela.actorId}`;
    const bad = await request(`/api/v1/accounts/${bela.actorId}/follow`, { token, json: { languages: ["<b>"] } });
    expect(bad.status).toBe(422);
    expect(await follow(bela, { notify: true })).toMatchObject({ requested: true, notifying: false });
    const belas = await tokenOf(ctx, bela);
    await request(`/api/v1/follow_requests/${anna.actorId}/authorize`, { method: "POST", token: belas });
    const path = `/api/v1/accounts/relationships?id[]=${bela.actorId}`;
    expect(await get(path, z.array(relationshipSchema))).toMatchObject([{ following: true, notifying: true }]);
  });

  test("no boosts: neither at home, nor in a list, nor in their streams; those of others are", async () => {
    const dora = await member("dora");
    await follow(bela, { reblogs: false });
    await follow(dora);
    const list = await createList(ctx, anna, { title: "Alle" });
    await addToList(ctx, anna, list.id, [bela.actorId, dora.actorId]);
    const { id } = await publishPost(ctx, lead, { text: "Bitte weitersagen" });
    const open = await streams.open({ query: { access_token: token, stream: "user" } });
    open.socket.send(JSON.stringify({ type: "subscribe", stream: "list", list: list.id }));
    await react(ctx, bela, id, "boost");
    const own = await publishPost(ctx, bela, { text: "Eigenes" });
    await open.next("update", 2);
    expect(new Set(open.frames.map(({ payload }) => JSON.parse(payload ?? "").id))).toEqual(new Set([own.id]));
    expect(await home()).toEqual([own.id]);
    ctx.advance(1_000);
    await react(ctx, dora, id, "boost");
    await open.next("update", 4);
    const [boost] = await get("/api/v1/timelines/home", z.array(statusSchema));
    expect(boost).toMatchObject({ account: { id: dora.actorId }, reblog: { id } });
    const [inList] = await get(`/api/v1/timelines/list/${list.id}`, z.array(statusSchema));
    expect(inList?.id).toBe(boost?.id);
    expect(statusSchema.parse(JSON.parse(open.frames[2]?.payload ?? "")).id).toBe(boost?.id);
    open.socket.terminate();
  });

  test("only some languages: posts in others are neither at home nor in the stream; those that say none are", async () => {
    await follow(bela, { languages: ["de"] });
    const open = await streams.open({ query: { access_token: token, stream: "user" } });
    await publishPost(ctx, bela, { text: "Hello", language: "en" });
    const german = await publishPost(ctx, bela, { text: "Guten Tag", language: "de" });
    await open.next("update");
    const austrian = await publishPost(ctx, bela, { text: "Servus", language: "de" });
    await ctx.sql`update posts set language = 'de-AT' where id = ${austrian.id}`;
    const silent = await publishPost(ctx, bela, { text: "Hm", language: "de" });
    await ctx.sql`update posts set language = null where id = ${silent.id}`;
    expect(await home()).toEqual([silent.id, austrian.id, german.id]);
    expect(JSON.parse(open.frames[0]?.payload ?? "").id).toBe(german.id);
    open.socket.terminate();
  });

  test("only some languages of a person: what they write in a group that one follows, too, is there in any", async () => {
    await follow(bela, { languages: ["de"] });
    const group = await insertActor(ctx, { type: "Group", kind: "group", handle: `garten${serial}` });
    await insertFollow(ctx, anna.actorId, group.id);
    const author = { id: bela.actorId, local: true, host: "heslach.test" };
    const open = await streams.open({ query: { access_token: token, stream: "user" } });
    const english = { kind: "note", visibility: "public", language: "en" } as const;
    await insertPost(ctx, author, english);
    const inGroup = await insertPost(ctx, author, { ...english, groupId: group.id });
    await open.next("update");
    expect(open.frames.map(({ payload }) => JSON.parse(payload ?? "").id)).toEqual([inGroup.id]);
    expect(await home()).toEqual([inGroup.id]);
    open.socket.terminate();
  });

  test("a notice of each post: with `notify` only, not of answers to others, nor of what one may not read", async () => {
    const carl = await member("carl");
    await follow(bela, { notify: true });
    await follow(carl);
    await publishPost(ctx, carl, { text: "Ohne Mitteilung" });
    const first = await publishPost(ctx, bela, { text: "Neues" });
    const strange = await publishPost(ctx, lead, { text: "Wer kocht?" });
    await publishComment(ctx, bela, { postId: strange.id, text: "Ich." });
    const further = await publishComment(ctx, bela, { postId: first.id, text: "Und weiter." });
    const followers = await publishPost(ctx, bela, { text: "Für Follower:innen", visibility: "followers" });
    await publishPost(ctx, bela, { text: `Nur für @carl${serial}`, visibility: "direct" });
    const named = await publishPost(ctx, bela, { text: `Auch für @anna${serial}` });
    await react(ctx, bela, strange.id, "boost");
    expect(await list()).toEqual([
      ["mention", bela.actorId, named.id],
      ["status", bela.actorId, followers.id],
      ["status", bela.actorId, further.id],
      ["status", bela.actorId, first.id],
    ]);
    const page = await (await request("/mitteilungen", { session: await sessionOf(ctx, anna) })).text();
    expect(page).toContain("hat etwas Neues geschrieben:");
  });

  test("also of people elsewhere; their history that comes late is no news", async () => {
    const karim = await insertActor(ctx, { host: "post.test", handle: `karim${serial}` });
    await insertFollow(ctx, anna.actorId, karim.id);
    expect(await follow({ actorId: karim.id }, { notify: true })).toMatchObject({ notifying: true });
    const arrives = async (days: number): Promise<string> => {
      const publishedAt = new Date(ctx.now().getTime() - days * 86_400_000);
      const id = ctx.newId(publishedAt);
      const uri = `https://post.test/o/${id}`;
      const texts = { content: "<p>Neu</p>", document: "{}", etag: '""' };
      await addPost(ctx, {
        ...{ id, uri, url: uri, local: false, authorId: karim.id, kind: "note", type: "Note", visibility: "public" },
        ...{ ...texts, publishedAt, updatedAt: publishedAt, rootId: id },
      });
      return id;
    };
    await arrives(8);
    const fresh = await arrives(1);
    expect(await list()).toEqual([["status", karim.id, fresh]]);
  });
});

describe("what moderators and the server did", () => {
  const listed = (as: string, query = "") => get(`/api/v1/notifications${query}`, z.array(notificationSchema), as);
  /** Both lists agree on types and on what is said besides; each notification is had by itself, too. */
  const agreed = async (as: string) => {
    const [one, { notification_groups: groups, accounts }] = [
      await listed(as),
      await get("/api/v2/notifications", groupedSchema, as),
    ];
    const said = ({
      type,
      report,
      event,
      moderation_warning,
    }: Pick<(typeof groups)[number], "type" | "report" | "event" | "moderation_warning">) => ({
      ...{ type, report, event, moderation_warning },
    });
    expect(groups.map(said)).toEqual(one.map(said));
    for (const [at, { id, account }] of one.entries()) {
      expect((await get(`/api/v1/notifications/${id}`, notificationSchema, as)).id).toBe(id);
      expect(groups[at]?.sample_account_ids).toEqual([account.id]);
      expect(accounts.some((known) => known.id === account.id)).toBe(true);
    }
    return one;
  };
  const remote = (host: string) => insertActor(ctx, { host, handle: `karl${serial}` });
  const statement = "Das war eine Drohung.";
  const accuse = async (target: Account, by: Account | null) => {
    const { id } = await publishPost(ctx, target, { text: "Ich komme euch holen" });
    const input = { reason: "harassment", text: "Er droht.", postIds: [id], rules: [] } as const;
    if (by) return { post: id, ...(await reportActor(ctx, by, { id: target.actorId, url: "" }, input)) };
    const address = `${ctx.origin}/@${target.handle}/${id}`;
    const given = { name: "", email: "", goodFaith: true };
    const form = { ...given, reason: "harassment" as const, rules: [], address, text: "Er droht." };
    await fileReport(ctx, null, form, `net${serial}`);
    return { post: id, id: undefined };
  };
  const decision = { measure: "remove", ground: "rules", statement, forward: false, forwardText: "" } as const;

  test("a report: moderators are told with the whole of it, of one without an account by the district", async () => {
    const mona = await createMember(ctx, `mona${serial}`, "moderator");
    const monas = await tokenOf(ctx, mona);
    const phone = await createReceiver(network, `mod${serial}.test`);
    const client = clientOf(site);
    const app = await client.logIn(await client.register(), await sessionOf(ctx, mona), { scope: "read push" });
    const json = { subscription: phone.subscription, data: { alerts: { "admin.report": true } } };
    expect((await request("/api/v1/push/subscription", { token: app, json })).status).toBe(200);
    const open = await streams.open({ query: { access_token: monas, stream: "user:notification" } });
    const filed = await accuse(bela, anna);
    const frame = notificationSchema.parse(JSON.parse((await open.next("notification")).payload ?? ""));
    expect(frame).toMatchObject({ type: "admin.report", account: { id: anna.actorId }, report: { id: filed.id } });
    expect(frame.report).toMatchObject({
      ...{ category: "other", comment: "Er droht.", action_taken: false, status_ids: [filed.post], rule_ids: null },
      target_account: { id: bela.actorId },
    });
    const counting = countStatements(ctx);
    const viewer = { ...mona, role: "moderator" } as const;
    const cost = async () => {
      counting.reset();
      await notificationEntities(counting, viewer, await toldTo(counting, viewer, choiceOf([]), { limit: 40 }));
      return counting.statements.length;
    };
    await accuse(bela, null);
    await cost();
    const forTwo = await cost();
    const found = await agreed(monas);
    const district = await districtOf(ctx);
    expect(found.map(({ type, account }) => [type, account.id])).toEqual([
      ["admin.report", district?.actorId],
      ["admin.report", anna.actorId],
    ]);
    expect(await listed(monas, "?exclude_types[]=admin.report")).toEqual([]);
    expect(await listed(monas, "?types[]=admin.report")).toHaveLength(2);
    for (const by of [bela, null, null]) await accuse(anna, by);
    expect(await cost()).toBe(forTwo);
    expect(await listed(token)).toEqual([]);
    await ctx.sql`delete from notifications where recipient_id <> ${mona.actorId}`;
    const jobs = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'push' returning payload`;
    for (const { payload } of jobs) await sendPush(ctx, payload);
    expect(phone.received.map(({ message }) => [message.notification_type, message.title])).toEqual([
      ...Array.from({ length: 5 }, () => ["admin.report", "Eine Meldung wartet auf eine Entscheidung"]),
    ]);
    expect(
      (await request(`/api/v1/notifications/${found[0]?.id}/dismiss`, { method: "POST", token: monas })).status,
    ).toBe(200);
    expect(await listed(monas)).toHaveLength(4);
    open.socket.terminate();
  });

  test("who does not moderate any more reads nothing of that, in lists, one by one, in streams and on the page", async () => {
    const mona = await createMember(ctx, `mona${serial}`, "moderator");
    const monas = await tokenOf(ctx, mona);
    const open = await streams.open({ query: { access_token: monas, stream: "user:notification" } });
    await member("carl");
    const [signUp] = await agreed(monas);
    expect(signUp).toMatchObject({ type: "admin.sign_up", account: { username: `carl${serial}` } });
    await open.next("notification");
    const page = async () => (await request("/mitteilungen", { session: await sessionOf(ctx, mona) })).text();
    expect(await page()).toContain("hat jetzt ein Konto in diesem Stadtteil.");
    await ctx.sql`update accounts set role = 'member' where id = ${mona.accountId}`;
    await ctx.sql`insert into notifications (recipient_id, type, from_id, path, created_at)
      values (${mona.actorId}, 'admin.sign_up', ${anna.actorId}, '/x', now())`;
    await requestFollow(ctx, anna, mona.actorId);
    expect(JSON.parse((await open.next("notification", 2)).payload ?? "")).toMatchObject({ type: "follow" });
    expect((await agreed(monas)).map(({ type }) => type)).toEqual(["follow"]);
    expect((await request(`/api/v1/notifications/${signUp?.id}`, { token: monas })).status).toBe(404);
    const unread = await (await request("/api/v2/notifications/unread_count", { token: monas })).json();
    expect(unread).toEqual({ count: 1 });
    expect(await page()).not.toContain("hat jetzt ein Konto");
    open.socket.terminate();
  });

  test("a report about what one writes for is told to no app of theirs, counted or pushed", async () => {
    const other = await member("otto");
    const mona = await createMember(ctx, `mona${serial}`, "moderator");
    const client = clientOf(site);
    const monas = await client.logIn(await client.register(), await sessionOf(ctx, mona), { scope: "read push" });
    const phone = await createReceiver(network, `mona${serial}.test`);
    const json = { subscription: phone.subscription, data: { alerts: { "admin.report": true } } };
    expect((await request("/api/v1/push/subscription", { token: monas, json })).status).toBe(200);
    await ctx.sql`delete from jobs where queue = 'push'`;
    const shop = await createOrganisation(ctx, mona, {
      handle: `laden${serial}`,
      name: "Laden",
      sector: "civic",
      kind: "association",
    });
    const input = { reason: "spam", text: "Werbung", postIds: [], rules: [] } as const;
    await reportActor(ctx, anna, { id: shop.id, url: "" }, input);
    expect(await agreed(monas)).toEqual([]);
    const unread = (version: string) => get(`/api/${version}/notifications/unread_count`, unreadSchema, monas);
    expect([await unread("v1"), await unread("v2")]).toEqual([{ count: 0 }, { count: 0 }]);
    const [job] = await ctx.sql<{ payload: string }[]>`delete from jobs where queue = 'push' returning payload`;
    await sendPush(ctx, job?.payload ?? "");
    expect(phone.received).toEqual([]);
    await reportActor(ctx, anna, { id: other.actorId, url: "" }, input);
    expect([await unread("v1"), await unread("v2")]).toEqual([{ count: 1 }, { count: 1 }]);
    const some = await get("/api/v1/notifications/unread_count?limit=1", unreadSchema, monas);
    expect(some).toEqual({ count: 1 });
    const leads = await listed(await tokenOf(ctx, lead), "?types[]=admin.report");
    expect(leads.map(({ report }) => report?.target_account.id)).toEqual([other.actorId, shop.id]);
  });

  test("whose post was removed is told why; what was decided otherwise is told to nobody", async () => {
    const belas = await tokenOf(ctx, bela);
    const first = await accuse(bela, anna);
    await decideReport(ctx, lead, first.id ?? "", { ...decision, measure: "none", statement: "Nichts." });
    expect(await agreed(belas)).toEqual([]);
    const { id, post } = await accuse(bela, anna);
    await decideReport(ctx, lead, id ?? "", decision);
    const [warning, ...more] = await agreed(belas);
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ type: "moderation_warning", account: { id: bela.actorId } });
    expect(warning?.moderation_warning).toMatchObject({
      ...{ action: "delete_statuses", text: statement, status_ids: [post], appeal: null },
      target_account: { id: bela.actorId },
    });
    const page = await (await request("/mitteilungen", { session: await sessionOf(ctx, bela) })).text();
    expect(page).toContain("Die Moderation hat etwas gelöscht, das Sie geschrieben haben:");
    expect(page).toContain("/einstellungen/entscheidungen");
  });

  test("follows that end with a server or an account are told with their number, and who it was is not said", async () => {
    const [host, other, own] = [`weg${serial}.test`, `fort${serial}.test`, `nein${serial}.test`];
    const [karl, ines, olaf] = [await remote(host), await remote(other), await remote(own)];
    const second = await insertActor(ctx, { host, handle: `anton${serial}` });
    for (const from of [karl, second, ines, olaf]) await insertFollow(ctx, anna.actorId, from.id);
    await insertFollow(ctx, karl.id, anna.actorId);
    await ruleOnPeer(ctx, lead, { host, severity: "suspend" });
    const why = { reason: "spam", ground: "rules", statement: "Werbung" } as const;
    await suspendActor(ctx, lead, ines.id, why);
    await blockServer(ctx, anna, own);
    const found = await agreed(token);
    expect(found.map(({ type, account, event }) => [type, account.id, event?.type, event?.target_name])).toEqual([
      ["severed_relationships", anna.actorId, "user_domain_block", own],
      ["severed_relationships", anna.actorId, "account_suspension", `karl${serial}@${other}`],
      ["severed_relationships", anna.actorId, "domain_block", host],
    ]);
    expect(found[2]?.event).toMatchObject({ followers_count: 1, following_count: 2, purged: true });
    expect(await listed(await tokenOf(ctx, bela))).toEqual([]);
    const page = await (await request("/mitteilungen", { session: await sessionOf(ctx, anna) })).text();
    expect(page).toContain(host);
    expect(page).not.toContain(`anton${serial}`);
  });

  test("a follow that is given back keeps what the member wanted of it", async () => {
    const karl = await remote(`zurueck${serial}.test`);
    await insertFollow(ctx, anna.actorId, karl.id);
    await chooseOfFollow(ctx, anna, karl.id, { boosts: false, notify: true, languages: ["de"] });
    await ruleOnPeer(ctx, lead, { host: karl.host, severity: "suspend" });
    await liftRule(ctx, lead, karl.host);
    expect(await followBetween(ctx, anna.actorId, karl.id)).toMatchObject({
      ...{ state: "pending", boosts: false, notify: true, languages: ["de"] },
    });
  });
});
