import type { Readable } from "node:stream";
import { request } from "undici";
import type { Ctx } from "../ctx.ts";
import { AppError } from "../errors.ts";
import { readTarget } from "./targets.ts";

const MAX_REDIRECTS = 3;

export interface BoundedRequest {
  /** Headers for one hop: a signature covers the address, so each hop needs its own. */
  readonly headersFor: (url: URL) => Promise<Readonly<Record<string, string>>>;
  /** Bytes of the decoded body. Default 1 MiB. */
  readonly maxBytes?: number;
  /** For everything together: connecting, redirects, the body to its last byte. Default 10 s. */
  readonly deadlineMs?: number;
  /** Follow redirects to other hosts too (WebFinger: RFC 7033 §4.2 allows it over https). Default: same host only. */
  readonly otherHosts?: boolean;
}

export interface BoundedResponse {
  /** The address that answered, after redirects. */
  readonly url: string;
  readonly status: number;
  /** As sent, empty when absent. */
  readonly contentType: string;
  /** As sent, empty when absent. */
  readonly etag: string;
  readonly body: string;
}

/** An answer whose body is still to be read: read it or destroy it. */
export interface OpenResponse {
  readonly url: string;
  readonly status: number;
  /** A header of the answer, empty when absent. */
  header(name: string): string;
  readonly body: Readable;
}

const failed = (reason: string, cause?: unknown): AppError =>
  new AppError("upstream", "federation.fetch-failed", reason, { cause });

/**
 * GETs an address with every bound that a stranger's server needs: https, port 443, size, total time, no encodings,
 * at most three redirects on the same host. The guarded dispatcher checks the address that is connected to.
 * @throws AppError upstream for whatever goes wrong; any HTTP status is an answer
 */
export async function boundedFetch(ctx: Ctx, address: string, options: BoundedRequest): Promise<BoundedResponse> {
  const signal = AbortSignal.timeout(options.deadlineMs ?? 10_000);
  const { url, status, header, body } = await boundedOpen(ctx, address, options, signal);
  const bytes = await readBounded(body, options.maxBytes ?? 1024 * 1024, signal);
  return {
    url,
    status,
    contentType: header("content-type"),
    etag: header("etag"),
    body: new TextDecoder().decode(bytes),
  };
}

/**
 * As `boundedFetch`, up to the body: that is the caller's to read, within the same signal.
 * @throws AppError upstream
 */
export async function boundedOpen(
  ctx: Ctx,
  address: string,
  options: Pick<BoundedRequest, "headersFor" | "otherHosts">,
  signal: AbortSignal,
): Promise<OpenResponse> {
  const first = targetIn(ctx, address);
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await ask(url, options.headersFor, signal);
    if (answer.location === null) return answer.response;
    if (!URL.canParse(answer.location, url.href)) throw failed(`${url.href} redirects to nowhere`);
    url = targetIn(ctx, new URL(answer.location, url).href);
    if (url.host !== first.host && !options.otherHosts) throw failed(`${first.href} redirects to another host`);
  }
  throw failed(`${first.href} redirects too often`);
}

function targetIn(ctx: Ctx, address: string): URL {
  const url = readTarget(ctx.config, address);
  if (!url) throw failed("Not an address that may be asked.");
  url.hash = "";
  return url;
}

type Answer = { readonly location: string } | { readonly location: null; readonly response: OpenResponse };

async function ask(url: URL, headersFor: BoundedRequest["headersFor"], signal: AbortSignal): Promise<Answer> {
  try {
    const headers = { "accept-encoding": "identity", ...(await headersFor(url)) };
    const response = await request(url, { method: "GET", headers, signal });
    // What we leave unread ends with an error on the stream; without a listener it would end the process.
    response.body.on("error", () => {});
    const header = (name: string): string => String(response.headers[name] ?? "");
    const { statusCode: status, body } = response;
    if (status >= 300 && status < 400 && header("location") !== "") {
      await body.dump({ limit: 16 * 1024, signal });
      return { location: header("location") };
    }
    const encoding = header("content-encoding");
    if (encoding !== "" && encoding.toLowerCase() !== "identity") {
      body.destroy();
      throw failed(`${url.href} answers encoded as ${encoding.slice(0, 40)}`);
    }
    return { location: null, response: { url: url.href, status, header, body } };
  } catch (cause) {
    throw cause instanceof AppError ? cause : failed(`${url.href} could not be fetched`, cause);
  }
}

/** Reads a body to its end. @throws AppError upstream when it is larger, breaks off, or the signal ends it */
export async function readBounded(body: Readable, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      // Leaving the loop destroys the stream, and with it the connection.
      if (size > maxBytes) throw failed("The answer is too large.");
      signal.throwIfAborted();
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : failed("The answer broke off.", cause);
  }
  return Buffer.concat(chunks);
}
