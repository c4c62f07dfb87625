const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Bytes as multibase, base58btc: `z…`. */
export function toMultibase(bytes: Uint8Array): string {
  let number = BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = `${BASE58[Number(number % 58n)]}${text}`;
  // A number has no leading zeros: each of them is a `1`.
  const end = bytes.findIndex((byte) => byte !== 0);
  return `z${"1".repeat(end < 0 ? bytes.length : end)}${text}`;
}

/** The bytes of a multibase text in base58btc; null when it is none. */
export function fromMultibase(text: string): Buffer | null {
  if (!text.startsWith("z")) return null;
  const digits = text.slice(1);
  let number = 0n;
  for (const letter of digits) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) return null;
    number = number * 58n + BigInt(digit);
  }
  // Each leading `1` is a byte of zeros, which a number does not have.
  const zeros = Buffer.alloc(/^1*/.exec(digits)?.[0].length ?? 0);
  const hex = number === 0n ? "" : number.toString(16);
  return Buffer.concat([zeros, Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex")]);
}
