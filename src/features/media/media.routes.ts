import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { answerStored, FOR_EVER, HARMLESS } from "../../platform/storage/answer.ts";
import type { Variant } from "../../platform/storage/storage.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { safePath } from "../../ui/safe-path.ts";
import { noSuchMedia, notTaken } from "./media.errors.ts";
import { MAX_UPLOAD_BYTES } from "./media.model.ts";
import { type Media, mediaByKey, mediaUrl } from "./media.queries.ts";
import { storeUpload } from "./media.usecases.ts";

/** Uploads: shown to all who know the address, taken from members. */
export const mediaRoutes = new Hono<AppEnv>();

mediaRoutes.get("/media/:key", (c) => serve(c, "whole"));
mediaRoutes.get("/media/:key/klein", (c) => serve(c, "preview"));

/** Pictures are shown, documents only offered for download. */
async function serve(c: Context<AppEnv>, variant: Variant): Promise<Response> {
  const item = await mediaByKey(c.var.ctx, c.req.param("key") ?? "");
  if (!item || (variant === "preview" && item.kind !== "image")) throw noSuchMedia();
  const headers = headersOf(item, variant);
  const answer = await answerStored(c, c.var.ctx, { key: item.storageKey, variant, headers });
  if (!answer) throw noSuchMedia();
  return answer;
}

function headersOf(item: Media, variant: Variant) {
  const disposition = item.kind === "image" ? "inline" : "attachment";
  return {
    "Content-Type": item.mediaType,
    "Content-Disposition": `${disposition}; filename*=UTF-8''${encodeRfc5987(item.fileName)}`,
    ...HARMLESS,
    "Cache-Control": FOR_EVER,
    ETag: `"${variant === "whole" ? item.digest : `${item.digest}-klein`}"`,
  };
}

const encodeRfc5987 = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** Takes one file, field `datei`. Scripts get JSON; a form goes back to `zurueck`, a path of ours. */
mediaRoutes.post("/medien", async (c) => {
  const { ctx, viewer } = c.var;
  if (!viewer) throw new HTTPException(401, { message: "Not logged in." });
  const form = await c.req.formData().catch(() => null);
  const file = form?.get("datei");
  if (!(file instanceof File)) throw notTaken();
  const item = await storeFile(c, viewer, file, form?.get("art") === "bild");
  if ((c.req.header("Accept") ?? "").includes("text/html")) return c.redirect(safePath(form?.get("zurueck")), 303);
  return c.json(
    {
      id: item.id,
      kind: item.kind,
      mediaType: item.mediaType,
      fileName: item.fileName,
      bytes: item.bytes,
      digest: item.digest,
      url: mediaUrl(ctx, item),
      previewUrl: item.kind === "image" ? mediaUrl(ctx, item, "klein") : null,
      width: item.width,
      height: item.height,
    },
    201,
  );
});

async function storeFile(c: Context<AppEnv>, viewer: Viewer, file: File, imageOnly: boolean): Promise<Media> {
  if (file.size > MAX_UPLOAD_BYTES) throw new HTTPException(413, { message: "The file is larger than 16 MB." });
  return await storeUpload(c.var.ctx, viewer, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    fileName: file.name,
    imageOnly,
  });
}
