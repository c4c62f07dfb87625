import { PUBLIC } from "../../platform/ap-uris.ts";

export type Visibility = "public" | "unlisted" | "followers" | "direct" | "group" | "local";
export type PostKind = "projectNote" | "article" | "note" | "page" | "question" | "event" | "other";

/** A picture or file of a post, ours or a peer's. Addresses are http(s) only; `alt` empty means decorative. */
export interface PostAttachment {
  readonly url: string;
  readonly mediaType: string;
  readonly alt: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** A hashtag: `tag` lower case for look-ups, `name` as written, both without `#`. */
export interface PostTag {
  readonly tag: string;
  readonly name: string;
}

/** What the counters count: comments of the whole thread for a top-level post, direct answers for a comment. */
export interface PostStats {
  readonly replies: number;
  readonly likes: number;
  readonly boosts: number;
}

/** The Public collection under each of its three names. */
const PUBLIC_NAMES = new Set([PUBLIC, "as:Public", "Public"]);
export const isPublic = (uri: string): boolean => PUBLIC_NAMES.has(uri);

/**
 * Who may read what a peer sent, from its addressing: Public in `to`, in `cc`, the author's followers, or only those
 * named. What names nobody is for nobody.
 */
export function visibilityOf(to: readonly string[], cc: readonly string[], followersUri: string | null): Visibility {
  if (to.some(isPublic)) return "public";
  if (cc.some(isPublic)) return "unlisted";
  return followersUri !== null && (to.includes(followersUri) || cc.includes(followersUri)) ? "followers" : "direct";
}

/** Whether everybody may read it, so that it may be counted, shared and announced. */
export const isOpen = (visibility: Visibility): boolean => visibility === "public" || visibility === "unlisted";

/** Whether a version that arrived is newer than the one kept: by `stv:version` if both carry one, else by time. */
export function isNewer(
  arrived: { readonly version: number | null; readonly updatedAt: Date },
  kept: { readonly version: number; readonly updatedAt: Date },
): boolean {
  return arrived.version === null ? arrived.updatedAt > kept.updatedAt : arrived.version > kept.version;
}
