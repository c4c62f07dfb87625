import { createHash } from "node:crypto";
import { ownHost } from "../../features/actors/actors.queries.ts";
import { foreignPath, streamType } from "../../features/media/foreign-media.model.ts";
import { previewSize } from "../../features/media/media.model.ts";
import { hintsOf, type Media, mediaUrl } from "../../features/media/media.queries.ts";
import type { PostAttachment } from "../../features/posts/posts.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { addressEntity } from "./address.ts";

type MediaType = "image" | "video" | "audio" | "unknown";

/**
 * MediaAttachment: what hangs from a post, ours or a peer's. Others' pictures, films and sounds come over this server, as on
 * its pages; anything else is linked where it lies. `meta` is null when neither size nor focus are known.
 * @param owner host of whoever shows it: the author's
 */
export function mediaEntity(ctx: Ctx, attachment: PostAttachment, owner: string) {
  const { url, alt, blurhash } = attachment;
  const type = typeOf(attachment.mediaType);
  const isOurs = url.startsWith(`${ctx.origin}/`);
  const shown = isOurs || type === "unknown" ? addressEntity(url) : overUs(ctx, type, url, owner);
  return {
    id: attachment.mediaId ?? idOf(url),
    type,
    url: shown,
    preview_url: type !== "image" ? null : isOurs ? `${url}/klein` : shown,
    remote_url: isOurs ? null : addressEntity(url),
    meta: type === "image" || type === "video" ? metaOf(attachment) : null,
    description: alt || null,
    blurhash: blurhash ?? null,
  };
}

/** MediaAttachment of an upload that nothing may use yet. */
export function uploadEntity(ctx: Ctx, item: Media) {
  const { id, mediaType, alt, width, height } = item;
  const attachment = {
    ...{ url: mediaUrl(ctx, item), mediaType, alt, mediaId: id },
    ...(width !== null && height !== null && { width, height }),
    ...hintsOf(item),
  };
  return mediaEntity(ctx, attachment, ownHost(ctx));
}

function typeOf(mediaType: string): MediaType {
  const [kind] = mediaType.toLowerCase().split("/");
  if (kind === "image") return "image";
  const stream = streamType(mediaType);
  if (stream === null) return "unknown";
  return stream.startsWith("video/") ? "video" : "audio";
}

const overUs = (ctx: Ctx, type: MediaType, url: string, owner: string): string =>
  `${ctx.origin}${foreignPath(ctx.vault, { kind: type === "image" ? "image" : "stream", url, owner })}`;

/** Others' files have no row here: a number that is the same whenever the file is shown. 62 bits, never 0. */
const idOf = (url: string): string =>
  ((createHash("sha256").update(url).digest().readBigUInt64BE() >> 2n) | 1n).toString();

function metaOf({ width, height, focus }: PostAttachment) {
  const original = width !== undefined && height !== undefined ? { width, height } : null;
  if (original === null && focus === undefined) return null;
  return {
    ...(original && { original: sizeOf(original), small: sizeOf(previewSize(original)) }),
    ...(focus && { focus: { x: focus[0], y: focus[1] } }),
  };
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({
  ...{ width, height },
  size: `${width}x${height}`,
  aspect: width / height,
});
