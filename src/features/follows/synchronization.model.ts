import { createHash } from "node:crypto";

const DIGEST_BYTES = 32;

/**
 * The digest of the part of a followers collection that lies on one host (FEP-8fcf): the SHA-256 of each id, XORed.
 * Nobody: 64 zeros.
 * @returns 64 hexadecimal digits, lower case
 */
export function followersDigest(uris: readonly string[]): string {
  const sum = Buffer.alloc(DIGEST_BYTES);
  for (const uri of new Set(uris)) {
    const one = createHash("sha256").update(uri).digest();
    for (const [index, byte] of one.entries()) sum[index] = (sum[index] ?? 0) ^ byte;
  }
  return sum.toString("hex");
}
