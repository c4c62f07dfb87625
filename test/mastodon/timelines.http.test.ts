import { beforeAll, describe, expect, test } from "vitest";
import type { Account } from "../../src/features/accounts/accounts.queries.ts";
import { putRelation } from "../../src/features/follows/relations.store.ts";
import { createGroup } from "../../src/features/groups/usecases/create.ts";
import { joinGroup } from "../../src/features/groups/usecases/membership.ts";
import { openThread } from "../../src/features/groups/usecases/post.ts";
import { postReactions } from "../../src/features/posts/posts.table.ts";
import { homeEntries } from "../../src/features/posts/timelines.queries.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { countStatements } from "../support/counting.ts";
import { createTestCtx, type TestCtx } from "../support/ctx.ts";
import { createTestApp, type TestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertFollow, insertPost } from "../support/rows.ts";
import { statusesSchema } from "./schemas/status.ts";

/** A district of its own for each group of tests: timelines hold everything. */
async function place() {
  const ctx = await createTestCtx();
  await setUpDistrict(ctx);
  const site = createTestApp(ctx);
  const anna = await createMember(ctx, "anna");
  const token = await tokenOf(ctx, anna);
  return { ctx, site, anna, token, ask: asker(site) };
}

const asker =
  (site: TestApp) =>
  async (path: string, token?: string): Promise<{ status: number; body: unknown; link: string | null }> => {
    const answer = await site.request(path, token === undefined ? {} : { token });
    return { status: answer.status, body: await answer.json(), link: answer.headers.get("Link") };
  };

const idsOf = (body: unknown): string[] => statusesSchema.parse(body).map(({ id }) => id);

const boost = async (ctx: TestCtx, postId: string, actorId: string): Promise<string> => {
  ctx.advance(10);
  const uri = `https://boosts.test/${ctx.newId()}`;
  const [row] = await ctx.db
    .insert(postReactions)
    .values({ postId, actorId, kind: "boost", uri, createdAt: ctx.now() })
    .returning();
  return row?.id ?? "";
};

describe("home", async () => {
  const { ctx, site, anna, token, ask } = await place();
  const bela = await createMember(ctx, "bela");
  const friend = await insertActor(ctx, { handle: "freundin", host: "a.test" });
  const stranger = await insertActor(ctx, { handle: "fremd", host: "b.test" });
  await insertFollow(ctx, anna.actorId, friend.id);
  const home = async (query = ""): Promise<string[]> =>
    idsOf((await ask(`/api/v1/timelines/home${query}`, token)).body);

  test("holds what a member and whom she follows wrote, and nothing of others", async () => {
    const own = await publishPost(ctx, anna, { text: "Guten Morgen" });
    const theirs = await insertPost(ctx, friend);
    const secret = await insertPost(ctx, friend, { visibility: "followers" });
    await insertPost(ctx, friend, { visibility: "direct" });
    await insertPost(ctx, stranger);
    await publishPost(ctx, bela, { text: "Niemand folgt mir" });
    expect(await home()).toEqual([secret.id, theirs.id, own.id]);
  });

  test("a boost is a status of its own, once, and only of what is not there already", async () => {
    const second = await insertActor(ctx, { handle: "zweite", host: "a.test" });
    await insertFollow(ctx, anna.actorId, second.id);
    const [post, known] = [await insertPost(ctx, stranger), await insertPost(ctx, friend)];
    const first = await boost(ctx, post.id, friend.id);
    const again = await boost(ctx, post.id, second.id);
    const ofKnown = await boost(ctx, known.id, second.id);
    const { body } = await ask("/api/v1/timelines/home", token);
    const [newest] = statusesSchema.parse(body);
    expect(newest).toMatchObject({
      id: first,
      content: "",
      account: { id: friend.id },
      reblog: { id: post.id, account: { id: stranger.id }, content: "<p>Hallo</p>" },
    });
    const ids = idsOf(body);
    expect([ids.includes(again), ids.includes(ofKnown), ids.includes(post.id)]).toEqual([false, false, false]);
    expect(statusesSchema.element.parse((await ask(`/api/v1/statuses/${first}`, token)).body).reblog?.id).toBe(post.id);
  });

  const HALF_DAY = 12 * 3_600_000;

  test("a boost of what followed people wrote is there where the post is not, or stood there half a day before", async () => {
    const second = await insertActor(ctx, { handle: "dritte", host: "a.test" });
    await insertFollow(ctx, anna.actorId, second.id);
    const strange = await insertPost(ctx, stranger);
    const answer = await insertPost(ctx, friend, {
      inReplyToUri: strange.uri,
      inReplyToId: strange.id,
      rootId: strange.id,
    });
    const [post, own] = [
      await insertPost(ctx, friend),
      await insertPost(ctx, { ...friend, id: anna.actorId, local: true }),
    ];
    const ofAnswer = await boost(ctx, answer.id, second.id);
    const soon = [await boost(ctx, post.id, second.id), await boost(ctx, own.id, friend.id)];
    ctx.advance(HALF_DAY);
    const later = [await boost(ctx, post.id, friend.id), await boost(ctx, own.id, second.id)];
    const ids = await home();
    expect(ids).toEqual(expect.arrayContaining([ofAnswer, ...later, post.id, own.id]));
    expect(ids.filter((id) => soon.includes(id))).toEqual([]);
  });

  test("of several boosts the first of each half day is there, on whatever page it is asked for", async () => {
    const others = await Promise.all(["vierte", "laut"].map((handle) => insertActor(ctx, { handle, host: "a.test" })));
    for (const { id } of others) await insertFollow(ctx, anna.actorId, id);
    const post = await insertPost(ctx, stranger);
    const shown: string[] = [];
    for (let day = 0; day < 3; day++) {
      shown.unshift(await boost(ctx, post.id, [friend, ...others][day]?.id ?? ""));
      ctx.advance(HALF_DAY);
    }
    expect((await home()).slice(0, 3)).toEqual(shown);
    const down = [
      await home("?limit=1"),
      await home(`?limit=1&max_id=${shown[0]}`),
      await home(`?limit=1&max_id=${shown[1]}`),
    ];
    expect(down).toEqual(shown.map((id) => [id]));
    expect(await home(`?limit=1&min_id=${shown[2]}`)).toEqual([shown[1]]);
    expect(await home(`?limit=5&since_id=${shown[2]}`)).toEqual(shown.slice(0, 2));
  });

  test("answers stand there only among those who are followed", async () => {
    const post = await insertPost(ctx, friend);
    const other = await insertPost(ctx, stranger);
    const answer = (to: { id: string; uri: string }) =>
      insertPost(ctx, friend, { inReplyToUri: to.uri, inReplyToId: to.id, rootId: to.id });
    const [among, outside] = [await answer(post), await answer(other)];
    const ids = await home();
    expect([ids.includes(among.id), ids.includes(outside.id)]).toEqual([true, false]);
  });

  test("whoever is muted, blocked or suspended is gone from it, with their boosts", async () => {
    const [muted, blocked, suspended] = await Promise.all(
      ["stumm", "blockt", "gesperrt"].map((handle) => insertActor(ctx, { handle, host: "c.test" })),
    );
    const people = [muted, blocked, suspended].flatMap((one) => one ?? []);
    const ids: string[] = [];
    for (const one of people) {
      await insertFollow(ctx, anna.actorId, one.id);
      ids.push((await insertPost(ctx, one)).id, await boost(ctx, (await insertPost(ctx, stranger)).id, one.id));
    }
    expect((await home()).filter((id) => ids.includes(id))).toHaveLength(ids.length);
    await putRelation(ctx, { actorId: anna.actorId, targetId: people[0]!.id, kind: "mute" });
    await putRelation(ctx, { actorId: people[1]!.id, targetId: anna.actorId, kind: "block" });
    await ctx.sql`update actors set suspended_at = now() where id = ${people[2]!.id}`;
    expect((await home()).filter((id) => ids.includes(id))).toEqual([]);
  });

  test("threads of a group stand there for its members alone", async () => {
    const group = await createGroup(ctx, bela, { name: "Garten", handle: "garten", about: "", mode: "closed" });
    const thread = await openThread(ctx, bela, group, { text: "Wer gießt?" });
    expect(await home()).not.toContain(thread.id);
    await joinGroup(ctx, anna, group);
    await ctx.sql`update follows set state = 'accepted' where followee_id = ${group.actor.id}`;
    const found = statusesSchema
      .parse((await ask("/api/v1/timelines/home", token)).body)
      .find(({ id }) => id === thread.id);
    expect(found).toMatchObject({ visibility: "private", stadtteil: { kind: "group_post", group_id: group.actor.id } });
    expect(idsOf((await ask(`/api/v1/timelines/group/${group.actor.id}`, token)).body)).toEqual([thread.id]);
    expect((await ask(`/api/v1/timelines/group/${bela.actorId}`, token)).status).toBe(404);
  });

  test("nobody reads it without a token, with another's scope or as an app (T162 to T166)", async () => {
    expect((await ask("/api/v1/timelines/home")).status).toBe(401);
    const narrow = await tokenOf(ctx, anna, ["write"]);
    expect((await ask("/api/v1/timelines/home", narrow)).status).toBe(403);
    expect((await site.request("/api/v1/timelines/home", { token: "falsch" })).status).toBe(401);
  });
});

describe("pages of a timeline", async () => {
  const { ctx, anna, token, ask } = await place();
  const writer = await insertActor(ctx, { handle: "vielschreiberin", host: "a.test" });
  const posts: string[] = [];
  beforeAll(async () => {
    await insertFollow(ctx, anna.actorId, writer.id);
    for (let n = 0; n < 25; n++) {
      ctx.advance(10);
      posts.unshift((await insertPost(ctx, writer)).id);
    }
  });

  test("go on by `max_id`, back by `min_id` to what comes right after, and to the newest by `since_id` (trap 7)", async () => {
    const home = async (query: string) => ask(`/api/v1/timelines/home?${query}`, token);
    const first = await home("limit=10");
    expect(idsOf(first.body)).toEqual(posts.slice(0, 10));
    expect(first.link).toBe(
      `<https://heslach.test/api/v1/timelines/home?limit=10&max_id=${posts[9]}>; rel="next", ` +
        `<https://heslach.test/api/v1/timelines/home?limit=10&min_id=${posts[0]}>; rel="prev"`,
    );
    expect(idsOf((await home(`limit=10&max_id=${posts[9]}`)).body)).toEqual(posts.slice(10, 20));
    expect(idsOf((await home(`limit=5&min_id=${posts[20]}`)).body)).toEqual(posts.slice(15, 20));
    expect(idsOf((await home(`limit=5&since_id=${posts[20]}`)).body)).toEqual(posts.slice(0, 5));
    const empty = await home(`max_id=${posts.at(-1)}`);
    expect([empty.body, empty.link]).toEqual([[], null]);
  });

  test("begin with the oldest for who starts at `min_id` 0 and goes on by the link, as programs that gather all do", async () => {
    const found: string[] = [];
    let path = "/api/v1/timelines/home?limit=10&min_id=0";
    for (let pages = 0; pages < 4 && path !== ""; pages += 1) {
      const { body, link } = await ask(path, token);
      found.unshift(...idsOf(body));
      path = /<https:\/\/heslach\.test([^>]+)>; rel="prev"/.exec(link ?? "")?.[1] ?? "";
    }
    expect(found).toEqual(posts);
  });

  test("cost as many statements for twenty as for one", async () => {
    const counting = countStatements(ctx);
    const viewer: Account = anna;
    const cost = async (limit: number): Promise<number> => {
      counting.reset();
      await homeEntries(counting, viewer, { limit });
      return counting.statements.length;
    };
    expect([await cost(1), await cost(20)]).toEqual([1, 1]);
  });

  test("are full although much in between is hidden, and skip nothing", async () => {
    const hidden = await insertActor(ctx, { handle: "verborgen", host: "a.test" });
    await insertFollow(ctx, anna.actorId, hidden.id);
    const old = await insertPost(ctx, hidden);
    for (let n = 0; n < 90; n++) await insertPost(ctx, hidden, { visibility: "direct" });
    const entries = await homeEntries(ctx, { actorId: anna.actorId }, { limit: 20 });
    expect(entries.map(({ id }) => id)).toEqual([old.id, ...posts.slice(0, 19)]);
    const upward = await homeEntries(ctx, { actorId: anna.actorId }, { limit: 3, after: posts[1] });
    expect(upward.map(({ id }) => id)).toEqual([old.id, posts[0]]);
  });
});

describe("public, hashtags, partners", async () => {
  const { ctx, anna, token, ask } = await place();
  const remote = await insertActor(ctx, { handle: "fern", host: "a.test" });

  test("public posts at the top of threads; others' for members only; `local`, `remote`, `only_media`", async () => {
    const here = await publishPost(ctx, anna, { text: "Hier" });
    const there = await insertPost(ctx, remote);
    const picture = await insertPost(ctx, remote, {
      attachments: [{ url: "https://a.test/1.png", mediaType: "image/png", alt: "Beet" }],
    });
    await insertPost(ctx, remote, { visibility: "unlisted" });
    await publishPost(ctx, anna, { text: "Nur für Folgende", visibility: "followers" });
    await publishComment(ctx, anna, { postId: here.id, text: "Antwort" });
    const timeline = async (query: string, as?: string) =>
      idsOf((await ask(`/api/v1/timelines/public${query}`, as)).body);
    expect(await timeline("", token)).toEqual([picture.id, there.id, here.id]);
    expect(await timeline("?local=True", token)).toEqual([here.id]);
    expect(await timeline("?remote=true", token)).toEqual([picture.id, there.id]);
    expect(await timeline("?only_media=1", token)).toEqual([picture.id]);
    expect(await timeline("")).toEqual([here.id]);
    expect(await timeline("?remote=true")).toEqual([]);
    expect(await timeline("?local=true&remote=true", token)).toEqual([picture.id, there.id, here.id]);
    expect(await timeline("?local=true&remote=true")).toEqual([here.id]);
  });

  test("hashtags: one, any of several, all of several, none of several", async () => {
    const say = (text: string) => publishPost(ctx, anna, { text });
    const [plain, both, other] = [await say("#Garten"), await say("#garten #Wasser"), await say("#Wasser")];
    const tag = async (query: string, as?: string) => idsOf((await ask(`/api/v1/timelines/tag/${query}`, as)).body);
    expect(await tag("Garten", token)).toEqual([both.id, plain.id]);
    expect(await tag("garten")).toEqual([both.id, plain.id]);
    expect(await tag("garten?any[]=wasser", token)).toEqual([other.id, both.id, plain.id]);
    expect(await tag("garten?all[]=wasser", token)).toEqual([both.id]);
    expect(await tag("garten?none[]=wasser", token)).toEqual([plain.id]);
    expect(await tag(`garten?limit=1&max_id=${both.id}`, token)).toEqual([plain.id]);
  });

  test("the bubble holds ours and what partner districts' people wrote", async () => {
    const partner = await insertActor(ctx, { handle: "suedstadt", host: "p.test", kind: "district", type: "Group" });
    const [{ actorId: district } = { actorId: "" }] = await ctx.db.execute<{ actorId: string }>(
      'select actor_id as "actorId" from district',
    );
    await insertFollow(ctx, district, partner.id);
    await insertFollow(ctx, partner.id, district);
    const neighbour = await insertActor(ctx, { handle: "nachbarin", host: "p.test" });
    const theirs = await insertPost(ctx, neighbour);
    await insertPost(ctx, remote);
    const ids = idsOf((await ask("/api/v1/timelines/bubble?limit=2", token)).body);
    expect(ids[0]).toBe(theirs.id);
    expect(ids).toHaveLength(2);
    expect((await ask("/api/v1/timelines/bubble")).status).toBe(401);
  });
});

describe("what somebody wrote", async () => {
  const { ctx, site, anna, token, ask } = await place();
  const bela = await createMember(ctx, "bela");
  const of = async (account: { actorId: string }, query = "", as = token) =>
    idsOf((await ask(`/api/v1/accounts/${account.actorId}/statuses${query}`, as)).body);

  test("with answers and boosts, and without", async () => {
    const post = await publishPost(ctx, bela, { text: "Erster #Beitrag" });
    const going = await publishComment(ctx, bela, { postId: post.id, text: "und weiter" });
    const mine = await publishPost(ctx, anna, { text: "Meiner" });
    const answer = await publishComment(ctx, bela, { postId: mine.id, text: "Stimmt" });
    ctx.advance(10);
    await react(ctx, bela, mine.id, "boost");
    const all = await of(bela);
    expect(all.slice(1)).toEqual([answer.id, going.id, post.id]);
    const [boosted] = statusesSchema.parse((await ask(`/api/v1/accounts/${bela.actorId}/statuses`, token)).body);
    expect(boosted?.reblog?.id).toBe(mine.id);
    expect(await of(bela, "?exclude_reblogs=true")).toEqual([answer.id, going.id, post.id]);
    expect(await of(bela, "?exclude_replies=true&exclude_reblogs=true")).toEqual([going.id, post.id]);
    expect(await of(bela, "?tagged=beitrag")).toEqual([post.id]);
    expect(await of(bela, "?only_media=true")).toEqual([]);
  });

  test("what is not for the reader is not there, and who is hidden has no list", async () => {
    const secret = await publishPost(ctx, bela, { text: "Geheim", visibility: "followers" });
    expect(await of(bela)).not.toContain(secret.id);
    expect(await of(bela, "", await tokenOf(ctx, bela))).toContain(secret.id);
    const remote = await insertActor(ctx, { handle: "fern", host: "a.test" });
    expect((await ask(`/api/v1/accounts/${remote.id}/statuses`)).status).toBe(404);
    expect((await ask(`/api/v1/accounts/${remote.id}/statuses`, token)).status).toBe(200);
    expect((await ask("/api/v1/accounts/1/statuses", token)).status).toBe(404);
  });

  test("pinned posts: one's own, for all followers, at most five; done twice is done once", async () => {
    const as = await tokenOf(ctx, bela);
    const pin = async (id: string, deed = "pin", by = as) =>
      site.request(`/api/v1/statuses/${id}/${deed}`, { method: "POST", token: by });
    const posts = [];
    for (let n = 0; n < 6; n++) posts.push(await publishPost(ctx, bela, { text: `Nummer ${n}` }));
    for (const { id } of posts.slice(0, 5)) {
      ctx.advance(1000);
      expect((await pin(id)).status).toBe(200);
    }
    expect((await pin(posts[0]!.id)).status).toBe(200);
    expect((await pin(posts[5]!.id)).status).toBe(422);
    expect(await of(bela, "?pinned=true")).toEqual(
      posts
        .slice(0, 5)
        .map(({ id }) => id)
        .reverse(),
    );
    const featured = await site.request(`/ap/a/${bela.actorId}/featured`, {
      headers: { Accept: "application/activity+json" },
    });
    expect(await featured.json()).toMatchObject({ totalItems: 5, orderedItems: { 0: { id: posts[4]!.uri } } });
    expect((await pin(posts[1]!.id, "unpin")).status).toBe(200);
    expect((await pin(posts[5]!.id)).status).toBe(200);
    expect((await pin(posts[0]!.id, "pin", token)).status).toBe(404);
    const direct = await publishPost(ctx, bela, { text: "@anna nur du", visibility: "direct" });
    expect((await pin(direct.id)).status).toBe(422);
  });
});
