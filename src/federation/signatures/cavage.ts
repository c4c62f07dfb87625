import { type KeyObject, sign, verify } from "node:crypto";
import { BadSignature, bytesOf, isWithinWindow, type ReadSignature, type SignedRequest, sha256 } from "./parts.ts";

/** draft-cavage-http-signatures-12, as the fediverse speaks it: RSA (PKCS#1 v1.5) with SHA-256. */
const ALGORITHMS = new Set(["rsa-sha256", "hs2019"]);

const REQUIRED = {
  POST: ["(request-target)", "host", "date", "digest"],
  GET: ["(request-target)", "host", "date"],
} as const;

const MAX_SIGNED_HEADERS = 20;

/** `name="value"` or `name=123`, separated by commas; a name twice is refused. */
function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  const pattern = /\s*([a-zA-Z]+)=(?:"([^"]*)"|(\d+))\s*(?:,|$)/y;
  while (pattern.lastIndex < header.length) {
    const match = pattern.exec(header);
    const name = match?.[1];
    if (!match || name === undefined || found.has(name)) throw new BadSignature("The Signature header is malformed.");
    found.set(name, match[2] ?? match[3] ?? "");
  }
  return found;
}

/**
 * Reads a draft-cavage signature and checks all but the key.
 * @throws BadSignature
 */
export function readCavage(request: SignedRequest, now: Date): ReadSignature {
  const header = request.headers.get("signature");
  if (header === null) throw new BadSignature("The request is not signed.");
  const parameters = parametersOf(header);
  const keyId = parameters.get("keyId") ?? "";
  const signature = bytesOf(parameters.get("signature") ?? "");
  if (keyId === "" || signature === null) throw new BadSignature("The Signature header lacks a key id or a signature.");
  const algorithm = parameters.get("algorithm") ?? "hs2019";
  if (!ALGORITHMS.has(algorithm.toLowerCase())) throw new BadSignature("The signature's algorithm is not accepted.");
  const signed = (parameters.get("headers") ?? "date")
    .toLowerCase()
    .split(" ")
    .filter((name) => name !== "");
  checkCoverage(request, signed);
  checkTimes(request.headers, parameters, now);
  const bases = targetsOf(request).map((target) => signingString(request, signed, parameters, target));
  return {
    keyId,
    fits: (body) => digestFits(request.headers.get("digest") ?? "", body),
    verify: (key) =>
      key.asymmetricKeyType === "rsa" && bases.some((base) => verify("sha256", Buffer.from(base), key, signature)),
  };
}

function checkCoverage(request: SignedRequest, signed: readonly string[]): void {
  const required = request.method === "POST" ? REQUIRED.POST : REQUIRED.GET;
  const missing = required.filter((name) => !signed.includes(name));
  if (missing.length > 0) throw new BadSignature(`The signature does not cover ${missing.join(", ")}.`);
  if (signed.length > MAX_SIGNED_HEADERS || new Set(signed).size !== signed.length) {
    throw new BadSignature("The signature's list of headers is malformed.");
  }
}

function checkTimes(headers: Headers, parameters: ReadonlyMap<string, string>, now: Date): void {
  const created = parameters.get("created");
  const expires = parameters.get("expires");
  if (!isWithinWindow(Date.parse(headers.get("date") ?? ""), now)) {
    throw new BadSignature("The Date is missing or more than an hour off.");
  }
  if (created !== undefined && !isWithinWindow(Number(created) * 1000, now)) {
    throw new BadSignature("The signature was not made within the hour.");
  }
  if (expires !== undefined && !(Number(expires) * 1000 > now.getTime())) {
    throw new BadSignature("The signature has expired.");
  }
}

/** Some peers sign a GET's path with its query, some without; the query means nothing to us. */
function targetsOf({ method, url }: SignedRequest): string[] {
  const withQuery = url.pathname + url.search;
  return method === "POST" || url.search === "" ? [withQuery] : [withQuery, url.pathname];
}

function signingString(
  request: SignedRequest,
  signed: readonly string[],
  parameters: ReadonlyMap<string, string>,
  target: string,
): string {
  const signedValue = (name: string): string | null | undefined => {
    if (name === "(request-target)") return `${request.method.toLowerCase()} ${target}`;
    if (name === "(created)" || name === "(expires)") return parameters.get(name.slice(1, -1));
    return name === "host" ? request.url.host : request.headers.get(name);
  };
  const lines = signed.map((name) => {
    const value = signedValue(name);
    if (value === null || value === undefined) throw new BadSignature(`The signed header ${name} is missing.`);
    return `${name}: ${value}`;
  });
  return lines.join("\n");
}

/** `Digest: SHA-256=…` (RFC 3230); other algorithms beside it are allowed, a wrong SHA-256 is not. */
function digestFits(header: string, body: Uint8Array): boolean {
  const given = header
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => /^sha-256=/i.test(entry));
  return given.length > 0 && given.every((entry) => entry.slice("sha-256=".length) === sha256(body));
}

/** Headers of a GET signed with draft-cavage: what most of the fediverse understands. */
export function signCavageGet(url: URL, key: { keyId: string; privateKey: KeyObject }, now: Date) {
  const date = now.toUTCString();
  const base = `(request-target): get ${url.pathname}${url.search}\nhost: ${url.host}\ndate: ${date}`;
  const signature = sign("sha256", Buffer.from(base), key.privateKey).toString("base64");
  const parameters = `keyId="${key.keyId}",algorithm="rsa-sha256",headers="(request-target) host date"`;
  return { date, signature: `${parameters},signature="${signature}"` };
}
