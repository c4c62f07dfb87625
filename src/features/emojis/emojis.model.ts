import { type CustomEmoji, MOST_EMOJIS } from "../../platform/emojis.ts";

/** An emoji of this server, with what a tag says of it. */
export interface OwnEmoji extends CustomEmoji {
  /** ActivityPub id. */
  readonly uri: string;
  readonly mediaType: string;
  readonly updatedAt: Date;
}

/** What Mastodon allows (`CustomEmoji`, 4.5): letters without marks, digits, `_`. */
export const SHORTCODE = /^[A-Za-z0-9_]{2,128}$/;
/** Largest picture, in bytes, as it comes and as it is kept: what Mastodon takes from others, too. */
export const MAX_EMOJI_BYTES = 256 * 1024;
/** Longest side of a kept picture, in pixels. */
export const EMOJI_SIDE = 128;
/** Pixels of all frames together that may be decoded. */
export const MAX_EMOJI_PIXELS = 16_000_000;
export const MAX_EMOJI_FRAMES = 200;
export const MAX_CATEGORY_LENGTH = 60;
/** How many there may be: every app loads them all. */
export const MOST_OWN_EMOJIS = 500;

const ADDRESS = /\bhttps?:\/\/[^\s<>"'()]+/g;
/** The boundaries of Mastodon's `SCAN_RE`: neither letters, digits nor colons around it. */
const IN_TEXT = /(?<![\p{L}\p{M}\p{N}:]):([A-Za-z0-9_]{2,128}):(?![\p{L}\p{M}\p{N}:])/gu;

/**
 * What may be shortcodes in some texts, each once; what stands in a web address is none.
 * @param texts plain, or HTML of ours
 */
export function shortcodesIn(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => [...text.replace(ADDRESS, "").matchAll(IN_TEXT)].map(([, name = ""]) => name));
  return [...new Set(found)].slice(0, MOST_SCANNED);
}

/** A text with more says nothing by them; as many are looked up as can be shown, and some that are none of ours. */
const MOST_SCANNED = 4 * MOST_EMOJIS;
