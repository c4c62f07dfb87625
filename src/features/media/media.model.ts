import { createHash } from "node:crypto";
import { toMultibase } from "../../platform/multibase.ts";

/** Largest upload, in bytes; more is 413. */
export const MAX_UPLOAD_BYTES = 16 * 1024 * 1024;
/** Largest re-encoded image, in bytes: what peers take without complaint (wire §3.0). */
export const MAX_IMAGE_BYTES = 2 * 1024 * 1024;
/** Longest side of a stored image and of its preview, in pixels. */
export const MAX_SIDE = 1600;
export const PREVIEW_SIDE = 640;
/** Pixels of an image that may be decoded at all: a 50-megapixel phone photo passes, a pixel bomb does not. */
export const MAX_INPUT_PIXELS = 64_000_000;
/** Frames that an animation may have; only the first one is kept. */
export const MAX_FRAMES = 1000;
/** Per member and 24 hours. */
export const DAILY_UPLOADS = 100;
export const DAILY_UPLOAD_BYTES = 200 * 1024 * 1024;
/** Characters of a picture's alternative text. */
export const MAX_ALT_LENGTH = 1500;
/** How long an upload that nothing uses is kept. */
export const UNATTACHED_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** What to keep of a picture when it is cropped: x from left (-1) to right (1), y from bottom (-1) to top (1). */
export type Focus = readonly [x: number, y: number];

/** How a picture is shown before it is there (a blur, in few letters), and what of it when it is cropped. */
export interface PictureHints {
  readonly focus?: Focus | undefined;
  readonly blurhash?: string | undefined;
}

/** Size of the preview of an image of ours. @param image its width and height, in pixels */
export function previewSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const shrink = Math.min(1, PREVIEW_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString("latin1");

type Proof = "pdf" | "zip" | "text";

interface FileType {
  readonly mediaType: string;
  /** What the bytes must be for the name to be believed. */
  readonly proof: Proof;
}

const OPEN_DOCUMENT = "application/vnd.oasis.opendocument";
const OFFICE = "application/vnd.openxmlformats-officedocument";

/** Documents that may be offered for download, by extension. Nothing that a browser would run. */
const FILE_TYPES: Readonly<Record<string, FileType>> = {
  pdf: { mediaType: "application/pdf", proof: "pdf" },
  odt: { mediaType: `${OPEN_DOCUMENT}.text`, proof: "zip" },
  ods: { mediaType: `${OPEN_DOCUMENT}.spreadsheet`, proof: "zip" },
  odp: { mediaType: `${OPEN_DOCUMENT}.presentation`, proof: "zip" },
  odg: { mediaType: `${OPEN_DOCUMENT}.graphics`, proof: "zip" },
  docx: { mediaType: `${OFFICE}.wordprocessingml.document`, proof: "zip" },
  xlsx: { mediaType: `${OFFICE}.spreadsheetml.sheet`, proof: "zip" },
  pptx: { mediaType: `${OFFICE}.presentationml.presentation`, proof: "zip" },
  txt: { mediaType: "text/plain", proof: "text" },
  md: { mediaType: "text/markdown", proof: "text" },
  csv: { mediaType: "text/csv", proof: "text" },
  ics: { mediaType: "text/calendar", proof: "text" },
};

/** Extensions for the `accept` of a file field, each with its dot. */
export const FILE_EXTENSIONS: readonly string[] = Object.keys(FILE_TYPES).map((extension) => `.${extension}`);
/** What `sniffImage` knows, as media types. */
export const IMAGE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"] as const;
export const IMAGE_EXTENSIONS: readonly string[] = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"];

const PROOFS: Readonly<Record<Proof, (bytes: Uint8Array) => boolean>> = {
  pdf: (bytes) => ascii(bytes, 0, 5) === "%PDF-",
  zip: (bytes) => ascii(bytes, 0, 4) === "PK\x03\x04",
  text: (bytes) => !bytes.includes(0) && !ascii(bytes, 0, 4).startsWith("MZ"),
};

/** The media type of a document, when name and content agree that it is one we take; else null. */
export function documentType(bytes: Uint8Array, fileName: string): string | null {
  const extension = /\.([a-z0-9]{1,5})$/.exec(fileName.toLowerCase())?.[1] ?? "";
  const type = Object.hasOwn(FILE_TYPES, extension) ? FILE_TYPES[extension] : undefined;
  return type && PROOFS[type.proof](bytes) ? type.mediaType : null;
}

/**
 * The name that a download is offered under: no folders, no control or direction characters, at most 100 characters
 * with the extension kept.
 */
export function cleanFileName(name: string): string {
  const base = (name.split(/[\\/]/).at(-1) ?? "")
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}"<>:|?*;]/gu, "")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+/, "")
    .trim();
  if (base === "") return "datei";
  const extension = /\.[A-Za-z0-9]{1,5}$/.exec(base)?.[0] ?? "";
  const stem = [...base.slice(0, base.length - extension.length)].slice(0, 100 - extension.length).join("");
  return `${stem.trim()}${extension}`;
}

/** `stv:digest` of a file: SHA-256 as multihash (0x12 0x20 …) in base58btc multibase (`z…`). */
export function multibaseDigest(bytes: Uint8Array): string {
  const hash = createHash("sha256").update(bytes).digest();
  return toMultibase(Buffer.concat([Buffer.from([0x12, 0x20]), hash]));
}
