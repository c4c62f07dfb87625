import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { putRelation } from "../../src/features/follows/relations.store.ts";
import { hostBlocks, relations } from "../../src/features/follows/relations.table.ts";
import { publishComment } from "../../src/features/posts/usecases/comment.ts";
import { deletePost } from "../../src/features/posts/usecases/delete.ts";
import { editPost } from "../../src/features/posts/usecases/edit.ts";
import { publishPost } from "../../src/features/posts/usecases/publish.ts";
import { react } from "../../src/features/posts/usecases/react.ts";
import { postQuotes } from "../../src/features/quotes/quotes.table.ts";
import { createTestCtx } from "../support/ctx.ts";
import { createTestApp } from "../support/http.ts";
import { createMember, setUpDistrict, tokenOf } from "../support/people.ts";
import { insertActor, insertPost } from "../support/rows.ts";
import { statusesSchema, statusSchema } from "./schemas/status.ts";
import { accountSchema, errorSchema } from "./schemas.ts";

const ctx = await createTestCtx();
await setUpDistrict(ctx);
const site = createTestApp(ctx);
const anna = await createMember(ctx, "anna");
const bela = await createMember(ctx, "bela");
const [token, belas] = [await tokenOf(ctx, anna), await tokenOf(ctx, bela)];
const maria = await insertActor(ctx, { handle: "maria", host: "post.test" });

const ask = async (path: string, as?: string, method = "GET") => {
  const answer = await site.request(path, { method, ...(as !== undefined && { token: as }) });
  return { status: answer.status, body: await answer.json(), link: answer.headers.get("Link") };
};
const contextOf = async (id: string, as?: string) => {
  const { body } = await ask(`/api/v1/statuses/${id}/context`, as);
  const { ancestors, descendants } = body as { ancestors: unknown; descendants: unknown };
  const ids = (given: unknown) => statusesSchema.parse(given).map((one) => one.id);
  return [ids(ancestors), ids(descendants)];
};

describe("a status", () => {
  test("of every audience is read by whom it is for, and 404 for everybody else", async () => {
    const readable = async (visibility: "public" | "unlisted" | "followers" | "direct") => {
      const { id } = await insertPost(ctx, { id: anna.actorId, local: true, host: "heslach.test" }, { visibility });
      const statuses = await Promise.all([token, belas, undefined].map((as) => ask(`/api/v1/statuses/${id}`, as)));
      for (const { status, body } of statuses) (status === 200 ? statusSchema : errorSchema).parse(body);
      return statuses.map(({ status }) => status);
    };
    expect(await readable("public")).toEqual([200, 200, 200]);
    expect(await readable("unlisted")).toEqual([200, 200, 200]);
    expect(await readable("followers")).toEqual([200, 404, 404]);
    expect(await readable("direct")).toEqual([200, 404, 404]);
  });

  test("by somebody blocked, gone or never there is 404, and batches leave it out", async () => {
    const [one, other] = [await insertPost(ctx, maria), await insertPost(ctx, maria)];
    const rude = await insertActor(ctx, { handle: "rude", host: "post.test" });
    const hidden = await insertPost(ctx, rude);
    await putRelation(ctx, { actorId: anna.actorId, targetId: rude.id, kind: "block" });
    const batch = await ask(`/api/v1/statuses?id[]=${other.id}&id[]=${hidden.id}&id[]=${one.id}&id[]=x`, token);
    expect(statusesSchema.parse(batch.body).map(({ id }) => id)).toEqual([other.id, one.id]);
    for (const id of [hidden.id, "1", "99999999999999999999"]) {
      expect((await ask(`/api/v1/statuses/${id}`, token)).status).toBe(404);
    }
  });

  test("`updated` before `published` is no edit (trap 17), and an odd language none", async () => {
    const post = await insertPost(ctx, maria, {
      updatedAt: new Date(ctx.now().getTime() - 5000),
      language: "de-simple",
    });
    const status = statusSchema.parse((await ask(`/api/v1/statuses/${post.id}`, token)).body);
    expect(status).toMatchObject({ edited_at: null, language: "de" });
  });
});

describe("its conversation", () => {
  test("holds what it answers and what was answered, each answer below its own", async () => {
    const top = await publishPost(ctx, anna, { text: "Oben" });
    const first = await publishComment(ctx, bela, { postId: top.id, text: "Erste" });
    const second = await publishComment(ctx, anna, { postId: top.id, text: "Zweite" });
    const below = await publishComment(ctx, anna, { postId: first.id, text: "Darunter" });
    const secret = await publishComment(ctx, bela, {
      postId: first.id,
      text: "Geheim @maria@post.test",
      visibility: "direct",
    });
    expect(await contextOf(top.id)).toEqual([[], [first.id, below.id, second.id]]);
    expect(await contextOf(first.id, belas)).toEqual([[top.id], [below.id, secret.id]]);
    expect(await contextOf(below.id)).toEqual([[top.id, first.id], []]);
    const answer = statusSchema.parse((await ask(`/api/v1/statuses/${below.id}`)).body);
    expect(answer).toMatchObject({ in_reply_to_id: first.id, in_reply_to_account_id: bela.actorId });
  });

  test("people without an account are told of at most sixty answers", async () => {
    const top = await insertPost(ctx, maria);
    const answers = Array.from({ length: 70 }, () =>
      insertPost(ctx, maria, { inReplyToUri: top.uri, inReplyToId: top.id, rootId: top.id }),
    );
    await Promise.all(answers);
    expect((await contextOf(top.id))[1]).toHaveLength(60);
    expect((await contextOf(top.id, token))[1]).toHaveLength(70);
  });
});

describe("what was written, and who reacted", () => {
  test("source and history: typed text for its author alone, texts in order for all who may read", async () => {
    const post = await publishPost(ctx, anna, { text: "Mit Tipfehler", summary: "Achtung" });
    ctx.advance(60_000);
    await editPost(ctx, anna, post.id, { text: "Ohne Tippfehler", summary: "Achtung" });
    expect((await ask(`/api/v1/statuses/${post.id}/source`, token)).body).toEqual({
      id: post.id,
      text: "Ohne Tippfehler",
      spoiler_text: "Achtung",
    });
    expect((await ask(`/api/v1/statuses/${post.id}/source`, belas)).status).toBe(404);
    const { body } = await ask(`/api/v1/statuses/${post.id}/history`, belas);
    expect(body).toMatchObject([
      {
        content: "<p>Mit Tipfehler</p>",
        spoiler_text: "Achtung",
        account: { id: anna.actorId },
        media_attachments: [],
      },
      { content: "<p>Ohne Tippfehler</p>" },
    ]);
    const status = statusSchema.parse((await ask(`/api/v1/statuses/${post.id}`, belas)).body);
    expect(status).toMatchObject({ spoiler_text: "Achtung", sensitive: true });
    expect(status.edited_at).not.toBeNull();
  });

  test("who likes and who boosts is paged by when they did", async () => {
    const post = await publishPost(ctx, anna, { text: "Beliebt" });
    await react(ctx, bela, post.id, "like");
    ctx.advance(1000);
    await react(ctx, anna, post.id, "like");
    await react(ctx, bela, post.id, "boost");
    const first = await ask(`/api/v1/statuses/${post.id}/favourited_by?limit=1`, token);
    expect(
      accountSchema
        .array()
        .parse(first.body)
        .map(({ id }) => id),
    ).toEqual([anna.actorId]);
    const next = /<https:\/\/heslach\.test([^>]+)>; rel="next"/.exec(first.link ?? "")?.[1] ?? "";
    const second = await ask(next, token);
    expect(
      accountSchema
        .array()
        .parse(second.body)
        .map(({ id }) => id),
    ).toEqual([bela.actorId]);
    const boosters = await ask(`/api/v1/statuses/${post.id}/reblogged_by`);
    expect(
      accountSchema
        .array()
        .parse(boosters.body)
        .map(({ id }) => id),
    ).toEqual([bela.actorId]);
    const secret = await publishPost(ctx, anna, { text: "@anna für mich", visibility: "direct" });
    expect((await ask(`/api/v1/statuses/${secret.id}/favourited_by`, belas)).status).toBe(404);
  });

  test("favourites are one's own, in the order in which one liked", async () => {
    const [early, late] = [await insertPost(ctx, maria), await insertPost(ctx, maria)];
    ctx.advance(1000);
    await react(ctx, bela, late.id, "like");
    ctx.advance(1000);
    await react(ctx, bela, early.id, "like");
    const { body } = await ask("/api/v1/favourites?limit=2", belas);
    expect(statusesSchema.parse(body).map(({ id, favourited }) => [id, favourited])).toEqual([
      [early.id, true],
      [late.id, true],
    ]);
    expect((await ask("/api/v1/favourites")).status).toBe(401);
  });
});

describe("quotes", () => {
  test("are shown with leave, named without it, and list who quotes", async () => {
    const quoted = await publishPost(ctx, bela, { text: "Das Original" });
    const quoting = await insertPost(ctx, maria, {
      content: `<p class="quote-inline">RE: <a href="${quoted.url}">x</a></p><p>Hört!</p>`,
    });
    const row = { postId: quoting.id, quotedUri: quoted.uri, quotedId: quoted.id, stampUri: null };
    await ctx.db.insert(postQuotes).values({ ...row, state: "unchecked" });
    const status = async (as = token) => statusSchema.parse((await ask(`/api/v1/statuses/${quoting.id}`, as)).body);
    expect((await status()).quote).toEqual({ state: "pending", quoted_status: null });
    expect((await status()).content).toContain("RE:");
    await ctx.db.update(postQuotes).set({ state: "allowed" });
    expect(await status()).toMatchObject({
      content: "<p>Hört!</p>",
      quote: { state: "accepted", quoted_status: { id: quoted.id, quote: null, reblog: null } },
    });
    const original = statusSchema.parse((await ask(`/api/v1/statuses/${quoted.id}`, token)).body);
    expect(original.quotes_count).toBe(1);
    const list = await ask(`/api/v1/statuses/${quoted.id}/quotes`, token);
    expect(statusesSchema.parse(list.body).map(({ id }) => id)).toEqual([quoting.id]);
    await ctx.db.update(postQuotes).set({ state: "revoked" });
    expect((await status(belas)).quote).toEqual({ state: "revoked", quoted_status: null });
    await ctx.db.update(postQuotes).set({ state: "refused" });
    expect((await status(belas)).quote).toEqual({ state: "rejected", quoted_status: null });
  });
});

describe("a quote of somebody whom one does not want to see", () => {
  const quoting = async (quotedUri: string, quotedId: string) => {
    const { id } = await insertPost(ctx, maria, { content: "<p>Hört!</p>" });
    await ctx.db.insert(postQuotes).values({ postId: id, quotedUri, quotedId, stampUri: null, state: "allowed" });
    return id;
  };
  const quoteFor = async (id: string, as: string) =>
    statusSchema.parse((await ask(`/api/v1/statuses/${id}`, as)).body).quote;

  test("says why it is hidden, with what it is; of what is not for all, and from who blocks the reader, nothing", async () => {
    const dora = await createMember(ctx, "dora");
    const as = await tokenOf(ctx, dora);
    const shown = async (id: string, reader = as) => {
      const quote = await quoteFor(id, reader);
      return [quote?.state, quote?.quoted_status?.id ?? null];
    };
    const emil = await insertActor(ctx, { handle: "emil", host: "laut.test" });
    const open = await insertPost(ctx, emil, { content: "<p>Offen</p>" });
    const [loud, own] = [await quoting(open.uri, open.id), await publishPost(ctx, bela, { text: "Für alle" })];
    const few = await publishPost(ctx, bela, { text: "Für wenige", visibility: "followers" });
    const [ofBela, ofFew] = [await quoting(own.uri, own.id), await quoting(few.uri, few.id)];
    expect(await shown(ofBela)).toEqual(["accepted", own.id]);
    await putRelation(ctx, { actorId: dora.actorId, targetId: bela.actorId, kind: "mute" });
    expect(await shown(ofBela)).toEqual(["muted_account", own.id]);
    expect(await shown(ofFew)).toEqual(["unauthorized", null]);
    await ctx.db.delete(relations).where(eq(relations.actorId, dora.actorId));
    await putRelation(ctx, { actorId: dora.actorId, targetId: bela.actorId, kind: "block" });
    expect(await shown(ofBela)).toEqual(["blocked_account", own.id]);
    expect(await shown(ofBela, belas)).toEqual(["accepted", own.id]);
    await ctx.db.insert(hostBlocks).values({ id: ctx.newId(), actorId: dora.actorId, host: "laut.test" });
    expect(await shown(loud)).toEqual(["blocked_domain", open.id]);
    await putRelation(ctx, { actorId: bela.actorId, targetId: dora.actorId, kind: "block" });
    expect(await shown(ofBela)).toEqual(["unauthorized", null]);
    await deletePost(ctx, bela, own.id);
    expect(await shown(ofBela)).toEqual(["deleted", null]);
  });

  test("who may quote a peer's post at once, and whose quote its author looks at first", async () => {
    const policyOf = async (canQuote: object) => {
      const { id } = await insertPost(ctx, maria, {
        document: JSON.stringify({ type: "Note", attributedTo: maria.uri, interactionPolicy: { canQuote } }),
      });
      return statusSchema.parse((await ask(`/api/v1/statuses/${id}`, token)).body).quote_approval;
    };
    const everybody = "https://www.w3.org/ns/activitystreams#Public";
    expect(await policyOf({ automaticApproval: [maria.uri], manualApproval: [everybody] })).toEqual({
      ...{ automatic: [], manual: ["public"], current_user: "manual" },
    });
    expect(await policyOf({ automaticApproval: ["https://post.test/some"] })).toEqual({
      ...{ automatic: ["unsupported_policy"], manual: [], current_user: "unknown" },
    });
    expect(await policyOf({ automaticApproval: [maria.uri] })).toMatchObject({ current_user: "denied" });
  });
});

describe("bookmarks", () => {
  const karl = createMember(ctx, "karl");
  test("are private, paged by when they were made, and gone with the post", async () => {
    const as = await tokenOf(ctx, await karl);
    const [one, other] = [
      await publishPost(ctx, bela, { text: "Eins" }),
      await publishPost(ctx, bela, { text: "Zwei" }),
    ];
    for (const { id } of [other, one, one]) {
      const kept = await ask(`/api/v1/statuses/${id}/bookmark`, as, "POST");
      expect(statusSchema.parse(kept.body).bookmarked).toBe(true);
    }
    const list = async () => statusesSchema.parse((await ask("/api/v1/bookmarks", as)).body).map(({ id }) => id);
    expect(await list()).toEqual([one.id, other.id]);
    expect(statusSchema.parse((await ask(`/api/v1/statuses/${one.id}`, belas)).body).bookmarked).toBe(false);
    expect((await ask("/api/v1/bookmarks", belas)).body).toEqual([]);
    const undone = await ask(`/api/v1/statuses/${other.id}/unbookmark`, as, "POST");
    expect(statusSchema.parse(undone.body).bookmarked).toBe(false);
    await deletePost(ctx, bela, one.id);
    expect(await list()).toEqual([]);
  });

  test("of what one may not see are none, and need their scope", async () => {
    const viewer = await karl;
    const secret = await publishPost(ctx, bela, { text: "Geheim", visibility: "followers" });
    expect((await ask(`/api/v1/statuses/${secret.id}/bookmark`, await tokenOf(ctx, viewer), "POST")).status).toBe(404);
    const reading = await tokenOf(ctx, viewer, ["read"]);
    const post = await publishPost(ctx, bela, { text: "Offen" });
    for (const deed of ["bookmark", "unbookmark", "pin", "unpin"]) {
      expect((await ask(`/api/v1/statuses/${post.id}/${deed}`, reading, "POST")).status).toBe(403);
    }
  });
});
