export type Visibility = "public" | "unlisted" | "followers" | "direct";
export type PostKind = "projectNote" | "article" | "note" | "page" | "question" | "event" | "other";

/** A picture or file of a post, ours or a peer's. Addresses are http(s) only; `alt` empty means decorative. */
export interface PostAttachment {
  readonly url: string;
  readonly mediaType: string;
  readonly alt: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}
