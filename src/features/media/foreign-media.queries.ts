import { and, eq, gt, inArray, isNotNull, or, sql } from "drizzle-orm";
import { hostAndParents } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { peers } from "../actors/actors.table.ts";
import { federationModeOf } from "../district/district.queries.ts";
import { foreignMedia } from "./foreign-media.table.ts";

export type ForeignMedia = typeof foreignMedia.$inferSelect;

/**
 * Whether pictures, films and sounds of all these hosts may be shown: the one place for rules about others' media. Rules
 * cover the names below a host. Where the mode asks nobody, or listed hosts alone, nothing is fetched for others either;
 * where a listed host keeps its pictures is its own affair.
 * @param hosts first the host of whose they are
 */
export async function mayShowMediaOf(ctx: Ctx, hosts: readonly string[]): Promise<boolean> {
  const names = hosts.flatMap(hostAndParents);
  const [mode, rows] = await Promise.all([
    federationModeOf(ctx),
    ctx.db
      .select({ host: peers.host, isRefused: sql<boolean>`${isRefused}`, trustedAt: peers.trustedAt })
      .from(peers)
      .where(inArray(peers.host, names)),
  ]);
  if (mode === "closed" || rows.some((row) => row.isRefused)) return false;
  return mode !== "allowList" || rows.some(({ host, trustedAt }) => host === hosts[0] && trustedAt !== null);
}

const isRefused = or(isNotNull(peers.blockedAt), isNotNull(peers.rejectMediaAt));

/** What is known of an address and still holds. */
export async function keptForeignMedia(ctx: Ctx, hash: string): Promise<ForeignMedia | null> {
  const [row] = await ctx.db
    .select()
    .from(foreignMedia)
    .where(and(eq(foreignMedia.urlHash, hash), gt(foreignMedia.expiresAt, ctx.now())));
  return row ?? null;
}
