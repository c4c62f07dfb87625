import { and, asc, eq, gt, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { kitConfirmations } from "../project-notes/kit-confirmations.table.ts";

export type KitConfirmation = typeof kitConfirmations.$inferSelect;

/** Whether a row is a stamp of a member of ours that stands. */
export const isOwnStanding = and(eq(kitConfirmations.state, "confirmed"), isNotNull(kitConfirmations.document));

async function one(ctx: Ctx, condition: SQL | undefined): Promise<KitConfirmation | null> {
  const [row] = await ctx.db.select().from(kitConfirmations).where(condition).limit(1);
  return row ?? null;
}

export const confirmationById = (ctx: Ctx, id: Id): Promise<KitConfirmation | null> =>
  one(ctx, eq(kitConfirmations.id, id));

/** The standing confirmation by a member of ours. */
export const confirmationBy = (ctx: Ctx, postId: Id, confirmerUri: string): Promise<KitConfirmation | null> =>
  one(ctx, and(eq(kitConfirmations.postId, postId), eq(kitConfirmations.confirmerUri, confirmerUri), isOwnStanding));

/** A stamp of ours by its id on the wire, or its Tombstone; of a suspended member there is none. */
export async function servedConfirmation(ctx: Ctx, id: Id): Promise<{ text: string; ended: boolean } | null> {
  const [row] = await ctx.db
    .select({ text: kitConfirmations.document, state: kitConfirmations.state })
    .from(kitConfirmations)
    .innerJoin(posts, eq(posts.id, kitConfirmations.postId))
    .innerJoin(actors, eq(actors.id, kitConfirmations.confirmerId))
    .where(
      and(
        eq(kitConfirmations.id, id),
        isNotNull(kitConfirmations.document),
        isNull(actors.suspendedAt),
        visibleTo(null),
      ),
    );
  return row?.text == null ? null : { text: row.text, ended: row.state !== "confirmed" };
}

/** Confirmations elsewhere whose stamp was last fetched before then. */
export async function staleConfirmations(
  ctx: Ctx,
  before: Date,
  limit: number,
): Promise<Pick<KitConfirmation, "id" | "postId">[]> {
  return ctx.db
    .select({ id: kitConfirmations.id, postId: kitConfirmations.postId })
    .from(kitConfirmations)
    .where(
      and(
        eq(kitConfirmations.state, "confirmed"),
        isNull(kitConfirmations.document),
        lt(kitConfirmations.checkedAt, before),
      ),
    )
    .orderBy(asc(kitConfirmations.checkedAt))
    .limit(limit);
}

/** Whose confirmations: of one person or district, by ActivityPub id, or of all on a host or below it. */
export type ConfirmationsOf = { readonly uri: string } | { readonly host: string };

/** Notes whose kit they confirmed, in the order of their ids. */
export async function notesConfirmedBy(
  ctx: Ctx,
  whose: ConfirmationsOf,
  { after, limit }: { readonly after: Id; readonly limit: number },
): Promise<Id[]> {
  const theirs =
    "uri" in whose ? sql`actors.uri = ${whose.uri}` : isAtOrBelow(sql`actors.host`, sql`${whose.host}::text`);
  const rows = await ctx.db
    .selectDistinct({ postId: kitConfirmations.postId })
    .from(kitConfirmations)
    .innerJoin(actors, or(eq(actors.uri, kitConfirmations.confirmerUri), eq(actors.uri, kitConfirmations.districtUri)))
    .where(and(theirs, eq(kitConfirmations.state, "confirmed"), gt(kitConfirmations.postId, after)))
    .orderBy(asc(kitConfirmations.postId))
    .limit(limit);
  return rows.map(({ postId }) => postId);
}
