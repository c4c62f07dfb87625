import { and, eq, sql } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { readQuote } from "./quotes.activitypub.ts";
import type { PostQuote } from "./quotes.queries.ts";
import { postQuotes } from "./quotes.table.ts";

/**
 * Notes what a received post quotes, and has the leave looked at in the background; until then nothing of it is shown. An
 * edit that quotes no more takes the quote away. Call it inside the transaction that stores the post.
 * @param isNew whether the post was not there before
 */
export async function noteQuote(ctx: Ctx, postId: Id, document: JsonObject, isNew: boolean): Promise<void> {
  const quote = readQuote(document);
  if (quote === null) {
    if (!isNew) await ctx.db.delete(postQuotes).where(eq(postQuotes.postId, postId));
    return;
  }
  const values = { ...quote, quotedId: null, state: "unchecked" as const };
  await ctx.db
    .insert(postQuotes)
    .values({ postId, ...values })
    .onConflictDoUpdate({ target: postQuotes.postId, set: values });
  await enqueueBackground(ctx, { kind: "verify-quote", postId }, { mergeKey: `verify-quote:${postId}` });
}

/** What the look at a quote came to; nothing when it has changed meanwhile. */
export async function decideQuote(ctx: Ctx, quote: PostQuote, quotedId: Id | null, allowed: boolean): Promise<void> {
  await ctx.db
    .update(postQuotes)
    .set({ quotedId, state: allowed ? "allowed" : "refused" })
    .where(
      and(
        eq(postQuotes.postId, quote.postId),
        eq(postQuotes.quotedUri, quote.quotedUri),
        sql`${postQuotes.stampUri} is not distinct from ${quote.stampUri}`,
      ),
    );
}

/** Whoever is quoted takes the leave back: quotes that rest on it are shown no more. Only the quoted one's word counts. */
export async function endQuotes(ctx: Ctx, stampUri: string, authorId: Id): Promise<boolean> {
  const rows = await ctx.db.execute(sql`
    update post_quotes set state = 'refused'
    from posts quoted
    where post_quotes.stamp_uri = ${stampUri} and quoted.id = post_quotes.quoted_id and quoted.author_id = ${authorId}
    returning post_quotes.post_id`);
  return rows.length > 0;
}
