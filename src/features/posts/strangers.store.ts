import { inArray } from "drizzle-orm";
import { hostOf } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { actors } from "../actors/actors.table.ts";

/** People elsewhere whom a peer's post mentions and whom we do not know: whoever answers has to reach them, too. */

/** Of one post, whomever it mentions: as many as a member may mention. */
const MOST = 20;

/** Ids (`uri`) of those mentioned whom we do not know, at most 20. No statement when nobody elsewhere is mentioned. */
export async function strangersAmong(ctx: Ctx, mentioned: readonly string[]): Promise<string[]> {
  const own = hostOf(ctx.origin);
  const elsewhere = mentioned.filter((uri) => hostOf(uri) !== own).slice(0, MOST);
  if (elsewhere.length === 0) return [];
  const rows = await ctx.db.select({ uri: actors.uri }).from(actors).where(inArray(actors.uri, elsewhere));
  const known = new Set(rows.map(({ uri }) => uri));
  return elsewhere.filter((uri) => !known.has(uri));
}

/** Has the strangers mentioned in a post looked up in the background. Call it in the transaction that stores the post. */
export async function meetStrangers(ctx: Ctx, postId: Id, mentioned: readonly string[]): Promise<void> {
  if ((await strangersAmong(ctx, mentioned)).length === 0) return;
  await enqueueBackground(ctx, { kind: "meet-mentioned", postId, tries: 0 }, { mergeKey: `meet-mentioned:${postId}` });
}
