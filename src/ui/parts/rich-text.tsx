import { raw } from "hono/html";
import { type CustomEmoji, htmlWithEmojis } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";

interface RichTextProps {
  readonly html: string;
  readonly lang?: string | undefined;
  /** Pictures for `:names:` in a peer's text. */
  readonly emojis?: { readonly all: readonly CustomEmoji[]; readonly owner: string; readonly frame: Frame } | undefined;
}

/** HTML that went through `sanitizeHtml` when it came in: text markup and links, nothing that runs. */
export const RichText = ({ html, lang, emojis }: RichTextProps) => (
  <div class="flow rich" lang={lang}>
    {raw(
      emojis ? htmlWithEmojis(html, emojis.all, ({ url }) => emojis.frame.mediaPath("image", url, emojis.owner)) : html,
    )}
  </div>
);
