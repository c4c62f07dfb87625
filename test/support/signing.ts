import { createHash, type KeyObject, sign as signBytes } from "node:crypto";

/** What a request is signed with, and every part of it that a test may want to break. */
export interface SignOptions {
  readonly scheme?: "cavage" | "rfc9421";
  readonly keyId?: string;
  readonly key?: KeyObject;
  /** Names that are signed, in order. */
  readonly covered?: readonly string[];
  /** `algorithm` (cavage) or `alg` (RFC 9421); null leaves it out. */
  readonly algorithm?: string | null;
  readonly date?: Date | string;
  /** Seconds since 1970; cavage gets them only when given, RFC 9421 always has `created`. */
  readonly created?: number;
  readonly expires?: number;
  /** Put in place of the true digest header; null leaves it out. */
  readonly digest?: string | null;
  /** Put in place of the true signature, base64. */
  readonly signature?: string;
  /** Changes the headers after they were signed. */
  readonly tamper?: (headers: Record<string, string>) => void;
}

export interface ToSign {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: string | Uint8Array;
}

const digestOf = (body: string | Uint8Array): string => createHash("sha256").update(body).digest("base64");

/**
 * Signs a request as the fediverse does: written apart from the product, so that each can prove the other wrong.
 * @returns the headers to send
 */
export function signRequest(
  request: ToSign,
  signer: { readonly keyId: string; readonly key: KeyObject; readonly now: Date },
  options: SignOptions = {},
): Record<string, string> {
  const headers = options.scheme === "rfc9421" ? rfc9421(request, signer, options) : cavage(request, signer, options);
  options.tamper?.(headers);
  return headers;
}

const bytesFor = (key: KeyObject, base: string): string =>
  signBytes(key.asymmetricKeyType === "ed25519" ? null : "sha256", Buffer.from(base), key).toString("base64");

type Signer = Parameters<typeof signRequest>[1];

function dateOf(options: SignOptions, now: Date): string {
  return typeof options.date === "string" ? options.date : (options.date ?? now).toUTCString();
}

function cavage(request: ToSign, signer: Signer, options: SignOptions): Record<string, string> {
  const url = new URL(request.url);
  const post = request.method === "POST";
  const headers: Record<string, string> = { host: url.host, date: dateOf(options, signer.now) };
  if (post && options.digest !== null) headers.digest = options.digest ?? `SHA-256=${digestOf(request.body ?? "")}`;
  const covered = options.covered ?? ["(request-target)", "host", "date", ...(post ? ["digest"] : [])];
  const pseudo: Record<string, string> = {
    "(request-target)": `${request.method.toLowerCase()} ${url.pathname}${url.search}`,
    "(created)": String(options.created),
    "(expires)": String(options.expires),
  };
  const base = covered.map((name) => `${name}: ${pseudo[name] ?? headers[name] ?? ""}`).join("\n");
  const parameters = [
    `keyId="${options.keyId ?? signer.keyId}"`,
    ...(options.algorithm === null ? [] : [`algorithm="${options.algorithm ?? "rsa-sha256"}"`]),
    ...(options.created === undefined ? [] : [`created=${options.created}`]),
    ...(options.expires === undefined ? [] : [`expires=${options.expires}`]),
    `headers="${covered.join(" ")}"`,
    `signature="${options.signature ?? bytesFor(options.key ?? signer.key, base)}"`,
  ];
  return { ...headers, signature: parameters.join(",") };
}

function rfc9421(request: ToSign, signer: Signer, options: SignOptions): Record<string, string> {
  const url = new URL(request.url);
  const post = request.method === "POST";
  const headers: Record<string, string> = { host: url.host, date: dateOf(options, signer.now) };
  if (post && options.digest !== null) {
    headers["content-digest"] = options.digest ?? `sha-256=:${digestOf(request.body ?? "")}:`;
  }
  const covered = options.covered ?? ["@method", "@target-uri", ...(post ? ["content-digest"] : [])];
  const derived: Record<string, string> = {
    "@method": request.method,
    "@target-uri": url.href,
    "@authority": url.host,
    "@path": url.pathname,
  };
  const key = options.key ?? signer.key;
  const algorithm = options.algorithm ?? (key.asymmetricKeyType === "ed25519" ? "ed25519" : "rsa-v1_5-sha256");
  const parameters =
    `(${covered.map((name) => `"${name}"`).join(" ")})` +
    `;created=${options.created ?? Math.floor(signer.now.getTime() / 1000)}` +
    `;keyid="${options.keyId ?? signer.keyId}"` +
    (options.algorithm === null ? "" : `;alg="${algorithm}"`) +
    (options.expires === undefined ? "" : `;expires=${options.expires}`);
  const base = [
    ...covered.map((name) => `"${name}": ${derived[name] ?? headers[name] ?? ""}`),
    `"@signature-params": ${parameters}`,
  ].join("\n");
  return {
    ...headers,
    "signature-input": `sig1=${parameters}`,
    signature: `sig1=:${options.signature ?? bytesFor(key, base)}:`,
  };
}
