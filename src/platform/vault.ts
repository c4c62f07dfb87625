import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** Authenticated encryption at rest with the key-encryption key (AES-256-GCM). */
export interface Vault {
  /** `purpose` is bound to the text: what was sealed for one purpose cannot be opened for another. */
  seal(plain: string, purpose: string): string;
  /** @throws Error when the key is another one or the text was changed. */
  open(sealed: string, purpose: string): string;
  /** A keyed fingerprint (HMAC-SHA-256, base64url): equal texts give equal ones, and nobody can guess back. */
  fingerprint(text: string, purpose: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param keyHex 64 hexadecimal digits */
export function createVault(keyHex: string): Vault {
  const key = Buffer.from(keyHex, "hex");
  return {
    fingerprint: (text, purpose) => createHmac("sha256", key).update(`${purpose}\0${text}`).digest("base64url"),
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(purpose));
      const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ""), "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString();
    },
  };
}
