import { and, eq, sql } from "drizzle-orm";
import { hostAndParents, hostOf } from "../../platform/ap-uris.ts";
import { enqueueBackground } from "../../platform/background.ts";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import type { Id } from "../../platform/ids.ts";
import { cleanText } from "../../platform/text.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { actorNotFound } from "../actors/actors.errors.ts";
import { type Actor, actorById, ownHost } from "../actors/actors.queries.ts";
import { cannotBeParted, tooManyServers } from "./follows.errors.ts";
import { followBetween, followsWith } from "./follows.queries.ts";
import { endFollow, refuseFollow } from "./follows.usecases.ts";
import { forgetTold, putRelation, removeRelation } from "./relations.store.ts";
import { actorNotes, hostBlocks } from "./relations.table.ts";
import { lostOf, tellOfSeverance } from "./severances.store.ts";

/**
 * Blocks somebody for the viewer: follows end both ways (Undo, Reject), what she was told of them is gone, and from now on
 * neither sees the other's posts, follows, answers or reacts. Nothing is said of the block itself (wire §4.7).
 * @throws AppError `actors.not-found`, `follows.not-to-part` (oneself, the own district, the technical account)
 */
export async function blockActor(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  const { own, target } = await parties(ctx, viewer, targetId);
  await inTransaction(ctx, async (tx) => {
    await putRelation(tx, { actorId: own.id, targetId, kind: "block" });
    await forgetTold(tx, own.id, sql`${target.id}::bigint`);
    const [following, followed] = [
      await followBetween(tx, own.id, target.id),
      await followBetween(tx, target.id, own.id),
    ];
    if (following) await endFollow(tx, following, own, target);
    if (followed) await refuseFollow(tx, { follow: followed, follower: target, followee: own });
  });
}

/** Lifts a block; follows do not come back. Nothing happens when there is none. */
export async function unblockActor(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  await removeRelation(ctx, viewer.actorId, targetId, "block");
}

/**
 * Hides somebody's posts from the viewer, until then or, with null, until lifted, and takes away what she was told of them;
 * nobody else notices anything.
 * @throws AppError as `blockActor`
 */
export async function muteActor(ctx: Ctx, viewer: Viewer, targetId: Id, until: Date | null): Promise<void> {
  const { own } = await parties(ctx, viewer, targetId);
  await inTransaction(ctx, async (tx) => {
    await putRelation(tx, { actorId: own.id, targetId, kind: "mute", until });
    await forgetTold(tx, own.id, sql`${targetId}::bigint`);
    if (until === null) return;
    const mergeKey = `end-mutes:${until.getTime()}`;
    await enqueueBackground(tx, { kind: "end-mutes" }, { mergeKey, runAt: until });
  });
}

/** Ends a mute. Nothing happens when there is none. */
export async function unmuteActor(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<void> {
  await removeRelation(ctx, viewer.actorId, targetId, "mute");
}

/** The longest note about somebody. */
const MOST_NOTED = 2000;

/**
 * Writes down something about somebody for the viewer alone; what is empty is taken away.
 * @param text plain text, cut at 2,000 characters
 * @throws AppError `actors.not-found`
 */
export async function noteAbout(ctx: Ctx, viewer: Viewer, targetId: Id, text: string): Promise<void> {
  if (!(await actorById(ctx, targetId))) throw actorNotFound();
  const row = { actorId: viewer.actorId, targetId, text: [...cleanText(text)].slice(0, MOST_NOTED).join("") };
  if (row.text === "") {
    const its = and(eq(actorNotes.actorId, viewer.actorId), eq(actorNotes.targetId, targetId));
    await ctx.db.delete(actorNotes).where(its);
    return;
  }
  const pair = [actorNotes.actorId, actorNotes.targetId];
  await ctx.db
    .insert(actorNotes)
    .values(row)
    .onConflictDoUpdate({ target: pair, set: { text: row.text } });
}

/** The host of a bare domain as typed; null for an address, a handle, or what is no name. */
const hostNamed = (name: string): string | null => (/[/\\@?#]/.test(name) ? null : hostOf(`https://${name.trim()}`));

/** Of one member; each is looked at with every post. */
const MOST_HOSTS = 200;

/**
 * Blocks a whole server, and all names below it, for the viewer: follows end both ways, and nothing from there is shown or
 * told to them any more.
 * @param name a domain as typed
 * @throws AppError `follows.not-to-part` for the own server, or what is no name; `follows.too-many-servers`
 */
export async function blockServer(ctx: Ctx, viewer: Viewer, name: string): Promise<void> {
  const host = hostNamed(name);
  if (host === null || hostAndParents(ownHost(ctx)).includes(host)) throw cannotBeParted();
  await inTransaction(ctx, async (tx) => {
    const own = await actorById(tx, viewer.actorId);
    if (!own) throw actorNotFound();
    if ((await tx.db.$count(hostBlocks, eq(hostBlocks.actorId, own.id))) >= MOST_HOSTS) throw tooManyServers();
    await tx.db.insert(hostBlocks).values({ actorId: own.id, host, id: tx.newId() }).onConflictDoNothing();
    await forgetTold(tx, own.id, sql`select id from actors where ${isAtOrBelow(sql`actors.host`, sql`${host}::text`)}`);
    const ended = await followsWith(tx, own.id, host);
    for (const { follow, actor } of ended) {
      if (follow.followerId === own.id) await endFollow(tx, follow, own, actor);
      else await refuseFollow(tx, { follow, follower: actor, followee: own });
    }
    const lost = lostOf(ended.map(({ follow }) => follow)).filter(({ actorId }) => actorId === own.id);
    await tellOfSeverance(tx, { kind: "user_domain_block", targetName: host }, lost);
  });
}

/** Lifts the block of a server; follows do not come back. Nothing happens when there is none. */
export async function unblockServer(ctx: Ctx, viewer: Viewer, name: string): Promise<void> {
  const host = hostNamed(name);
  if (host === null) return;
  await ctx.db.delete(hostBlocks).where(and(eq(hostBlocks.actorId, viewer.actorId), eq(hostBlocks.host, host)));
}

async function parties(ctx: Ctx, viewer: Viewer, targetId: Id): Promise<{ own: Actor; target: Actor }> {
  const [own, target] = [await actorById(ctx, viewer.actorId), await actorById(ctx, targetId)];
  if (!own || !target || target.deletedAt !== null) throw actorNotFound();
  const isHouse = target.local && (target.kind === "district" || target.kind === "instance");
  if (own.id === target.id || isHouse) throw cannotBeParted();
  return { own, target };
}
