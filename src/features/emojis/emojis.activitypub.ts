import type { JsonObject } from "../../platform/json.ts";
import { OBJECT_CONTEXTS, wireTime, withContext } from "../../platform/wire.ts";
import type { OwnEmoji } from "./emojis.model.ts";

/** What the documents of posts and actors say of an emoji in their texts (toot:Emoji, FEP-9098). */
export const emojiTag = ({ uri, name, mediaType, url, updatedAt }: OwnEmoji): JsonObject => ({
  id: uri,
  type: "Emoji",
  name: `:${name}:`,
  updated: wireTime(updatedAt),
  icon: { type: "Image", mediaType, url },
});

/** The emoji as a document of its own, at its id. */
export const emojiDocument = (emoji: OwnEmoji): JsonObject => withContext(OBJECT_CONTEXTS.slice(0, 1), emojiTag(emoji));
