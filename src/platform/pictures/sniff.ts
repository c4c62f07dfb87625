export type ImageFormat = "jpeg" | "png" | "webp" | "avif" | "gif";

/** What an upload claims to be in its first bytes, whatever it is named; null for everything that is not allowed. */
export function sniffImage(bytes: Uint8Array): ImageFormat | null {
  const head = Buffer.from(bytes.subarray(0, 32)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "gif";
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WEBP") return "webp";
  return head.slice(4, 8) === "ftyp" && /avi[fs]/.test(head.slice(8)) ? "avif" : null;
}
