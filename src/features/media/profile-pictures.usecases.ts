import { and, eq, inArray } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import type { ProfileInput } from "../actors/actors.model.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { updateProfile } from "../actors/actors.usecases.ts";
import { mediaUrl } from "./media.queries.ts";
import { media } from "./media.table.ts";
import { attachMedia, releaseMedia, storeUpload, type Upload } from "./media.usecases.ts";

/** New pictures of a profile: null takes one away, what is left out stays. */
export interface ProfilePictures {
  readonly icon?: Upload | null | undefined;
  readonly image?: Upload | null | undefined;
}

/**
 * Changes the viewer's profile with its pictures, and tells the followers once. Pictures that were replaced are removed
 * by the next sweep.
 * @throws AppError as `updateProfile` and `storeUpload` (images only)
 */
export async function updateProfileWith(
  ctx: Ctx,
  viewer: Viewer,
  input: ProfileInput,
  { icon, image }: ProfilePictures,
): Promise<Actor> {
  const store = async (upload: Upload | null | undefined) =>
    upload ? storeUpload(ctx, viewer, { ...upload, imageOnly: true }) : upload;
  const [newIcon, newImage] = [await store(icon), await store(image)];
  const address = (item: Awaited<ReturnType<typeof store>>) => (item ? mediaUrl(ctx, item) : item);
  return inTransaction(ctx, async (tx) => {
    const before = await actorById(tx, viewer.actorId);
    if (!before) throw actorNotFound();
    await attachMedia(
      tx,
      viewer.accountId,
      [newIcon, newImage].flatMap((item) => item?.id ?? []),
    );
    const replaced = {
      iconUrl: newIcon === undefined ? null : before.iconUrl,
      imageUrl: newImage === undefined ? null : before.imageUrl,
    };
    await releasePictures(tx, viewer.accountId, replaced);
    return updateProfile(tx, viewer, { ...input, iconUrl: address(newIcon), imageUrl: address(newImage) });
  });
}

/** Lets go of uploaded pictures that a profile shows no longer. Call it inside a transaction. */
export async function releasePictures(
  ctx: Ctx,
  accountId: Id,
  { iconUrl, imageUrl }: Pick<Actor, "iconUrl" | "imageUrl">,
): Promise<void> {
  const prefix = mediaUrl(ctx, { storageKey: "" });
  const keys = [iconUrl, imageUrl].flatMap((url) => (url?.startsWith(prefix) ? [url.slice(prefix.length)] : []));
  if (keys.length === 0) return;
  const items = await ctx.db
    .select({ id: media.id })
    .from(media)
    .where(and(eq(media.accountId, accountId), inArray(media.storageKey, keys)));
  await releaseMedia(
    ctx,
    items.map(({ id }) => id),
  );
}
