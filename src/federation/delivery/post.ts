import { request } from "undici";

/** From the first byte sent to the answer (decision 9). */
const DEADLINE_MS = 10_000;
/** Of an answer that nobody needs; more of it costs the connection. */
const DUMPED_BYTES = 16 * 1024;
const EXPLANATION_BYTES = 300;
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** A connection that was kept open ended under the request: the other side may never have seen it. */
const STALE = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

export interface PostAnswer {
  readonly status: number;
  /** When the host wants to be asked again: `Retry-After`, a day at most. */
  readonly retryAt: Date | null;
  /** `HTTP 403: ` and what the host says about it, in one line. */
  readonly explanation: string;
}

/**
 * POSTs a body through the guarded dispatcher. No redirect is followed. A stale connection is tried again once.
 * @throws Error when there is no answer within 10 seconds
 */
export async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  now: Date,
): Promise<PostAnswer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
  const send = () =>
    request(url, {
      method: "POST",
      headers,
      body,
      headersTimeout: DEADLINE_MS,
      bodyTimeout: DEADLINE_MS,
      signal: deadline.signal,
    });
  try {
    const response = await send().catch((error: unknown) => {
      if (isStale(error)) return send();
      throw error;
    });
    const { statusCode: status } = response;
    const ok = status >= 200 && status < 300;
    const words = ok ? "" : await firstWords(response.body);
    if (ok) await response.body.dump({ limit: DUMPED_BYTES, signal: deadline.signal });
    const retryAt = retryAtOf(String(response.headers["retry-after"] ?? ""), now);
    return { status, retryAt, explanation: `HTTP ${status}${words === "" ? "" : `: ${words}`}` };
  } finally {
    clearTimeout(timer);
  }
}

const isStale = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && STALE.has(error.code);

async function firstWords(body: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  // Leaving the loop ends the stream.
  for await (const chunk of body) {
    text += chunk.toString("utf8", 0, EXPLANATION_BYTES);
    if (text.length >= EXPLANATION_BYTES) break;
  }
  return text
    .slice(0, EXPLANATION_BYTES)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function retryAtOf(header: string, now: Date): Date | null {
  const time = /^\d{1,9}$/.test(header) ? now.getTime() + Number(header) * 1000 : Date.parse(header);
  if (!Number.isFinite(time) || time <= now.getTime()) return null;
  return new Date(Math.min(time, now.getTime() + LONGEST_WAIT_MS));
}
