import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { type Context, Hono } from "hono";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { busy } from "../../platform/pictures/errors.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { answerStored, HARMLESS } from "../../platform/storage/answer.ts";
import { createTurns } from "../../platform/turns.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type ForeignStream, openStream } from "./foreign-media.fetch.ts";
import { type ByteRange, type ForeignKind, readForeignKey, readRange } from "./foreign-media.model.ts";
import { mayShowMediaOf } from "./foreign-media.queries.ts";
import { foreignImage, forgetForeignMedia } from "./foreign-media.usecases.ts";

type C = Context<AppEnv>;

const WINDOW_SECONDS = 300;
/** Per visitor and window: a long page of pictures, some films. */
const MOST: Readonly<Record<ForeignKind, number>> = { image: 600, stream: 120 };

/** Others' pictures, films and sounds, shown from here: nobody's browser asks another host (T090, T178). */
export const foreignMediaRoutes = new Hono<AppEnv>();

foreignMediaRoutes.get("/medien/fremd/:key", async (c) => {
  const { ctx, clientKey } = c.var;
  const ref = readForeignKey(ctx.vault, c.req.param("key"));
  if (!ref) return nothing(c);
  const { allowed, retryAfter } = await takePoint(ctx, `${ref.kind}:${clientKey}`, MOST[ref.kind], WINDOW_SECONDS);
  if (!allowed) throw new AppError("limited", "media.busy", "Too many files at once.", { retryAfter });
  if (!(await mayShowMediaOf(ctx, [ref.owner, hostOf(ref.url) ?? ""]))) return nothing(c);
  return ref.kind === "image" ? showImage(c, ref.url) : passOn(c, ref.url);
});

const SHOWN = { ...HARMLESS, "Content-Disposition": "inline" } as const;

/** The page shows the alternative text instead. */
const nothing = (c: C): Response => c.body(null, 404, { ...SHOWN, "Cache-Control": "public, max-age=600" });

async function showImage(c: C, url: string): Promise<Response> {
  const { ctx } = c.var;
  const { storageKey, mediaType } = await foreignImage(ctx, url);
  if (storageKey === null || mediaType === null) return nothing(c);
  const headers = {
    ...SHOWN,
    "Content-Type": mediaType,
    "Cache-Control": "public, max-age=1209600, immutable",
    ETag: `"${storageKey}"`,
  };
  const answer = await answerStored(c, ctx, { key: storageKey, variant: "preview", headers });
  if (answer) return answer;
  await forgetForeignMedia(ctx, url);
  return nothing(c);
}

async function passOn(c: C, url: string): Promise<Response> {
  const { ctx } = c.var;
  const stream = await inTurn(ctx, url, readRange(c.req.header("Range"))).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.kind !== "upstream") throw error;
    ctx.log.debug("Nothing to play at {url}: {error}", { url, error: error.message });
    return null;
  });
  if (!stream) return nothing(c);
  const { mediaType, bytes, piece, body } = stream;
  const headers = {
    ...SHOWN,
    "Content-Type": mediaType,
    "Content-Length": String(bytes),
    "Accept-Ranges": "bytes",
    "Cache-Control": "public, max-age=86400",
    ...(piece && { "Content-Range": `bytes ${piece.from}-${piece.to}/${piece.total}` }),
  };
  const status = piece ? 206 : 200;
  if (c.req.method !== "HEAD") return c.body(Readable.toWeb(body) as ReadableStream, status, headers);
  body.destroy();
  return c.body(null, status, headers);
}

/** So many at once go through this process, each holding its place to the last byte. */
const turn = createTurns(12, 12, busy);

function inTurn(ctx: Ctx, url: string, range: ByteRange | null): Promise<ForeignStream> {
  return new Promise((give, fail) => {
    turn(async () => {
      const stream = await openStream(ctx, url, range);
      give(stream);
      // What breaks off now breaks the answer, whose reader sees it.
      await finished(stream.body).catch(() => {});
    }).catch(fail);
  });
}
