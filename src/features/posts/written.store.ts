import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { etagOf } from "../../platform/etag.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { wireText } from "../../platform/wire.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { emojisIn, keptEmojis } from "../emojis/emojis.queries.ts";
import { hintsOf, mediaByIds, mediaUrl } from "../media/media.queries.ts";
import { attachMedia, releaseMedia } from "../media/media.usecases.ts";
import { type Handle, mentionsIn } from "./member-text.model.ts";
import { noSuchPicture, tooManyMentions } from "./posts.errors.ts";
import type { PostAttachment } from "./posts.model.ts";
import type { CheckedPost } from "./posts.schemas.ts";
import { type PostParts, postDocument, typeOf } from "./writing.activitypub.ts";

/** What the use cases share that write posts of members. */

/** Times on the wire are whole seconds; so that nothing differs between here and there, ours are too. */
export const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);

/** When an edit counts as made: `updated` grows with every one, since peers compare it. */
export const timeOfEdit = (now: Date, { updatedAt }: { readonly updatedAt: Date }): Date =>
  new Date(Math.max(wholeSecond(now).getTime(), updatedAt.getTime() + 1000));

/** The page of a post of ours. */
export const pageOf = (ctx: Ctx, author: Pick<Actor, "handle">, id: Id): string =>
  `${ctx.origin}/@${encodeURIComponent(author.handle)}/${id}`;

/** The page of a thread in a group of ours. */
export const threadPageOf = (ctx: Ctx, group: Pick<Actor, "handle">, id: Id): string =>
  `${ctx.origin}/gruppen/${encodeURIComponent(group.handle)}/${id}`;

export const MOST_MENTIONS = 20;

/** @throws AppError `posts.many-mentions` */
export function handlesIn(text: string): Handle[] {
  const handles = mentionsIn(text);
  if (handles.length > MOST_MENTIONS) throw tooManyMentions();
  return handles;
}

type GivenImages = CheckedPost["images"];

/**
 * The pictures of a post, in its order.
 * @param kept ids of uploads that stand in the post already, whoever uploaded them
 * @throws AppError `posts.no-such-picture`
 */
export async function picturesOf(
  ctx: Ctx,
  viewer: Viewer,
  images: GivenImages,
  kept: readonly Id[] = [],
): Promise<PostAttachment[]> {
  const ids = images.map(({ mediaId }) => mediaId);
  const own = await mediaByIds(ctx, viewer.accountId, ids);
  const before = await mediaByIds(
    ctx,
    null,
    ids.filter((id) => kept.includes(id)),
  );
  const uploads = new Map([...before, ...own].map((item) => [item.id, item]));
  return images.map(({ mediaId, alt, decorative, focus }, index) => {
    const item = uploads.get(mediaId);
    if (item?.kind !== "image") throw noSuchPicture(index);
    const { mediaType, width, height } = item;
    return {
      url: mediaUrl(ctx, item),
      mediaType,
      alt: decorative ? "" : alt,
      ...(width !== null && height !== null && { width, height }),
      ...hintsOf(item),
      ...(focus && { focus }),
      mediaId,
    };
  });
}

export const uploadIdsOf = (attachments: readonly PostAttachment[]): Id[] =>
  attachments.flatMap(({ mediaId }) => mediaId ?? []);

/**
 * Takes the uploads that a post uses now, and lets go of those that it used before. Call it inside a transaction.
 * @throws AppError `posts.no-such-picture` when something else uses one of them already
 */
export async function exchangeUploads(
  tx: Ctx,
  viewer: Viewer,
  before: readonly PostAttachment[],
  after: readonly PostAttachment[],
): Promise<void> {
  const [had, has] = [uploadIdsOf(before), uploadIdsOf(after)];
  const fresh = has.filter((id) => !had.includes(id));
  try {
    await attachMedia(tx, viewer.accountId, fresh);
  } catch (error) {
    throw error instanceof AppError && error.kind === "notFound" ? noSuchPicture(has.indexOf(fresh[0] ?? "")) : error;
  }
  await releaseMedia(
    tx,
    had.filter((id) => !has.includes(id)),
  );
}

/** The emojis of this server in what a member wrote: one statement, none where nothing stands between colons. */
export const emojisOf = (
  ctx: Ctx,
  { title, summary, text, poll }: Pick<PostParts, "title" | "summary" | "text" | "poll">,
) => emojisIn(ctx, [title, summary, text, ...(poll?.options ?? []).map(({ name }) => name)]);

const KINDS = { Note: "note", Article: "article", Question: "question" } as const;

/** A member's post as document and columns. */
export function writePost(parts: PostParts) {
  const document: JsonObject = postDocument(parts);
  const text = wireText(document);
  const type = typeOf(parts);
  const [image] = parts.images;
  const values = {
    kind: parts.ours?.kind ?? KINDS[type],
    type,
    title: parts.title,
    summary: parts.summary,
    content: parts.content,
    language: parts.language,
    visibility: parts.visibility,
    sensitive: parts.sensitive,
    imageUrl: image?.url ?? null,
    imageAlt: image?.alt ?? null,
    attachments: [...parts.images],
    emojis: keptEmojis(parts.emojis ?? []),
    updatedAt: parts.updatedAt,
    version: parts.version,
    document: text,
    etag: etagOf(text),
  };
  return { document, values };
}
