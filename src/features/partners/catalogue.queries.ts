import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Actor } from "../actors/actors.queries.ts";
import type { CatalogueRead } from "./partners.queries.ts";
import { catalogueItems, catalogueReads } from "./partners.table.ts";

/** Where the reading of a catalogue stands; null: it was never read. */
export async function catalogueRead(ctx: Ctx, actorId: Id): Promise<CatalogueRead | null> {
  const [row] = await ctx.db.select().from(catalogueReads).where(eq(catalogueReads.actorId, actorId));
  return row ?? null;
}

export type CatalogueItem = typeof catalogueItems.$inferSelect;

/** What is to be asked for next: what failed before comes last. */
export async function nextItem(ctx: Ctx, actorId: Id): Promise<CatalogueItem | null> {
  const [item] = await ctx.db
    .select()
    .from(catalogueItems)
    .where(and(eq(catalogueItems.actorId, actorId), inArray(catalogueItems.state, ["wanted", "gone"])))
    .orderBy(asc(catalogueItems.tries), asc(catalogueItems.uri))
    .limit(1);
  return item ?? null;
}

/**
 * What is here of another district's catalogue, as it would be digested there: XOR of SHA-256(id LF version) over the
 * living notes (FEP-8fcf), 64 hexadecimal digits. What our moderators took out of sight is here, too.
 */
export async function digestHere(ctx: Ctx, { id, host }: Pick<Actor, "id" | "host">): Promise<string> {
  const [row] = await ctx.db.execute<{ bits: string | null }>(sql`
    select bit_xor(('x' || encode(
      sha256(convert_to(posts.uri || chr(10) || posts.version, 'UTF8')), 'hex'))::bit(256))::text as bits
    from posts join actors author on author.id = posts.author_id
    where posts.group_id = ${id} and posts.kind = 'projectNote' and posts.visibility = 'public' and not posts.local
      and posts.deleted_at is null and posts.in_reply_to_uri is null and author.host = ${host}`);
  return BigInt(`0b${row?.bits ?? "0"}`)
    .toString(16)
    .padStart(64, "0");
}
