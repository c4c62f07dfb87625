import { and, asc, eq, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { kitConfirmations } from "../project-notes/kit-confirmations.table.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";

export type KitConfirmation = typeof kitConfirmations.$inferSelect;

async function one(ctx: Ctx, condition: SQL | undefined): Promise<KitConfirmation | null> {
  const [row] = await ctx.db.select().from(kitConfirmations).where(condition).limit(1);
  return row ?? null;
}

export const confirmationById = (ctx: Ctx, id: Id): Promise<KitConfirmation | null> =>
  one(ctx, eq(kitConfirmations.id, id));

/** The standing confirmation by a member of ours. */
export const confirmationBy = (ctx: Ctx, postId: Id, confirmerUri: string): Promise<KitConfirmation | null> =>
  one(
    ctx,
    and(
      eq(kitConfirmations.postId, postId),
      eq(kitConfirmations.confirmerUri, confirmerUri),
      eq(kitConfirmations.state, "confirmed"),
      isNotNull(kitConfirmations.document),
    ),
  );

/** A stamp of ours by its id on the wire, or its Tombstone. */
export async function servedConfirmation(ctx: Ctx, id: Id): Promise<{ text: string; ended: boolean } | null> {
  const [row] = await ctx.db
    .select({ text: kitConfirmations.document, state: kitConfirmations.state })
    .from(kitConfirmations)
    .innerJoin(posts, eq(posts.id, kitConfirmations.postId))
    .where(and(eq(kitConfirmations.id, id), isNotNull(kitConfirmations.document), visibleTo(null)));
  return row?.text == null ? null : { text: row.text, ended: row.state !== "confirmed" };
}

/** What a page says of the confirmation that a note names: for which district, and the sentence. */
export async function namedConfirmation(ctx: Ctx, postId: Id): Promise<{ district: string; sentence: string } | null> {
  const [row] = await ctx.db
    .select({ districtUri: kitConfirmations.districtUri, name: actors.name, sentence: kitConfirmations.sentence })
    .from(kitConfirmations)
    .innerJoin(projectNotes, eq(projectNotes.postId, kitConfirmations.postId))
    .leftJoin(actors, eq(actors.uri, kitConfirmations.districtUri))
    .where(and(eq(kitConfirmations.postId, postId), eq(kitConfirmations.stampUri, projectNotes.confirmedBy)));
  if (!row?.districtUri) return null;
  return { district: row.name || new URL(row.districtUri).host, sentence: row.sentence };
}

/** The oldest confirmation that stands, by its stamp. */
export async function oldestConfirmation(ctx: Ctx, postId: Id): Promise<string | null> {
  const [row] = await ctx.db
    .select({ stampUri: kitConfirmations.stampUri })
    .from(kitConfirmations)
    .where(and(eq(kitConfirmations.postId, postId), eq(kitConfirmations.state, "confirmed")))
    .orderBy(asc(kitConfirmations.id))
    .limit(1);
  return row?.stampUri ?? null;
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
        sql`kit_confirmations.document is null`,
        lt(kitConfirmations.checkedAt, before),
      ),
    )
    .orderBy(asc(kitConfirmations.checkedAt))
    .limit(limit);
}
