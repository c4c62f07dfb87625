import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Network } from "../support/network.ts";

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Decrypted, as an app would. */
  readonly message: Record<string, unknown>;
}

const hkdf = (salt: Buffer, secret: Buffer, info: Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));
const ascii = (text: string): Buffer => Buffer.from(`${text}\0`);
const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0, bytes.length), bytes]);

function decipher(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const aes = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([aes.update(sealed.subarray(0, -16)), aes.final()]);
}

/** A push service with one app behind it: takes what is sent and decrypts it (RFC 8291, and the draft before it). */
export async function createReceiver(network: Network, host: string) {
  const ecdh = createECDH("prime256v1");
  const own = ecdh.generateKeys();
  const auth = randomBytes(16);
  const received: Received[] = [];
  const answers: { status: number; headers?: Record<string, string> }[] = [];

  const standard = (body: Buffer): Buffer => {
    const [salt, length] = [body.subarray(0, 16), body[20] ?? 0];
    const theirs = body.subarray(21, 21 + length);
    const info = Buffer.concat([ascii("WebPush: info"), own, theirs]);
    const secret = hkdf(auth, ecdh.computeSecret(theirs), info, 32);
    const key = hkdf(salt, secret, ascii("Content-Encoding: aes128gcm"), 16);
    const nonce = hkdf(salt, secret, ascii("Content-Encoding: nonce"), 12);
    const plain = decipher(key, nonce, body.subarray(21 + length));
    return plain.subarray(0, plain.lastIndexOf(2));
  };
  const draft = (body: Buffer, headers: IncomingMessage["headers"]): Buffer => {
    const field = (header: string, name: string): Buffer =>
      Buffer.from(new RegExp(`${name}=([\\w-]+)`).exec(String(headers[header]))?.[1] ?? "", "base64url");
    const [salt, theirs] = [field("encryption", "salt"), field("crypto-key", "dh")];
    const secret = hkdf(auth, ecdh.computeSecret(theirs), ascii("Content-Encoding: auth"), 32);
    const context = Buffer.concat([ascii("P-256"), sized(own), sized(theirs)]);
    const info = (name: string): Buffer => Buffer.concat([ascii(`Content-Encoding: ${name}`), context]);
    const plain = decipher(hkdf(salt, secret, info("aesgcm"), 16), hkdf(salt, secret, info("nonce"), 12), body);
    return plain.subarray(2 + plain.readUInt16BE(0));
  };

  await network.addServer(host, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isStandard = request.headers["content-encoding"] === "aes128gcm";
    const plain = isStandard ? standard(body) : draft(body, request.headers);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push({ path: request.url ?? "", headers, message: JSON.parse(plain.toString()) });
    const { status, headers: more } = answers.shift() ?? { status: 201 };
    response.writeHead(status, more).end();
  });
  return {
    received,
    /** What it answers next, in order; then 201. */
    answers,
    subscription: {
      endpoint: `https://${host}/an/app`,
      keys: { p256dh: own.toString("base64url"), auth: auth.toString("base64url") },
    },
  };
}

/** What the token of a VAPID header says, if the key signed it. @throws Error when it did not */
export function readVapid(headers: Readonly<Record<string, string>>, publicKey: string): Record<string, unknown> {
  const token = /[\w-]+\.[\w-]+\.[\w-]+/.exec(headers.authorization ?? "")?.[0] ?? "";
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y } as never, format: "jwk" });
  const holds = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!holds) throw new Error("not signed by that key");
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}
