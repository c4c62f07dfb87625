import { PUBLIC } from "../../platform/ap-uris.ts";
import { textToHtml } from "../../platform/html.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { inContext } from "./activities.activitypub.ts";
import type { Visibility } from "./posts.model.ts";

export interface CommentParts {
  readonly uri: string;
  readonly url: string;
  readonly author: Actor;
  /** As typed. */
  readonly text: string;
  readonly language: string;
  readonly visibility: Visibility;
  readonly publishedAt: Date;
  readonly parent: { readonly uri: string; readonly author: Actor };
  /** `context` of the parent's document, copied. */
  readonly context: string | null;
  /** The group whose thread it is. */
  readonly groupUri: string | null;
  /** Others to be told: the author of the post at the top. */
  readonly copyTo: readonly string[];
}

/** A comment on the wire (wire §3.0): a Note with neither name nor summary, which peers would read as a vote or hide. */
export function commentDocument(parts: CommentParts): JsonObject {
  const { author, parent } = parts;
  const content = textToHtml(parts.text);
  return inContext({
    id: parts.uri,
    type: "Note",
    attributedTo: author.uri,
    inReplyTo: parent.uri,
    ...(parts.context !== null && { context: parts.context }),
    ...(parts.groupUri !== null && { audience: parts.groupUri }),
    ...addressing(parts),
    content,
    contentMap: { [parts.language]: content },
    mediaType: "text/html",
    source: { content: parts.text, mediaType: "text/plain" },
    url: parts.url,
    published: wireTime(parts.publishedAt),
    replies: `${parts.uri}/antworten`,
    attachment: [],
    tag: parent.author.id === author.id ? [] : [mentionOf(parent.author)],
  });
}

const mentionOf = (actor: Actor): JsonObject => ({
  type: "Mention",
  href: actor.uri,
  name: `@${actor.handle}@${actor.host}`,
});

function addressing({ visibility, author, parent, groupUri, copyTo }: CommentParts): JsonObject {
  const followers = `${author.uri}/followers`;
  const named = [parent.author.uri, ...(groupUri === null ? [] : [groupUri]), ...copyTo];
  const others = [...new Set(named)].filter((uri) => uri !== author.uri);
  if (visibility === "public") return { to: [PUBLIC], cc: [followers, ...others] };
  if (visibility === "group" && groupUri !== null) {
    return { to: [`${groupUri}/followers`, groupUri], cc: others.filter((uri) => uri !== groupUri) };
  }
  if (visibility === "local") return { to: [], cc: [] };
  if (visibility === "unlisted") return { to: [followers], cc: [PUBLIC, ...others] };
  return { to: [parent.author.uri], cc: [] };
}
