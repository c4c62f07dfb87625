import { and, eq, gt, isNotNull, or, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { peers } from "../actors/actors.table.ts";
import { foreignMedia } from "./foreign-media.table.ts";

export type ForeignMedia = typeof foreignMedia.$inferSelect;

/**
 * Whether pictures, films and sounds of all these hosts may be shown: the one place for rules about others' media.
 * Rules cover the names below a host.
 */
export async function mayShowMediaOf(ctx: Ctx, hosts: readonly string[]): Promise<boolean> {
  const names = hosts.flatMap((host) => {
    const labels = host.replace(/:\d+$/, "").split(".");
    return [host, ...labels.map((_, index) => labels.slice(index).join("."))];
  });
  const [refused] = await ctx.db
    .select({ host: peers.host })
    .from(peers)
    .where(
      and(
        or(isNotNull(peers.blockedAt), isNotNull(peers.rejectMediaAt)),
        sql`${peers.host} = any (${sql.param(names)}::text[])`,
      ),
    )
    .limit(1);
  return refused === undefined;
}

/** What is known of an address and still holds. */
export async function keptForeignMedia(ctx: Ctx, hash: string): Promise<ForeignMedia | null> {
  const [row] = await ctx.db
    .select()
    .from(foreignMedia)
    .where(and(eq(foreignMedia.urlHash, hash), gt(foreignMedia.expiresAt, ctx.now())));
  return row ?? null;
}
