import type { Frame } from "../env.ts";
import { Details } from "./details.tsx";

/** The emojis of this server with what is to be typed for each; nothing where there are none. For all forms with a text. */
export const EmojiList = async ({ frame }: { readonly frame: Frame }) => {
  const emojis = await frame.emojisToType();
  if (emojis.length === 0) return null;
  return (
    <Details title={frame.t("emojis.list")}>
      <p>{frame.t("emojis.list.lead")}</p>
      <ul class="plain emoji-list">
        {emojis.map(({ name, url }) => (
          <li>
            <img class="emoji" src={frame.mediaPath("image", url, "")} alt="" loading="lazy" decoding="async" />
            <code>{`:${name}:`}</code>
          </li>
        ))}
      </ul>
    </Details>
  );
};
