import { createHash } from "node:crypto";
import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { placeIn } from "../../groups/usecases/post.ts";
import { mediaByIds } from "../../media/media.queries.ts";
import { mentionsIn } from "../../posts/member-text.model.ts";
import { mentionedActors } from "../../posts/mentions.queries.ts";
import { postNotFound } from "../../posts/posts.errors.ts";
import { answerFor } from "../../posts/posts.policy.ts";
import { visiblePost } from "../../posts/posts.queries.ts";
import type { PostInput } from "../../posts/posts.schemas.ts";
import { publishComment } from "../../posts/usecases/comment.ts";
import { type PublishedPost, publishPost } from "../../posts/usecases/publish.ts";
import { quoteOf } from "../../quotes/usecases/quote.ts";
import { type Composition, type CompositionInput, compositionInput } from "../composing.schemas.ts";

/** Mentions that are looked at for a group; a text with more is refused by what publishes it. */
const MOST_MENTIONS = 20;

/**
 * Publishes what was written in one piece: below the post that it answers; in the group of ours that it mentions, if its
 * author may post there; else as the author's own post. The rules are those of our pages.
 * @param idempotencyKey the same again within a day gives the same post and publishes nothing; with something else it is refused
 * @throws AppError `posts.key-taken`, those of `publishPost`, `publishComment` and `quoteOf`
 */
export async function publishComposition(
  ctx: Ctx,
  viewer: Viewer,
  input: CompositionInput,
  idempotencyKey?: string,
): Promise<PublishedPost> {
  const composition = readInput(compositionInput, input, "posts.invalid");
  return composition.replyTo === undefined
    ? open(ctx, viewer, composition, idempotencyKey)
    : answer(ctx, viewer, composition, composition.replyTo, idempotencyKey);
}

async function open(ctx: Ctx, viewer: Viewer, composition: Composition, key: string | undefined) {
  const { visibility = "public", applicationId } = composition;
  const groupId = await groupFor(ctx, viewer, composition.text, visibility);
  const input: PostInput = {
    ...(await textsOf(ctx, viewer, composition)),
    ...(groupId === null ? { visibility } : { groupId }),
    ...asked(composition),
  };
  return publishPost(ctx, viewer, input, {
    ...{ placeIn, quote: quoteIn(composition), ...onceFor(composition, key), applicationId },
  });
}

async function answer(ctx: Ctx, viewer: Viewer, composition: Composition, postId: Id, key: string | undefined) {
  const parent = await visiblePost(ctx, viewer, postId);
  if (!parent) throw postNotFound();
  const wanted = composition.visibility ?? "public";
  const visibility = answerFor(wanted, parent.visibility, parent.authorId === viewer.actorId);
  const texts = await textsOf(ctx, viewer, composition);
  return publishComment(ctx, viewer, {
    ...texts,
    ...asked(composition),
    ...{ postId, visibility, quote: quoteIn(composition), ...onceFor(composition, key) },
    applicationId: composition.applicationId,
  });
}

const onceFor = (composition: Composition, key: string | undefined) => ({
  idempotencyKey: key,
  fingerprint: createHash("sha256").update(JSON.stringify(composition)).digest("base64url"),
});

const asked = ({ poll, quoters }: Composition) => ({ ...(poll && { poll }), ...(quoters && { quoters }) });

const quoteIn = ({ quoted }: Composition) => (quoted === undefined ? undefined : quoteOf(quoted));

/** Apps cannot say that a picture is decoration: one without words is. */
async function textsOf(ctx: Ctx, viewer: Viewer, { text, warning, sensitive, language, mediaIds }: Composition) {
  const uploads = await mediaByIds(ctx, viewer.accountId, mediaIds);
  const words = new Map(uploads.map(({ id, alt }) => [id, alt]));
  const images = [...new Set(mediaIds)].map((mediaId) => {
    const alt = words.get(mediaId) ?? "";
    return { mediaId, alt, decorative: alt === "" };
  });
  return { text, summary: warning, sensitive, language, images };
}

/**
 * The first group of ours that a text mentions and that its author may post in; null: none. Of what is for few nothing
 * goes to a group, and what is for followers only to one whose posts not everybody reads.
 */
async function groupFor(
  ctx: Ctx,
  viewer: Viewer,
  text: string,
  visibility: NonNullable<Composition["visibility"]>,
): Promise<Id | null> {
  if (visibility === "unlisted" || visibility === "direct") return null;
  const mentioned = await mentionedActors(ctx, mentionsIn(text).slice(0, MOST_MENTIONS));
  for (const actor of mentioned.values()) {
    if (!actor.local || actor.type !== "Group") continue;
    const place = await placeIn(ctx, actor, [viewer.actorId]);
    if (place && (visibility === "public" || place.visibility !== "public")) return actor.id;
  }
  return null;
}
