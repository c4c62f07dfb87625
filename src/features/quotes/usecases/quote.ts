import { objectUri } from "../../../platform/ap-uris.ts";
import type { Ctx } from "../../../platform/ctx.ts";
import { type Id, isId } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { QuoteView } from "../../../ui/parts/quote-view.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { isOpen } from "../../posts/posts.model.ts";
import { postById, visiblePost, visiblePostAt } from "../../posts/posts.queries.ts";
import type { PublishedPost, Quoting } from "../../posts/usecases/publish.ts";
import { quoteRequest } from "../quotes.activitypub.ts";
import { notToBeQuoted } from "../quotes.errors.ts";
import { type Quoted, quoteView } from "../quotes.model.ts";
import type { QuotingVerdict } from "../quotes.policy.ts";
import { verdictFor } from "../quotes.queries.ts";
import { addStamp, tellOfQuote } from "../quotes.store.ts";
import { postQuotes } from "../quotes.table.ts";

/** The post that somebody wants to quote, with what would come of it; null when there is none that they may see. */
export async function aboutToQuote(
  ctx: Ctx,
  viewer: Viewer,
  locale: "de" | "en",
  quotedId: string,
): Promise<{ readonly id: Id; readonly card: QuoteView; readonly verdict: QuotingVerdict } | null> {
  const quoted = await quotedBy(ctx, viewer.actorId, quotedId);
  if (!quoted) return null;
  const verdict = await verdictFor(ctx, quoted.post, quoted.author, viewer.actorId);
  return { id: quoted.post.id, card: quoteView(quoted, locale), verdict };
}

/** @param named row id, or an address: its own, that of its page, or of its page here */
async function quotedBy(ctx: Ctx, quoterId: Id, named: string): Promise<Quoted | null> {
  const quoter = { actorId: quoterId };
  const here = named.startsWith(`${ctx.origin}/`) ? (/(\d+)$/.exec(named)?.[1] ?? "") : named;
  const post = isId(here) ? await visiblePost(ctx, quoter, here) : await visiblePostAt(ctx, quoter, named.trim());
  const author = post && (await actorById(ctx, post.authorId));
  return post && author ? { post, author } : null;
}

/**
 * Makes a quote of what `publishPost` publishes: of a member's post with leave at once, as its author lets them; of a
 * peer's by asking, until which it is a link only (FEP-044f).
 * @param quotedId row id, or an address
 * @throws AppError `quotes.not-to-be-quoted`, when it is published
 */
export const quoteOf =
  (quotedId: string) =>
  async (ctx: Ctx, quoter: Actor): Promise<Quoting> => {
    const quoted = await quotedBy(ctx, quoter.id, quotedId);
    const verdict = quoted ? await verdictFor(ctx, quoted.post, quoted.author, quoter.id) : "refused";
    if (!quoted || verdict === "refused") throw notToBeQuoted();
    const { post, author } = quoted;
    const stampId = verdict === "allowed" && post.authorId !== quoter.id ? ctx.newId() : null;
    const stampUri = stampId === null ? null : objectUri(ctx.origin, stampId);
    return {
      parts: { uri: post.uri, url: post.url, stampUri, refused: false },
      alongside: async (tx, { id, uri }, document) => {
        const state = verdict === "allowed" ? "allowed" : "unchecked";
        if (stampId !== null) {
          await addStamp(tx, stampId, { post, author, quoterId: quoter.id, quotingUri: uri });
        }
        await tx.db.insert(postQuotes).values({ postId: id, quotedUri: post.uri, quotedId: post.id, stampUri, state });
        if (stampId !== null) await tellOfQuote(tx, post, quoter.id, id);
        if (verdict === "ask") await ask(tx, quoted, quoter, { id, uri, document });
      },
    };
  };

/** Asks whoever is quoted. Of a post for few only its id is told: they did not choose the one who is asked. */
async function ask(
  tx: Ctx,
  { post: quoted, author }: Quoted,
  quoter: Actor,
  { id, uri, document }: Pick<PublishedPost, "id" | "uri"> & { readonly document: JsonObject },
): Promise<void> {
  const quoting = await postById(tx, id);
  await recordOutbox(tx, {
    actorId: quoter.id,
    activity: quoteRequest({
      quoterUri: quoter.uri,
      authorUri: author.uri,
      quotedUri: quoted.uri,
      quotingUri: uri,
      quoting: quoting && isOpen(quoting.visibility) ? document : null,
    }),
    recipients: { actors: [author.id] },
    orderingKey: uri,
  });
}
