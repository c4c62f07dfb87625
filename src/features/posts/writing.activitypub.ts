import { PUBLIC } from "../../platform/ap-uris.ts";
import { escapeHtml } from "../../platform/html.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { emojiTag } from "../emojis/emojis.activitypub.ts";
import type { OwnEmoji } from "../emojis/emojis.model.ts";
import { hintMembers } from "../media/media.activitypub.ts";
import { inContext } from "./activities.activitypub.ts";
import { hashtagPage, type Mentioned } from "./member-text.model.ts";
import {
  hasEnded,
  isOpen,
  type Poll,
  type PostAttachment,
  type PostKind,
  type PostTag,
  type Quoters,
  showsTotals,
  type Visibility,
} from "./posts.model.ts";
import { type QuoteParts, quoteLink, quoteMembers, quotePolicy, quoteTags } from "./quoting.activitypub.ts";

/** A post of a member, ready to be written down. */
export interface PostParts {
  readonly origin: string;
  readonly uri: string;
  readonly url: string;
  readonly author: Pick<Actor, "uri" | "followersUri">;
  readonly visibility: Visibility;
  /** The group whose post or thread it is. */
  readonly groupUri: string | null;
  /** Id of our district; only of what is for its partners alone. */
  readonly partnersOf?: string | null;
  /** Who is mentioned; told by name. */
  readonly mentioned: readonly Mentioned[];
  /** Others to be told: the author of the post at the top. */
  readonly copyTo?: readonly string[];
  /** What it answers; null at the top of a thread. */
  readonly inReplyTo: string | null;
  /** The conversation that an answer belongs to; a post at the top has its own. */
  readonly context: string | null;
  /** Makes an Article of it. */
  readonly title: string | null;
  /** Of an Article its summary, else a content warning; plain text. */
  readonly summary: string | null;
  readonly sensitive: boolean;
  /** As typed. */
  readonly text: string;
  /** HTML of `text`. */
  readonly content: string;
  readonly language: string;
  readonly images: readonly PostAttachment[];
  readonly tags: readonly PostTag[];
  /** Those of this server in its texts; missing: none. */
  readonly emojis?: readonly OwnEmoji[];
  readonly poll: Poll | null;
  /** What it quotes. */
  readonly quote?: QuoteParts | null | undefined;
  /** Who may quote it, if everybody may read it; default: everybody. */
  readonly quoters?: Quoters;
  readonly publishedAt: Date;
  /** Equal to `publishedAt` before the first visible edit. */
  readonly updatedAt: Date;
  readonly version: number;
  /** What says what kind of ours it is, for readers of our kind (`stv:kind` and what belongs to it). */
  readonly ours?: { readonly kind: PostKind; readonly members: JsonObject };
  /** When this is written. */
  readonly now: Date;
}

export const typeOf = ({ title, poll }: Pick<PostParts, "title" | "poll">): "Question" | "Article" | "Note" =>
  poll ? "Question" : title === null ? "Note" : "Article";

/** The HTML that peers show: of an Article its title too, in bold (decision 13); of a quote a link to what is quoted. */
const wholeContent = ({ title, content, quote }: Pick<PostParts, "title" | "content" | "quote">): string =>
  `${title === null ? "" : `<p><b>${escapeHtml(title)}</b></p>`}${quote ? quoteLink(quote) : ""}${content}`;

/** A member's post as it is stored, served and sent (wire §1.2–1.4, §3.0, §3.8). An answer has neither name nor summary. */
export function postDocument(parts: PostParts): JsonObject {
  const content = wholeContent(parts);
  const { uri, title, summary, inReplyTo, language } = parts;
  // What is for those named alone is no business of the group in whose thread it stands.
  const groupUri = parts.visibility === "direct" ? null : (parts.groupUri ?? parts.partnersOf ?? null);
  const context = inReplyTo === null ? `${uri}/kontext` : parts.context;
  return inContext({
    id: uri,
    type: typeOf(parts),
    ...(title !== null && { name: title }),
    ...(summary !== null && { summary }),
    attributedTo: parts.author.uri,
    ...(inReplyTo !== null && { inReplyTo }),
    ...(context !== null && { context }),
    ...(groupUri !== null && { audience: groupUri }),
    ...addressing(parts),
    content,
    contentMap: { [language]: content },
    mediaType: "text/html",
    source: { content: parts.text, mediaType: "text/plain" },
    url: parts.url,
    published: wireTime(parts.publishedAt),
    ...(parts.updatedAt > parts.publishedAt && { updated: wireTime(parts.updatedAt) }),
    replies: `${uri}/antworten`,
    sensitive: parts.sensitive,
    ...(parts.poll && pollMembers(parts.poll, parts.now)),
    attachment: parts.images.map(imageOf),
    tag: [
      ...parts.mentioned.map(mentionOf),
      ...parts.tags.map((tag) => hashtagOf(parts.origin, tag)),
      ...(parts.quote ? quoteTags(parts.quote) : []),
      ...(parts.emojis ?? []).map(emojiTag),
    ],
    ...(parts.quote && quoteMembers(parts.quote)),
    ...(isOpen(parts.visibility) && quotePolicy(parts.author, parts.quoters ?? "everybody")),
    history: `${uri}/verlauf`,
    ...parts.ours?.members,
    "stv:version": parts.version,
  });
}

const mentionOf = ({ uri, handle, host }: Mentioned): JsonObject => ({
  type: "Mention",
  href: uri,
  name: `@${handle}@${host}`,
});

const hashtagOf = (origin: string, { tag, name }: PostTag): JsonObject => ({
  type: "Hashtag",
  name: `#${name}`,
  href: hashtagPage(origin, tag),
});

const imageOf = ({ url, mediaType, alt, width, height, ...hints }: PostAttachment): JsonObject => ({
  type: "Image",
  mediaType,
  url,
  ...(alt !== "" && { name: alt }),
  ...(width !== undefined && height !== undefined && { width, height }),
  ...hintMembers(hints),
});

type Addressed = Pick<
  PostParts,
  "visibility" | "author" | "mentioned" | "groupUri" | "partnersOf" | "copyTo" | "inReplyTo"
>;

/** `to` and `cc`, never `bto` or `bcc` (T105). A group is asked in `to` for a new thread, told in `cc` of an answer. */
function addressing(parts: Addressed): JsonObject {
  const { visibility, author, mentioned, groupUri, partnersOf, copyTo = [], inReplyTo } = parts;
  const followers = author.followersUri ?? `${author.uri}/followers`;
  const names = mentioned.map(({ uri }) => uri);
  const group = groupUri === null ? [] : [groupUri];
  const asked = inReplyTo === null ? group : [];
  const told = unique([...names, ...(inReplyTo === null ? [] : group), ...copyTo]).filter((uri) => uri !== author.uri);
  const forms: Readonly<Record<Visibility, JsonObject>> = {
    public: { to: [PUBLIC, ...asked], cc: [followers, ...told] },
    unlisted: { to: [followers, ...asked], cc: [PUBLIC, ...told] },
    followers: { to: [followers], cc: unique(names) },
    direct: { to: unique(names), cc: [] },
    group: { to: group.flatMap((uri) => [`${uri}/followers`, uri]), cc: unique(names) },
    local: { to: [], cc: [] },
    partners: { to: partnersOf ? [partnersCollection(partnersOf)] : [], cc: [] },
  };
  return forms[visibility];
}

/** The partner districts of a district, as a document names them (wire §3.0). */
export const partnersCollection = (districtUri: string): string => `${districtUri}/partner`;

const unique = (uris: readonly string[]): string[] => [...new Set(uris)];

/** A poll's options with their tallies, and `closed` once it has ended (wire §3.8). */
function pollMembers(poll: Poll, now: Date): JsonObject {
  const told = showsTotals(poll, now);
  const options = poll.options.map(({ name, votes }) => ({
    type: "Note",
    name,
    replies: { type: "Collection", ...(told && { totalItems: votes }) },
  }));
  return {
    [poll.multiple ? "anyOf" : "oneOf"]: options,
    ...(poll.endsAt && { endTime: wireTime(poll.endsAt) }),
    ...(hasEnded(poll, now) && poll.endsAt && { closed: wireTime(poll.endsAt) }),
    votersCount: poll.voters,
  };
}

/** A Question with new tallies: a silent change, so `updated` stays (wire §3.0). */
export const withTallies = (document: JsonObject, poll: Poll, version: number, now: Date): JsonObject => ({
  ...document,
  ...pollMembers(poll, now),
  "stv:version": version,
});
