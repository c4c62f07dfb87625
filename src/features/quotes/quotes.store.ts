import { and, eq, sql } from "drizzle-orm";
import { hostOf, objectUri } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { htmlToText } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { tellPostChanged } from "../../platform/streams.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { tell } from "../follows/telling.store.ts";
import { type Post, postById, postByUri } from "../posts/posts.queries.ts";
import { withQuote } from "../posts/quoting.activitypub.ts";
import { changeSilently } from "../posts/usecases/silently.ts";
import { readQuote, stampDocument } from "./quotes.activitypub.ts";
import { type PostQuote, quoteIn } from "./quotes.queries.ts";
import { postQuotes, quoteStamps } from "./quotes.table.ts";

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

/** What the look at a quote came to; nothing when it has changed meanwhile. A post of ours says what came of it. */
export async function decideQuote(ctx: Ctx, quote: PostQuote, quotedId: Id | null, allowed: boolean): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const [decided] = await tx.db
      .update(postQuotes)
      .set({ quotedId: quotedId ?? quote.quotedId, state: allowed ? "allowed" : "refused" })
      .where(
        and(
          eq(postQuotes.postId, quote.postId),
          eq(postQuotes.quotedUri, quote.quotedUri),
          sql`${postQuotes.stampUri} is not distinct from ${quote.stampUri}`,
        ),
      )
      .returning();
    if (!decided) return;
    await tellOfDecision(tx, [decided]);
    if (allowed) await tellOfArrivedQuote(tx, decided.postId);
  });
}

/** Whoever is quoted gives a post of ours leave: it is looked at before anything is shown. In its transaction. */
export async function keepLeave(tx: Ctx, postId: Id, stampUri: string): Promise<void> {
  await tx.db.update(postQuotes).set({ stampUri, state: "unchecked" }).where(eq(postQuotes.postId, postId));
  const host = hostOf(stampUri);
  await enqueueBackground(
    tx,
    { kind: "verify-quote", postId },
    { mergeKey: `verify-quote:${postId}`, ...(host && { host }) },
  );
}

/** Whoever is quoted does not want a post of ours to quote them, or not any more. In its transaction. */
export async function refuseQuote(tx: Ctx, postId: Id): Promise<void> {
  await tellOfDecision(
    tx,
    await tx.db
      .update(postQuotes)
      .set({ state: sql`case ${postQuotes.state} when 'allowed' then 'revoked' else 'refused' end` })
      .where(eq(postQuotes.postId, postId))
      .returning(),
  );
}

/**
 * Whoever is quoted takes the leave back: quotes that rest on it are shown no more. Only the quoted one's word counts.
 * Call it inside a transaction.
 */
export async function endQuotes(ctx: Ctx, stampUri: string, authorId: Id): Promise<boolean> {
  const quoted = sql`(select id from posts where author_id = ${authorId})`;
  const rows = await ctx.db
    .update(postQuotes)
    .set({ state: "revoked" })
    .where(and(eq(postQuotes.stampUri, stampUri), sql`${postQuotes.quotedId} in ${quoted}`))
    .returning();
  await tellOfDecision(ctx, rows);
  return rows.length > 0;
}

/** Posts of ours say in their documents whether they quote with leave, and whoever was given them is told; of all, open streams. */
async function tellOfDecision(tx: Ctx, quotes: readonly PostQuote[]): Promise<void> {
  for (const { postId, quotedUri: uri, stampUri, state } of quotes) {
    const url = (await postByUri(tx, uri))?.url ?? uri;
    const quote = { uri, url, stampUri, refused: state === "refused" || state === "revoked" };
    await changeSilently(tx, postId, (document, version) => withQuote(document, quote, version));
    await tellPostChanged(tx, postId);
  }
}

/**
 * Writes the leave to quote a post of ours.
 * @param id its row id, and the end of its id on the wire
 * @returns its id on the wire
 */
export async function addStamp(
  tx: Ctx,
  id: Id,
  given: { readonly post: Post; readonly author: Actor; readonly quoterId: Id; readonly quotingUri: string },
): Promise<string> {
  const { post, author, quoterId, quotingUri } = given;
  const uri = objectUri(tx.origin, id);
  const document = stampDocument({ uri, authorUri: author.uri, quotedUri: post.uri, quotingUri });
  await tx.db.insert(quoteStamps).values({
    id,
    postId: post.id,
    quoterId,
    quotingUri,
    document: JSON.stringify(document),
    createdAt: tx.now(),
  });
  return uri;
}

/**
 * Whoever wrote a post of ours hears that somebody quotes it with leave.
 * @param quotingId the quoting post; null as long as it is not here
 */
export async function tellOfQuote(tx: Ctx, post: Post, quoterId: Id, quotingId: Id | null): Promise<void> {
  const told = { type: "quote", to: [post.authorId], from: quoterId };
  if (quotingId !== null) return tell(tx, { ...told, postId: quotingId });
  const title = post.title ?? htmlToText(post.content).slice(0, 140);
  await tell(tx, { ...told, path: "/einstellungen/zitate", title });
}

/** Nobody is told of quotes that are older when they come: the history of somebody newly followed. */
const TOLD_MS = 7 * 24 * 60 * 60 * 1000;

/** The same once the quoting post is here and may be shown; then it says more than that there is one. */
async function tellOfArrivedQuote(tx: Ctx, quotingId: Id): Promise<void> {
  const quoting = await postById(tx, quotingId);
  const quote = await quoteIn(tx, quotingId);
  const quoted = quote?.quotedId ? await postById(tx, quote.quotedId) : null;
  if (!quoting || !quoted?.local || tx.now().getTime() - quoting.publishedAt.getTime() > TOLD_MS) return;
  await tx.db.execute(sql`
    delete from notifications
    where recipient_id = ${quoted.authorId} and type = 'quote' and from_id = ${quoting.authorId} and post_id is null`);
  await tellOfQuote(tx, quoted, quoting.authorId, quoting.id);
}
