import type { Ctx } from "../../platform/ctx.ts";
import { readTarget } from "../../platform/net/targets.ts";
import { readCavage } from "./cavage.ts";
import { BadSignature, type ReadSignature, type SignedRequest } from "./parts.ts";
import { readRfc9421 } from "./rfc9421.ts";

const MAX_KEY_ID = 1_024;

/**
 * Reads the HTTP signature of a request, RFC 9421 when there is a `Signature-Input`, else draft-cavage-12, and checks
 * what can be checked without the key: what it covers, its time, its key id.
 * @throws BadSignature
 */
export function readSignature(ctx: Ctx, request: SignedRequest): ReadSignature {
  const read = request.headers.has("signature-input") ? readRfc9421 : readCavage;
  const signature = read(request, ctx.now());
  if (signature.keyId.length > MAX_KEY_ID || readTarget(ctx.config, signature.keyId) === null) {
    throw new BadSignature("The key id is no https address that we would ask.");
  }
  if (new URL(signature.keyId).host === new URL(ctx.origin).host) throw new BadSignature("The key id is ours.");
  return signature;
}

/** The request at our canonical address: a proxy may have changed scheme and host (wire §5.4). */
export function canonicalRequest(ctx: Ctx, request: Request): SignedRequest {
  const { pathname, search } = new URL(request.url);
  return { method: request.method, url: new URL(pathname + search, ctx.origin), headers: request.headers };
}
