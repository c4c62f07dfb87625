import { type CustomEmoji, splitByEmojis } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";

interface EmojiTextProps {
  readonly frame: Frame;
  readonly text: string;
  readonly emojis: readonly CustomEmoji[];
  /** Host of whoever wrote the text. */
  readonly owner: string;
}

/** A plain text of somebody's, with pictures for its custom emojis. */
export const EmojiText = ({ frame, text, emojis, owner }: EmojiTextProps) => (
  <>
    {splitByEmojis(text, emojis).map((piece) =>
      typeof piece === "string" ? (
        piece
      ) : (
        <img
          class="emoji"
          src={frame.mediaPath("image", piece.url, owner)}
          alt={`:${piece.name}:`}
          loading="lazy"
          decoding="async"
        />
      ),
    )}
  </>
);
