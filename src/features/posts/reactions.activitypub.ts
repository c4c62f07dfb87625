import { PUBLIC } from "../../platform/ap-uris.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { wireTime } from "../../platform/wire.ts";
import { bare, inContext } from "./activities.activitypub.ts";
import type { BoostVisibility, ReactionKind } from "./posts.model.ts";

/** What members do with posts, on the wire (S9, S10, S20). Ids are fragments on the actor's own id. */

interface Someone {
  readonly uri: string;
}

export interface ReactionParts {
  readonly uri: string;
  readonly actor: Someone;
  readonly post: Someone;
  readonly author: Someone;
  readonly kind: ReactionKind;
  /** Of a boost: who is told of it. */
  readonly visibility: BoostVisibility;
  readonly at: Date;
}

export const reactionUri = (actor: Someone, kind: ReactionKind, id: Id): string => `${actor.uri}#${kind}-${id}`;

/** A Like is told to the author of what is liked; a boost (Announce) to whom it is for, and to that author. */
export function reactionActivity(parts: ReactionParts): JsonObject {
  const { uri, actor, post, author, kind, at } = parts;
  const audience = kind === "like" ? { to: [author.uri], cc: [] } : audienceOf(parts);
  return inContext({
    id: uri,
    type: kind === "like" ? "Like" : "Announce",
    actor: actor.uri,
    published: wireTime(at),
    ...audience,
    object: post.uri,
  });
}

function audienceOf({ actor, author, visibility }: ReactionParts): JsonObject {
  const followers = `${actor.uri}/followers`;
  const told = author.uri === actor.uri ? [] : [author.uri];
  const forms: Readonly<Record<BoostVisibility, JsonObject>> = {
    public: { to: [PUBLIC], cc: [followers, author.uri] },
    unlisted: { to: [followers], cc: [PUBLIC, ...told] },
    followers: { to: [followers], cc: told },
  };
  return forms[visibility];
}

/** Takes a reaction back; it is embedded whole, since some peers do not remember its id. */
export function undoReaction(parts: ReactionParts, id: Id): JsonObject {
  const { to, cc, ...reaction } = bare(reactionActivity(parts));
  return inContext({
    id: `${parts.actor.uri}#undo-${id}`,
    type: "Undo",
    actor: parts.actor.uri,
    ...(to !== undefined && { to }),
    ...(cc !== undefined && { cc }),
    object: { ...reaction, ...(to !== undefined && { to }), ...(cc !== undefined && { cc }) },
  });
}

/** A vote: a Note with a name and no text, for the author of the poll alone. */
export function voteActivity({
  voter,
  author,
  question,
  id,
  name,
  at,
}: {
  readonly voter: Someone;
  readonly author: Someone;
  /** ActivityPub id of the poll. */
  readonly question: string;
  readonly id: Id;
  readonly name: string;
  readonly at: Date;
}): JsonObject {
  const audience = { to: [author.uri], cc: [] };
  const vote = `${voter.uri}#vote-${id}`;
  return inContext({
    id: `${vote}-create`,
    type: "Create",
    actor: voter.uri,
    published: wireTime(at),
    ...audience,
    object: {
      id: vote,
      type: "Note",
      attributedTo: voter.uri,
      inReplyTo: question,
      name,
      published: wireTime(at),
      ...audience,
    },
  });
}
