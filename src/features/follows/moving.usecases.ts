import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { recordOutbox } from "../../platform/outbox.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { confirmPassword } from "../accounts/accounts.usecases.ts";
import { moveActivity } from "../actors/actors.activitypub.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { MOVE_PAUSE_MS } from "../actors/actors.model.ts";
import { type Actor, actorById } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { announceProfile } from "../actors/actors.usecases.ts";
import { aliasRefused, cannotMoveTo, movedLately } from "./follows.errors.ts";
import { localFollowersOf } from "./follows.queries.ts";
import { beginFollow, endFollow } from "./follows.usecases.ts";
import { isParted } from "./relations.queries.ts";

export const MOST_ALIASES = 5;

/**
 * Says which other accounts are the viewer's as well: only from these can their followers be brought here.
 * @param aliases as they were found just now; they replace those of before
 * @throws AppError `follows.alias-refused` (field `aliases`): too many, or the own account
 */
export async function setAliases(ctx: Ctx, viewer: Viewer, aliases: readonly Actor[]): Promise<void> {
  const uris = [...new Set(aliases.map(({ uri }) => uri))];
  if (uris.length > MOST_ALIASES || aliases.some(({ id }) => id === viewer.actorId)) throw aliasRefused();
  await change(ctx, viewer.actorId, { alsoKnownAs: uris });
}

/**
 * Moves the viewer's followers to another account of theirs (wire §2.6, S24): `Move` to all followers, and from now on
 * the old account takes no new ones. Local followers are taken over at once. Posts stay where they are.
 * @param target read from its server just now
 * @throws AppError `follows.cannot-move-to` (field `target`): it is not there, has moved itself, or does not name this
 *   account; `follows.moved-lately`; `accounts.wrong-password`
 */
export async function moveOut(ctx: Ctx, viewer: Viewer, target: Actor, password: string): Promise<void> {
  await confirmPassword(ctx, viewer, password);
  const own = await actorById(ctx, viewer.actorId);
  if (!own) throw actorNotFound();
  if (own.movedAt && ctx.now().getTime() - own.movedAt.getTime() < MOVE_PAUSE_MS) throw movedLately();
  const isThere = target.suspendedAt === null && target.deletedAt === null && target.movedTo === null;
  if (!isThere || target.id === own.id || !target.alsoKnownAs.includes(own.uri)) throw cannotMoveTo();
  await inTransaction(ctx, async (tx) => {
    const moved = await change(tx, own.id, { movedTo: target.uri, movedAt: ctx.now() });
    await recordOutbox(tx, {
      actorId: own.id,
      activity: moveActivity(moved, target.uri, tx.newId(), ctx.now()),
      recipients: { followersOf: [own.id] },
      orderingKey: own.uri,
    });
    await carryFollowers(tx, moved, target);
  });
}

/** The account takes new followers again; those who went stay where they are. */
export async function comeBack(ctx: Ctx, viewer: Viewer): Promise<void> {
  await change(ctx, viewer.actorId, { movedTo: null });
}

function change(
  ctx: Ctx,
  actorId: Id,
  values: Partial<Pick<Actor, "alsoKnownAs" | "movedTo" | "movedAt">>,
): Promise<Actor> {
  return inTransaction(ctx, async (tx) => {
    await tx.db
      .update(actors)
      .set({ ...values, updatedAt: ctx.now() })
      .where(and(eq(actors.id, actorId), eq(actors.local, true)));
    return announceProfile(tx, actorId);
  });
}

/**
 * People here who followed `from` follow `to` instead, except who blocks it or is blocked. The district and its groups
 * decide for themselves: a partnership is not inherited. Call it inside a transaction.
 * @returns whether the district, or a group of ours, follows `from` and was left as it is
 */
export async function carryFollowers(tx: Ctx, from: Actor, to: Actor): Promise<boolean> {
  let leftAlone = false;
  for (const { follow, follower } of await localFollowersOf(tx, from.id)) {
    if (follower.kind !== "person") leftAlone = true;
    else if (follower.id !== to.id && !(await isParted(tx, follower.id, to.id))) {
      await beginFollow(tx, follower, to);
      await endFollow(tx, follow, follower, from);
    }
  }
  return leftAlone;
}
