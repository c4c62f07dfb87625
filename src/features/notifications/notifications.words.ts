import { htmlToText } from "../../platform/html.ts";
import { pathOf } from "../posts/post-view.queries.ts";
import type { Notification } from "./notifications.queries.ts";

const SHOWN_CHARACTERS = 140;

/** Where a notification leads: a path of ours; null: nowhere, all is said. */
export function placeOf({ path, post }: Pick<Notification, "path" | "post">): string | null {
  if (path !== null || post === null) return path;
  if (!post.post.local) return pathOf(post.post, post.author);
  const { pathname, hash } = new URL(post.post.url);
  return pathname + hash;
}

/** What it is about, in a few words; null: nothing to say. What stands behind a warning is not said. */
export function wordsOf({ title, post }: Pick<Notification, "title" | "post">): string | null {
  if (title !== null || post === null) return title;
  const { post: about } = post;
  const text = about.title ?? (about.sensitive ? about.summary : htmlToText(about.content)) ?? "";
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return null;
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS).trimEnd()} …` : line;
}
