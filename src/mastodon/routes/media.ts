import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { onlyPictures, tooLarge } from "../../features/media/media.errors.ts";
import { MAX_UPLOAD_BYTES } from "../../features/media/media.model.ts";
import { mediaByIds } from "../../features/media/media.queries.ts";
import { deleteUpload, describeUpload, storeUpload, type UploadHints } from "../../features/media/media.usecases.ts";
import { draftedUploads } from "../../features/posts/drafts.queries.ts";
import { sniffImage } from "../../platform/pictures/sniff.ts";
import type { AppEnv } from "../../ui/env.ts";
import { uploadEntity } from "../entities/media.ts";
import { clientNotFound } from "../errors.ts";
import { focusIn } from "../focus.ts";
import { countRequest } from "../limits.ts";
import { fileOf, one, type Parameters, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

const UPLOADS = { limit: 30, windowSeconds: 30 * 60 };

/**
 * Pictures for posts to come. Both versions answer with the finished attachment, since a picture is made anew at once.
 * docs.joinmastodon.org/methods/media
 */
export const mediaApi = new Hono<AppEnv>()
  .post("/api/v1/media", upload)
  .post("/api/v2/media", upload)
  .get("/api/v1/media/:id{[0-9]+}", async (c) => {
    const [item] = await mediaByIds(c.var.ctx, userOf(c).accountId, [c.req.param("id")]);
    if (!item) throw clientNotFound();
    return c.json(uploadEntity(c.var.ctx, item));
  })
  .put("/api/v1/media/:id{[0-9]+}", async (c) => {
    const hints = hintsIn(await readParameters(c));
    return c.json(uploadEntity(c.var.ctx, await describeUpload(c.var.ctx, userOf(c), c.req.param("id"), hints)));
  })
  .delete("/api/v1/media/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    await deleteUpload(ctx, viewer, c.req.param("id"), await draftedUploads(ctx, viewer.accountId));
    return c.json({});
  });

async function upload(c: Context<AppEnv>): Promise<Response> {
  const { ctx } = c.var;
  const viewer = userOf(c);
  await countRequest(c, { ...UPLOADS, key: `client-api:uploads:${viewer.accountId}` });
  const hints = hintsIn(await readParameters(c));
  const file = await fileOf(c, "file");
  if (file === undefined) throw onlyPictures();
  if (file.size > MAX_UPLOAD_BYTES) throw new HTTPException(413, { message: tooLarge().message });
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (sniffImage(bytes) === null) throw onlyPictures();
  const item = await storeUpload(ctx, viewer, { bytes, fileName: file.name, imageOnly: true, hints });
  return c.json(uploadEntity(ctx, item));
}

/** `description` and `focus`. @throws AppError `media.bad-focus` */
const hintsIn = (parameters: Parameters): UploadHints => ({
  alt: one(parameters, "description"),
  focus: focusIn(parameters),
});
