import { objectUri } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Actor, Party } from "../actors/actors.queries.ts";
import { type Post, postByUri } from "../posts/posts.queries.ts";
import { answerToQuote, type QuoteRequest } from "./quotes.activitypub.ts";
import { stampFor, verdictFor } from "./quotes.queries.ts";
import { addStamp, tellOfQuote } from "./quotes.store.ts";

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
  const verdict = await verdictFor(ctx, post, author, quoter.id);
  const stampUri = verdict === "allowed" ? await stampUriFor(ctx, asked) : null;
  await recordOutbox(ctx, {
    actorId: author.id,
    activity: answerToQuote(ctx.newId(), request, stampUri),
    recipients: { actors: [quoter.id] },
    orderingKey: post.uri,
  });
  if (stampUri === null) return false;
  const quoting = await postByUri(ctx, request.quotingUri);
  const { quotingUri: uri } = request;
  if (!quoting) await enqueueBackground(ctx, { kind: "fetch-quoting", uri }, { mergeKey: `fetch-quoting:${uri}` });
  await tellOfQuote(ctx, post, quoter.id, quoting?.authorId === quoter.id ? quoting.id : null);
  return true;
}

async function stampUriFor(ctx: Ctx, { post, author, quoter, request }: Parameters<typeof onQuoteRequested>[1]) {
  const known = await stampFor(ctx, post.id, request.quotingUri);
  if (known) return known.revokedAt === null && known.quoterId === quoter.id ? objectUri(ctx.origin, known.id) : null;
  return addStamp(ctx, ctx.newId(), { post, author, quoterId: quoter.id, quotingUri: request.quotingUri });
}
