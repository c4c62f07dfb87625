import { actorById, type Party } from "../../features/actors/actors.queries.ts";
import { endStampedClaims } from "../../features/adoptions/claims.store.ts";
import { takeBack } from "../../features/groups/groups.store.ts";
import { receiveQuickDeletion } from "../../features/posts/posts.inbox.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import { passOn } from "../../features/posts/usecases/send.ts";
import { endQuotes } from "../../features/quotes/quotes.store.ts";
import { endConfirmations } from "../../features/transfer/confirmations.store.ts";
import { httpUrl, idOf } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { storeDeletion } from "../fetch/landing.ts";
import { isGone } from "./gone.ts";
import {
  accepted,
  claimOf,
  type Handler,
  type Incoming,
  ignored,
  type Outcome,
  unsigned,
  writeOnce,
} from "./incoming.ts";
import { moderateOurs } from "./moderation.ts";
import { purgeActor } from "./purge-actor.ts";
import { type StampKind, stampKindOf } from "./stamps.queries.ts";

/**
 * Deletes the signer's own post, or the signer (R9). The word of the author is enough for a post; an account is only
 * believed to be gone when its own id says so (T055, T056).
 */
export const receiveDelete: Handler = async (ctx, incoming) => {
  const { actor, activity, budget } = incoming;
  const uri = httpUrl(idOf(activity.object));
  if (uri === null) return ignored("no-object");
  if (uri !== actor.uri) return deletePost(ctx, incoming, uri);
  if (!(await isGone(ctx, uri, budget))) return ignored("not-gone");
  return writeOnce(ctx, incoming, async (tx) => {
    await purgeActor(tx, actor);
    return accepted;
  });
};

/** Only the word of whoever gave a stamp ends it. */
const ENDING: Readonly<Record<StampKind, (tx: Ctx, uri: string, actor: Party) => Promise<boolean>>> = {
  quote: (tx, uri, { id }) => endQuotes(tx, uri, id),
  adoption: (tx, uri, actor) => endStampedClaims(tx, uri, actor.uri),
  confirmation: (tx, uri, actor) => endConfirmations(tx, uri, actor.uri),
};

const isStamp = async (ctx: Ctx, uri: string): Promise<boolean> => (await stampKindOf(ctx, uri)) !== null;

async function deletePost(ctx: Ctx, incoming: Incoming, uri: string): Promise<Outcome> {
  const { actor } = incoming;
  if (hostOf(uri) !== actor.host) return (await moderateOurs(ctx, incoming)) ?? ignored("foreign-object");
  if (await receiveQuickDeletion(ctx, actor, uri, claimOf(ctx, incoming), isStamp)) return accepted;
  const kind = await stampKindOf(ctx, uri);
  if (kind !== null) {
    return writeOnce(ctx, incoming, async (tx) =>
      (await ENDING[kind](tx, uri, actor)) ? accepted : ignored("not-the-author"),
    );
  }
  const moderated = await moderateOurs(ctx, incoming);
  if (moderated) return moderated;
  return writeOnce(ctx, incoming, async (tx) => {
    const deletion = await storeDeletion(tx, actor, uri);
    if (deletion.change === "none") return ignored("not-the-author");
    if (deletion.change === "marked") return accepted;
    await tellGroup(tx, deletion.post, incoming);
    return accepted;
  });
}

/** Forums that follow a group of ours hear of it; on microblogs the group takes its boost back. */
async function tellGroup(tx: Ctx, post: Post, { id, activity }: Incoming): Promise<void> {
  const group = post.groupId === null ? null : await actorById(tx, post.groupId);
  if (!group?.local) return;
  if (id !== null) await passOn(tx, group, post, unsigned(activity));
  await takeBack(tx, { actor: group }, post);
}
