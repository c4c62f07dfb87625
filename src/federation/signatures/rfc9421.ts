import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { BadSignature, bytesOf, isWithinWindow, type ReadSignature, type SignedRequest } from "./parts.ts";

/** RFC 9421 with the two algorithms that the fediverse uses. */
const ALGORITHM_OF_KEY: Readonly<Record<string, string>> = { rsa: "rsa-v1_5-sha256", ed25519: "ed25519" };

const REQUIRED = {
  POST: ["@method", "@target-uri", "content-digest"],
  GET: ["@method", "@target-uri"],
} as const;

/** Signatures in one request that we look at. */
const MAX_SIGNATURES = 3;

interface Input {
  readonly label: string;
  readonly components: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
  /** As written: it is signed byte for byte. */
  readonly raw: string;
}

const malformed = (): BadSignature => new BadSignature("The Signature-Input header is malformed.");

/**
 * The members of a Signature-Input header: `label=("a" "b");created=1;keyid="…"`. Components with parameters of their
 * own (`;sf`, `;req` …) are not used between ActivityPub servers and are refused.
 */
function inputsOf(header: string): Input[] {
  const member =
    /\s*([a-z*][a-z0-9_.*-]*)=(\(((?:\s*"[^"]*")*)\s*\)((?:\s*;\s*[a-z*][a-z0-9_.*-]*(?:=(?:"[^"]*"|[^",;\s]+))?)*))\s*(?:,|$)/y;
  const found: Input[] = [];
  while (member.lastIndex < header.length) {
    const match = member.exec(header);
    if (!match || found.length === MAX_SIGNATURES) throw malformed();
    const [, label = "", raw = "", list = "", parameters = ""] = match;
    found.push({ label, raw, components: quotedIn(list), parameters: parametersIn(parameters) });
  }
  return found;
}

const quotedIn = (list: string): string[] => [...list.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");

function parametersIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/;\s*([a-z*][a-z0-9_.*-]*)(?:=(?:"([^"]*)"|([^",;\s]+)))?/g)) {
    const [, name = "", quoted, bare] = match;
    if (found.has(name)) throw malformed();
    found.set(name, quoted ?? bare ?? "");
  }
  return found;
}

/** The signature with a label in a Signature header: `label=:base64:`. */
function signatureOf(header: string, label: string): Buffer | null {
  for (const entry of header.split(",")) {
    const [, name, value = ""] = /^\s*([a-z*][a-z0-9_.*-]*)=:([^:]*):\s*$/.exec(entry) ?? [];
    if (name === label) return bytesOf(value);
  }
  return null;
}

/**
 * Reads an RFC 9421 signature, the first one that covers enough, and checks all but the key.
 * @throws BadSignature
 */
export function readRfc9421(request: SignedRequest, now: Date): ReadSignature {
  const inputs = inputsOf(request.headers.get("signature-input") ?? "");
  const required = request.method === "POST" ? REQUIRED.POST : REQUIRED.GET;
  const input = inputs.find(({ components }) => required.every((name) => components.includes(name)));
  if (!input) throw new BadSignature(`No signature covers ${required.join(", ")}.`);
  const signature = signatureOf(request.headers.get("signature") ?? "", input.label);
  const keyId = input.parameters.get("keyid") ?? "";
  if (signature === null || keyId === "") throw new BadSignature("The signature or its key id is missing.");
  checkTimes(input.parameters, now);
  const base = Buffer.from(signatureBase(request, input));
  const algorithm = input.parameters.get("alg");
  return {
    keyId,
    fits: (body) => contentDigestFits(request.headers.get("content-digest") ?? "", body),
    verify: (key) => {
      const ofKey = ALGORITHM_OF_KEY[key.asymmetricKeyType ?? ""];
      if (ofKey === undefined || (algorithm !== undefined && algorithm !== ofKey)) return false;
      return verify(key.asymmetricKeyType === "rsa" ? "sha256" : null, base, key, signature);
    },
  };
}

function checkTimes(parameters: ReadonlyMap<string, string>, now: Date): void {
  const created = parameters.get("created") ?? "";
  const expires = parameters.get("expires");
  if (!/^\d+$/.test(created) || !isWithinWindow(Number(created) * 1000, now)) {
    throw new BadSignature("The signature was not made within the hour.");
  }
  if (expires !== undefined && !(Number(expires) * 1000 > now.getTime())) {
    throw new BadSignature("The signature has expired.");
  }
}

function signatureBase(request: SignedRequest, input: Input): string {
  if (new Set(input.components).size !== input.components.length) throw malformed();
  const lines = input.components.map((name) => `"${name}": ${componentOf(request, name)}`);
  return [...lines, `"@signature-params": ${input.raw}`].join("\n");
}

/** The value of a component (RFC 9421 §2). */
function componentOf({ method, url, headers }: SignedRequest, name: string): string {
  const derived: Readonly<Record<string, string>> = {
    "@method": method,
    "@target-uri": url.href,
    "@authority": url.host,
    "@scheme": url.protocol.slice(0, -1),
    "@request-target": url.pathname + url.search,
    "@path": url.pathname,
    "@query": url.search === "" ? "?" : url.search,
  };
  const value = name.startsWith("@") ? derived[name] : name === "host" ? url.host : headers.get(name);
  if (value === undefined || value === null || name !== name.toLowerCase()) {
    throw new BadSignature(`The signed component ${name} is missing.`);
  }
  return value.trim();
}

/** `Content-Digest: sha-256=:…:` (RFC 9530); one known digest must be there, and none may be wrong. */
function contentDigestFits(header: string, body: Uint8Array): boolean {
  const given = [...header.matchAll(/(?:^|,)\s*(sha-256|sha-512)=:([^:]*):\s*(?=,|$)/g)];
  return (
    given.length > 0 &&
    given.every(([, name = "", value]) => {
      return createHash(name.replace("-", "")).update(body).digest("base64") === value;
    })
  );
}

/** Headers of a GET signed with RFC 9421. */
export function signRfc9421Get(url: URL, key: { keyId: string; privateKey: KeyObject }, now: Date) {
  const created = Math.floor(now.getTime() / 1000);
  const parameters = `("@method" "@target-uri" "@authority");created=${created};keyid="${key.keyId}";alg="rsa-v1_5-sha256"`;
  const base = [
    '"@method": GET',
    `"@target-uri": ${url.href}`,
    `"@authority": ${url.host}`,
    `"@signature-params": ${parameters}`,
  ].join("\n");
  const signature = sign("sha256", Buffer.from(base), key.privateKey).toString("base64");
  return { "signature-input": `sig1=${parameters}`, signature: `sig1=:${signature}:` };
}
