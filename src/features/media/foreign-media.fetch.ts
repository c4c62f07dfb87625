import { Readable } from "node:stream";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { boundedOpen, type OpenResponse, readBounded } from "../../platform/net/bounded-fetch.ts";
import { notAnImage } from "../../platform/pictures/errors.ts";
import {
  type ByteRange,
  MAX_FOREIGN_IMAGE_BYTES,
  MAX_STREAM_BYTES,
  readContentRange,
  STREAM_PIECE_BYTES,
  streamType,
} from "./foreign-media.model.ts";

const IMAGE_DEADLINE_MS = 10_000;
const PIECE_DEADLINE_MS = 60_000;

const open = (
  ctx: Ctx,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<OpenResponse> =>
  boundedOpen(
    ctx,
    url,
    {
      headersFor: async () => ({ ...headers, "user-agent": `Stadtteilvernetzer (+${ctx.origin}/)` }),
      // Files often lie behind an address that leads to a store; where it leads is checked like any other.
      otherHosts: true,
    },
    signal,
  );

/** What stores say of files whose type they do not know; the bytes decide. */
const UNSAID = new Set(["", "application/octet-stream", "binary/octet-stream"]);

/**
 * Fetches a picture.
 * @throws AppError upstream (no answer, too large), notFound (said so by its server), invalid (no picture)
 */
export async function fetchImage(ctx: Ctx, url: string): Promise<Buffer> {
  const signal = AbortSignal.timeout(IMAGE_DEADLINE_MS);
  const { status, header, body } = await open(ctx, url, { accept: "image/*" }, signal);
  const type = (header("content-type").split(";")[0] ?? "").trim().toLowerCase();
  if (status !== 200 || !(type.startsWith("image/") || UNSAID.has(type))) {
    body.destroy();
    if (status === 200) throw notAnImage();
    const kind = status >= 400 && status < 500 && status !== 429 ? "notFound" : "upstream";
    throw new AppError(kind, "media.not-found", `${url} answers ${status}.`);
  }
  return readBounded(body, MAX_FOREIGN_IMAGE_BYTES, signal);
}

/** A film or a sound, or a piece of it. Read the body or destroy it. */
export interface ForeignStream {
  readonly mediaType: string;
  readonly bytes: number;
  /** Null: it is the whole. */
  readonly piece: { readonly from: number; readonly to: number; readonly total: number } | null;
  readonly body: Readable;
}

const notPassedOn = (url: string, reason: string): AppError =>
  new AppError("upstream", "media.not-found", `${url}: ${reason}`);

/**
 * Asks for a film or sound, or a piece of it; never for more than one piece at once.
 * @throws AppError upstream when it is of another type, too large, of no said length, or does not come
 */
export async function openStream(ctx: Ctx, url: string, range: ByteRange | null): Promise<ForeignStream> {
  const signal = AbortSignal.timeout(PIECE_DEADLINE_MS);
  const last = range && Math.min(range.to ?? Number.MAX_SAFE_INTEGER, range.from + STREAM_PIECE_BYTES - 1);
  const wanted: Record<string, string> = range ? { range: `bytes=${range.from}-${last}` } : {};
  const answer = await open(ctx, url, { accept: "video/*, audio/*", ...wanted }, signal);
  try {
    const mediaType = streamType(answer.header("content-type"));
    if (mediaType === null) throw notPassedOn(url, "is no film and no sound");
    const { bytes, piece } = sizeOf(url, answer, range);
    return { mediaType, bytes, piece, body: Readable.from(upTo(answer.body, bytes), { objectMode: false }) };
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

function sizeOf(url: string, { status, header }: OpenResponse, range: ByteRange | null) {
  const piece = status === 206 && range ? readContentRange(header("content-range")) : null;
  if (piece) {
    const bytes = piece.to - piece.from + 1;
    if (piece.from !== range?.from || bytes > STREAM_PIECE_BYTES) throw notPassedOn(url, "gives another piece");
    if (piece.total > MAX_STREAM_BYTES) throw notPassedOn(url, "is too large");
    return { bytes, piece };
  }
  if (status !== 200) throw notPassedOn(url, `answers ${status}`);
  const length = /^\d{1,15}$/.test(header("content-length")) ? Number(header("content-length")) : Number.NaN;
  if (!(length > 0 && length <= STREAM_PIECE_BYTES)) throw notPassedOn(url, "is too large to come at once");
  return { bytes: length, piece: null };
}

async function* upTo(body: Readable, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most) throw new Error("More came than was said.");
    yield chunk;
  }
}
