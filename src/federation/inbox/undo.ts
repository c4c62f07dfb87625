import type { Actor, Party } from "../../features/actors/actors.queries.ts";
import { type Follow, followBetween, followByUri } from "../../features/follows/follows.queries.ts";
import { removeFollow } from "../../features/follows/follows.store.ts";
import { hasBlocked } from "../../features/follows/relations.queries.ts";
import type { ReactionKind } from "../../features/posts/posts.model.ts";
import { postByUri } from "../../features/posts/posts.queries.ts";
import { reactionBy, reactionByUri, removeReaction } from "../../features/posts/reactions.store.ts";
import { idOf, isObject } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { blockedIn, undoBlock } from "./block.ts";
import { localActor } from "./follow.ts";
import { accepted, type Handler, type Incoming, ignored, writeOnce } from "./incoming.ts";
import { isBan, receiveModeration } from "./moderation.ts";
import { receiveFarewell } from "./partners.ts";

/** What is undone: a row that the signer itself made. */
type Undone =
  | { readonly what: "follow"; readonly follow: Follow }
  | { readonly what: "reaction"; readonly postId: Id; readonly kind: ReactionKind }
  | { readonly what: "block"; readonly blocked: Actor };

/**
 * Takes back a Follow, Like, Announce or Block (R8). The object may be embedded, an id, or, as snac2 sends it for a Follow, the
 * followed actor. Only the signer's own rows are ever touched (T051).
 */
export const receiveUndo: Handler = async (ctx, incoming) => {
  const { object } = incoming.activity;
  // What a moderator did another moderator may take back.
  const moderates =
    isObject(object) &&
    (object.type === "Lock" || object.type === "Delete" || (object.type === "Block" && isBan(object)));
  if (moderates) return receiveModeration(ctx, incoming);
  const undone = await find(ctx, incoming);
  if (!undone) return ignored("nothing-to-undo");
  return writeOnce(
    ctx,
    incoming,
    async (tx) => ((await takeBack(tx, incoming.actor, undone)) ? accepted : ignored("undone-already")),
    { subject: subjectOf(undone) },
  );
};

function subjectOf(undone: Undone): string {
  if (undone.what === "follow") return undone.follow.uri;
  return undone.what === "block" ? `block ${undone.blocked.id}` : `${undone.kind} ${undone.postId}`;
}

async function takeBack(tx: Ctx, actor: Party, undone: Undone): Promise<boolean> {
  if (undone.what === "follow") {
    const removed = await removeFollow(tx, undone.follow.id);
    if (actor.kind === "district") await receiveFarewell(tx, actor, undone.follow.followeeId);
    return removed;
  }
  if (undone.what === "block") return undoBlock(tx, actor, undone.blocked);
  return removeReaction(tx, { ...undone, actorId: actor.id });
}

async function find(ctx: Ctx, { actor, activity }: Incoming): Promise<Undone | null> {
  const { object } = activity;
  const byId = await findById(ctx, actor, idOf(object));
  if (byId || !isObject(object)) return byId;
  // Who embeds another's activity undoes nothing.
  const inner = idOf(object.actor);
  return inner === null || inner === actor.uri ? findByContent(ctx, actor, object) : null;
}

async function findById(ctx: Ctx, actor: Party, id: string | null): Promise<Undone | null> {
  if (id === null) return null;
  const follow = (await followByUri(ctx, actor.id, id)) ?? (await followOf(ctx, actor, id));
  if (follow) return { what: "follow", follow };
  const reaction = await reactionByUri(ctx, actor.id, id);
  return reaction && { what: "reaction", ...reaction };
}

async function followOf(ctx: Ctx, follower: Party, uri: string | null): Promise<Follow | null> {
  const followee = await localActor(ctx, uri);
  return followee && followBetween(ctx, follower.id, followee.id);
}

const REACTIONS: Readonly<Record<string, ReactionKind>> = { Like: "like", EmojiReact: "like", Announce: "boost" };

/** Only what is there: an Undo that came too early is claimed by nobody, and has its effect when it comes again. */
async function findByContent(ctx: Ctx, actor: Party, object: JsonObject): Promise<Undone | null> {
  const target = idOf(object.object);
  if (object.type === "Block" && object.target === undefined) {
    const blocked = await blockedIn(ctx, object);
    return blocked && (await hasBlocked(ctx, actor.id, blocked.id)) ? { what: "block", blocked } : null;
  }
  if (object.type === "Follow") {
    const follow = await followOf(ctx, actor, target);
    return follow && { what: "follow", follow };
  }
  const kind = typeof object.type === "string" ? REACTIONS[object.type] : undefined;
  const post = kind && target !== null ? await postByUri(ctx, target) : null;
  if (!post || !kind) return null;
  const isThere = await reactionBy(ctx, { postId: post.id, actorId: actor.id, kind });
  return isThere && { what: "reaction", postId: post.id, kind };
}
