import { sign as signWith } from "node:crypto";
import { promisify } from "node:util";
import type { SigningKey } from "../../features/actors/actors.keys.ts";
import type { SignatureScheme } from "../peer-rules.ts";

/** On another thread: a thousand deliveries must not hold up the pages. */
const sign = promisify(signWith);

export interface PostToSign {
  readonly url: URL;
  /** SHA-256 of the body, base64. */
  readonly digest: string;
  /** The actor's RSA key. */
  readonly key: SigningKey;
  readonly now: Date;
  /** Further headers to send and sign; names in lower case. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Headers of a signed POST of an activity, in one of the two schemes that the fediverse speaks. */
export function signPost(scheme: SignatureScheme, post: PostToSign): Promise<Record<string, string>> {
  return scheme === "cavage" ? signCavage(post) : signRfc9421(post);
}

/** draft-cavage-http-signatures-12, with the headers that Mastodon requires. */
async function signCavage({ url, digest, key, now, more = {} }: PostToSign): Promise<Record<string, string>> {
  const date = now.toUTCString();
  const base =
    `(request-target): post ${url.pathname}${url.search}\nhost: ${url.host}\ndate: ${date}\n` +
    `digest: SHA-256=${digest}\ncontent-type: ${ACTIVITY_JSON}${linesOf(more, (name) => name)}`;
  const signature = await sign("sha256", Buffer.from(base), key.privateKey);
  const covered = ["(request-target) host date digest content-type", ...Object.keys(more)].join(" ");
  return {
    host: url.host,
    date,
    digest: `SHA-256=${digest}`,
    "content-type": ACTIVITY_JSON,
    ...more,
    signature: `keyId="${key.keyId}",algorithm="rsa-sha256",headers="${covered}",signature="${signature.toString("base64")}"`,
  };
}

/** RFC 9421 with the components that Mastodon (4.5 and newer) requires, and RFC 9530 for the body. */
async function signRfc9421({ url, digest, key, now, more = {} }: PostToSign): Promise<Record<string, string>> {
  const created = Math.floor(now.getTime() / 1000);
  const covered = ["@method", "@target-uri", "@authority", "content-digest", "content-type", ...Object.keys(more)];
  const parameters =
    `(${covered.map((name) => `"${name}"`).join(" ")});` +
    `created=${created};keyid="${key.keyId}";alg="rsa-v1_5-sha256"`;
  const base = [
    '"@method": POST',
    `"@target-uri": ${url.href}`,
    `"@authority": ${url.host}`,
    `"content-digest": sha-256=:${digest}:`,
    `"content-type": ${ACTIVITY_JSON}${linesOf(more, (name) => `"${name}"`)}`,
    `"@signature-params": ${parameters}`,
  ].join("\n");
  const signature = await sign("sha256", Buffer.from(base), key.privateKey);
  return {
    host: url.host,
    date: now.toUTCString(),
    "content-digest": `sha-256=:${digest}:`,
    "content-type": ACTIVITY_JSON,
    ...more,
    "signature-input": `sig1=${parameters}`,
    signature: `sig1=:${signature.toString("base64")}:`,
  };
}

const ACTIVITY_JSON = "application/activity+json";

/** The lines that further headers add to what is signed. */
const linesOf = (headers: Readonly<Record<string, string>>, asName: (name: string) => string): string =>
  Object.entries(headers)
    .map(([name, value]) => `\n${asName(name)}: ${value}`)
    .join("");
