import type { Actor } from "../../src/features/actors/actors.queries.ts";
import { actors, peers } from "../../src/features/actors/actors.table.ts";
import { follows } from "../../src/features/follows/follows.table.ts";
import type { Post } from "../../src/features/posts/posts.queries.ts";
import { postAddressees, posts } from "../../src/features/posts/posts.table.ts";
import type { Ctx } from "../../src/platform/ctx.ts";
import type { Id } from "../../src/platform/ids.ts";

/** Rows with only the fields that matter to the test; no keys, no documents. */

export async function insertActor(ctx: Ctx, given: Partial<typeof actors.$inferInsert> = {}): Promise<Actor> {
  const id = given.id ?? ctx.newId();
  const local = given.local ?? given.host === undefined;
  const host = given.host ?? new URL(ctx.origin).host;
  const uri = given.uri ?? (local ? `${ctx.origin}/ap/a/${id}` : `https://${host}/users/${given.handle ?? id}`);
  const [actor] = await ctx.db
    .insert(actors)
    .values({
      id,
      uri,
      type: "Person",
      kind: "person",
      local,
      handle: `u${id}`,
      host,
      name: given.handle ?? "Jemand",
      url: uri,
      inboxUri: `${uri}/inbox`,
      followersUri: `${uri}/followers`,
      publishedAt: ctx.now(),
      updatedAt: ctx.now(),
      fetchedAt: local ? null : ctx.now(),
      ...given,
    })
    .returning();
  if (!actor) throw new Error("no actor");
  return actor;
}

export async function insertPost(
  ctx: Ctx,
  author: Pick<Actor, "id" | "local" | "host">,
  given: Partial<typeof posts.$inferInsert> = {},
  addressees: readonly Id[] = [],
): Promise<Post> {
  const id = given.id ?? ctx.newId();
  const uri = given.uri ?? (author.local ? `${ctx.origin}/ap/o/${id}` : `https://${author.host}/notes/${id}`);
  const [post] = await ctx.db
    .insert(posts)
    .values({
      id,
      uri,
      url: uri,
      local: author.local,
      authorId: author.id,
      kind: "note",
      type: "Note",
      content: "<p>Hallo</p>",
      visibility: "public",
      rootId: given.inReplyToUri ? null : id,
      publishedAt: ctx.now(),
      updatedAt: ctx.now(),
      document: JSON.stringify({ id: uri, type: "Note" }),
      etag: `"${id}"`,
      ...given,
    })
    .returning();
  if (!post) throw new Error("no post");
  const rows = addressees.map((actorId) => ({ postId: id, actorId }));
  if (rows.length > 0) await ctx.db.insert(postAddressees).values(rows);
  return post;
}

export async function insertFollow(
  ctx: Ctx,
  followerId: Id,
  followeeId: Id,
  state: "pending" | "accepted" | "rejected" = "accepted",
): Promise<Id> {
  const id = ctx.newId();
  const uri = `https://follows.test/${id}`;
  await ctx.db.insert(follows).values({
    id,
    followerId,
    followeeId,
    state,
    uri,
    activity: JSON.stringify({ id: uri, type: "Follow" }),
    createdAt: ctx.now(),
    acceptedAt: state === "accepted" ? ctx.now() : null,
  });
  return id;
}

export async function blockHost(ctx: Ctx, host: string): Promise<void> {
  await ctx.db
    .insert(peers)
    .values({ host, blockedAt: ctx.now() })
    .onConflictDoUpdate({ target: peers.host, set: { blockedAt: ctx.now() } });
}
