import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new random secret of 256 bits in base64url, after a prefix that tells what it is for. */
export const newSecret = (prefix = ""): string => `${prefix}${randomBytes(32).toString("base64url")}`;

/** What the database keeps of a secret: SHA-256 in hexadecimal. Enough for secrets of 256 random bits, not for passwords. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Whether two secrets are the same, in a time that does not tell how much of them is. */
export function isSameSecret(given: string, made: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(made)];
  return one.length === other.length && timingSafeEqual(one, other);
}
