import { createHash } from "node:crypto";
import { isSameSecret } from "../../platform/secrets.ts";
import type { Vault } from "../../platform/vault.ts";

/** What others' files are shown as: a picture is fetched, decoded and kept; a stream (film, sound) is passed through. */
export type ForeignKind = "image" | "stream";

/** A file of somebody else's that one of our pages shows. */
export interface ForeignRef {
  readonly kind: ForeignKind;
  /** Where it lies. */
  readonly url: string;
  /** Host of whoever showed it to us; its files may lie at another host. */
  readonly owner: string;
}

/** Largest picture that is fetched, in bytes. */
export const MAX_FOREIGN_IMAGE_BYTES = 10 * 1024 * 1024;
/** How long a picture is kept. */
export const FOREIGN_LIFETIME_MS = 14 * 24 * 60 * 60 * 1000;
/** How long it is remembered that there is no picture, and that a server did not answer. */
export const ABSENT_LIFETIME_MS = 24 * 60 * 60 * 1000;
export const FAILED_LIFETIME_MS = 10 * 60 * 1000;
/** All kept pictures together, and those of one host. Bytes. */
export const FOREIGN_QUOTA_BYTES = 512 * 1024 * 1024;
export const HOST_QUOTA_BYTES = FOREIGN_QUOTA_BYTES / 4;

/** A film or sound comes in pieces of at most this size, and is not passed on at all when it is larger than the second. */
export const STREAM_PIECE_BYTES = 8 * 1024 * 1024;
export const MAX_STREAM_BYTES = 256 * 1024 * 1024;

/** Films and sounds that browsers play; everything else is only linked. */
const STREAM_TYPES = new Set(
  `video/mp4 video/webm video/ogg audio/mpeg audio/mp4 audio/aac audio/ogg audio/webm audio/flac audio/wav`.split(" "),
);

/** The media type of an answer if it is a film or sound that we pass on; parameters are left out. */
export function streamType(contentType: string): string | null {
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  return STREAM_TYPES.has(type) ? type : null;
}

const PREFIX: Readonly<Record<ForeignKind, string>> = { image: "b", stream: "s" };
/** 132 bits. */
const SIGNATURE_LENGTH = 22;

const signatureOf = (vault: Vault, kind: ForeignKind, payload: string): string =>
  vault.fingerprint(payload, `foreign-${kind}`).slice(0, SIGNATURE_LENGTH);

/** Path of ours that shows a file of somebody else's. Signed, so that nobody makes us fetch what no page of ours shows. */
export function foreignPath(vault: Vault, { kind, url, owner }: ForeignRef): string {
  const payload = Buffer.from(`${owner} ${url}`).toString("base64url");
  return `/medien/fremd/${PREFIX[kind]}${signatureOf(vault, kind, payload)}${payload}`;
}

/** What a signed key stands for; null when we never made it. */
export function readForeignKey(vault: Vault, key: string): ForeignRef | null {
  const kind = key.startsWith(PREFIX.image) ? "image" : key.startsWith(PREFIX.stream) ? "stream" : null;
  if (kind === null) return null;
  const payload = key.slice(1 + SIGNATURE_LENGTH);
  if (!isSameSecret(key.slice(1, 1 + SIGNATURE_LENGTH), signatureOf(vault, kind, payload))) return null;
  const text = Buffer.from(payload, "base64url").toString();
  const space = text.indexOf(" ");
  return { kind, owner: text.slice(0, space), url: text.slice(space + 1) };
}

/** A name for an address in the table: addresses may be long. */
export const urlHash = (url: string): string => createHash("sha256").update(url).digest("base64url");

/** Bytes from here to there, both counted; `to` null: to the end. */
export interface ByteRange {
  readonly from: number;
  readonly to: number | null;
}

/** A single range from `Range`; null for none, and for the forms that may be ignored (several, from the end). */
export function readRange(header: string | undefined): ByteRange | null {
  const [, first = "", last = ""] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "") return null;
  const from = Number(first);
  const to = last === "" ? null : Number(last);
  return to !== null && to < from ? null : { from, to };
}

/** `Content-Range` of an answer: `bytes 0-99/1000`. Null when the size of the whole is not said. */
export function readContentRange(header: string): { from: number; to: number; total: number } | null {
  const found = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header);
  if (!found) return null;
  const [from, to, total] = found.slice(1).map(Number) as [number, number, number];
  return from <= to && to < total ? { from, to, total } : null;
}
