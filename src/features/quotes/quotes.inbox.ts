import { objectUri } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { htmlToText } from "../../platform/html.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Actor, Party } from "../actors/actors.queries.ts";
import { tell } from "../follows/telling.store.ts";
import type { Post } from "../posts/posts.queries.ts";
import { answerToQuote, type QuoteRequest, stampDocument } from "./quotes.activitypub.ts";
import { mayBeQuoted } from "./quotes.policy.ts";
import { stampFor } from "./quotes.queries.ts";
import { quoteStamps } from "./quotes.table.ts";

/**
 * Answers a request to quote a post of ours: what is open gets a leave, the same one however often it is asked for; what
 * is not, and what was taken back, a refusal. Call it inside a transaction.
 * @returns whether leave was given
 */
export async function onQuoteRequested(
  ctx: Ctx,
  asked: { readonly post: Post; readonly author: Actor; readonly quoter: Party; readonly request: QuoteRequest },
): Promise<boolean> {
  const { post, author, quoter, request } = asked;
  const stampUri = mayBeQuoted(post) ? await stampUriFor(ctx, asked) : null;
  await recordOutbox(ctx, {
    actorId: author.id,
    activity: answerToQuote(ctx.newId(), request, stampUri),
    recipients: { actors: [quoter.id] },
    orderingKey: post.uri,
  });
  if (stampUri === null) return false;
  const title = post.title ?? htmlToText(post.content).slice(0, 140);
  await tell(ctx, { type: "quote", to: [author.id], from: quoter.id, path: "/einstellungen/zitate", title });
  return true;
}

async function stampUriFor(ctx: Ctx, { post, author, quoter, request }: Parameters<typeof onQuoteRequested>[1]) {
  const known = await stampFor(ctx, post.id, request.quotingUri);
  if (known) return known.revokedAt === null && known.quoterId === quoter.id ? objectUri(ctx.origin, known.id) : null;
  const id = ctx.newId();
  const uri = objectUri(ctx.origin, id);
  const { quotingUri } = request;
  const document = stampDocument({ uri, authorUri: author.uri, quotedUri: post.uri, quotingUri });
  await ctx.db.insert(quoteStamps).values({
    id,
    postId: post.id,
    quoterId: quoter.id,
    quotingUri,
    document: JSON.stringify(document),
    createdAt: ctx.now(),
  });
  return uri;
}
