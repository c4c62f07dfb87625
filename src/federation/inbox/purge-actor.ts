import { and, eq, isNull, or } from "drizzle-orm";
import type { Actor, Party } from "../../features/actors/actors.queries.ts";
import { actors } from "../../features/actors/actors.table.ts";
import { removeFollow } from "../../features/follows/follows.store.ts";
import { follows } from "../../features/follows/follows.table.ts";
import { forgetRelations } from "../../features/follows/relations.store.ts";
import { postReactions, posts } from "../../features/posts/posts.table.ts";
import { removeReaction } from "../../features/posts/reactions.store.ts";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { storeDeletion } from "../fetch/landing.ts";

/**
 * Forgets a remote account that is gone: its posts become tombstones, its follows, likes and boosts end, its profile is
 * emptied. The row stays, so that nothing of it can come back unseen. Call it inside a transaction.
 */
export async function purgeActor(ctx: Ctx, actor: Party): Promise<void> {
  if (actor.local) throw new Error("Members are never purged by what a peer says.");
  const written = await ctx.db
    .select({ uri: posts.uri })
    .from(posts)
    .where(and(eq(posts.authorId, actor.id), isNull(posts.deletedAt)));
  for (const { uri } of written) await storeDeletion(ctx, actor, uri);
  const reactions = await ctx.db.select().from(postReactions).where(eq(postReactions.actorId, actor.id));
  for (const reaction of reactions) await removeReaction(ctx, reaction);
  await endFollows(ctx, actor);
  await forgetRelations(ctx, actor.id);
  await ctx.db
    .update(actors)
    .set({
      name: actor.handle,
      summary: "",
      fields: [],
      iconUrl: null,
      imageUrl: null,
      publicKeyId: null,
      publicKeyPem: null,
      document: "",
      etag: "",
      deletedAt: ctx.now(),
    })
    .where(eq(actors.id, actor.id));
  await enqueueBackground(ctx, { kind: "check-kits", whose: { uri: actor.uri } });
}

/** Ends every follow by or of an actor. */
export async function endFollows(ctx: Ctx, actor: Pick<Actor, "id">): Promise<void> {
  const rows = await ctx.db
    .select({ id: follows.id })
    .from(follows)
    .where(or(eq(follows.followerId, actor.id), eq(follows.followeeId, actor.id)));
  for (const { id } of rows) await removeFollow(ctx, id);
}
