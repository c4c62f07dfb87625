import { type Actor, actorById, actorByUri } from "../../features/actors/actors.queries.ts";
import {
  collectionsOf,
  type GroupCollections,
  moderatorsIn,
  readModeration,
  remoteCollections,
  type WireAct,
} from "../../features/groups/groups.activitypub.ts";
import { type Group, groupById, groupsAmong, standingIn } from "../../features/groups/groups.queries.ts";
import { type Act, applyAct, moderate } from "../../features/groups/moderation.store.ts";
import { type Post, postByUri } from "../../features/posts/posts.queries.ts";
import { asList, httpUrl, idOf, isObject } from "../../platform/ap-read.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Id } from "../../platform/ids.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { kvDelete, kvGet, kvSet } from "../../platform/kv.ts";
import { type FetchBudget, fetchDocument } from "../fetch/fetch-document.ts";
import { resolveActor } from "../fetch/resolve.ts";
import { accepted, type Handler, type Incoming, ignored, type Outcome, unsigned, writeOnce } from "./incoming.ts";

/** A Block with a group as its target is a ban from it; without one, a matter between two people. */
export const isBan = (block: JsonObject): boolean => block.target !== undefined;

/**
 * What moderators do (R15): one elsewhere in a group of ours, or a group elsewhere with its own pins. Anybody else's
 * word has no effect (T053, T067).
 */
export const receiveModeration: Handler = async (ctx, incoming) =>
  (await moderateOurs(ctx, incoming)) ??
  (await pinElsewhere(ctx, incoming)) ??
  ignored(`not-handled: ${incoming.type}`);

/** A moderator's act in a group of ours, sent by the moderator. @returns null when it is about none of our groups */
export async function moderateOurs(ctx: Ctx, incoming: Incoming): Promise<Outcome | null> {
  const { actor, activity } = incoming;
  const group = await groupMeant(ctx, activity);
  const act = group && readModeration(activity, collectionsOf(group.actor));
  if (!group || !act) return null;
  if (!(await standingIn(ctx, group.actor.id, actor.id)).moderator) {
    // Its author's own Delete, perhaps: that is decided elsewhere.
    return incoming.type === "Delete" ? null : ignored("not-a-moderator");
  }
  const about = await rowsOf(ctx, group.actor.id, act, incoming.budget);
  if (!about) return ignored("not-in-group");
  if (incoming.type === "Delete" && about.post?.authorId === actor.id) return null;
  if (await isUntouchable(ctx, group, about)) return ignored("a-moderator");
  return writeOnce(ctx, incoming, async (tx) =>
    (await moderate(tx, group, actor, about, unsigned(activity))) ? accepted : ignored("done-already"),
  );
}

/** Moderators ban no moderators. */
const isUntouchable = async (ctx: Ctx, group: Group, { action, actor }: Act): Promise<boolean> =>
  action === "ban" && actor !== undefined && (await standingIn(ctx, group.actor.id, actor.id)).moderator;

/** The group of ours that an act names as its target or audience, or that its post stands in. */
async function groupMeant(ctx: Ctx, activity: JsonObject): Promise<Group | null> {
  const act = activity.type === "Undo" && isObject(activity.object) ? activity.object : activity;
  const target = idOf(act.target)?.replace(/\/(moderators|featured)$/, "");
  const named = [target ?? null, ...asList(act.audience).map(idOf)].filter((uri) => uri !== null);
  const [group] = await groupsAmong(ctx, named);
  if (group || named.length > 0) return group ?? null;
  const uri = httpUrl(idOf(act.object));
  const post = uri === null ? null : await postByUri(ctx, uri);
  return post?.groupId ? groupById(ctx, post.groupId) : null;
}

const OF_PEOPLE = new Set<WireAct["action"]>(["ban", "unban", "appoint", "dismiss"]);

/** The rows that an act is about: a post that stands in the group, or a person. */
async function rowsOf(ctx: Ctx, groupId: Id, act: WireAct, budget?: FetchBudget): Promise<Act | null> {
  const { action, reason, until, objectUri } = act;
  if (OF_PEOPLE.has(action)) {
    const actor = budget ? await personAt(ctx, objectUri, budget) : await actorByUri(ctx, objectUri);
    return actor && { action, reason, until, actor };
  }
  const post = await postByUri(ctx, objectUri);
  const fits = post?.groupId === groupId && post.deletedAt === null && isTopEnough(action, post);
  return fits ? { action, reason, until: null, post } : null;
}

/** Only threads are locked and pinned; comments are removed. */
const isTopEnough = (action: WireAct["action"], post: Post): boolean =>
  action === "remove" || action === "restore" || post.inReplyToUri === null;

async function personAt(ctx: Ctx, uri: string, budget: FetchBudget): Promise<Actor | null> {
  try {
    return await resolveActor(ctx, uri, { budget });
  } catch (error) {
    if (error instanceof AppError && error.kind !== "upstream") return null;
    throw error;
  }
}

/** A group pins with its own hand (Mastodon's form): only in its own `featured`. */
async function pinElsewhere(ctx: Ctx, incoming: Incoming): Promise<Outcome | null> {
  const { actor, activity, followed } = incoming;
  if (actor.type !== "Group" || !followed) return null;
  const group = await actorById(ctx, actor.id);
  const act = group && readModeration(activity, remoteCollections(group));
  if (!group || !act || (act.action !== "pin" && act.action !== "unpin")) return null;
  const about = await rowsOf(ctx, group.id, act);
  if (!about) return ignored("not-in-group");
  return writeOnce(ctx, incoming, async (tx) =>
    (await applyAct(tx, group.id, about)) ? accepted : ignored("done-already"),
  );
}

/**
 * A moderator's act that a group elsewhere passed on (S22). It counts when the group itself lists its inner actor as a
 * moderator (check 58), and never for a post of ours: what our members wrote is not theirs to take away.
 * @returns null when it is no such act, or its author's own
 */
export async function receiveWrappedModeration(
  ctx: Ctx,
  incoming: Incoming,
  inner: JsonObject,
): Promise<Outcome | null> {
  const group = await actorById(ctx, incoming.actor.id);
  const collections = group && remoteCollections(group);
  const act = collections && readModeration(inner, collections);
  if (!group || !collections?.moderators || !act) return null;
  const about = await rowsOf(ctx, group.id, act);
  const by = idOf(inner.actor);
  // Whoever wrote it deletes it: that is asked for at its origin.
  if (inner.type === "Delete" && about?.post && (await actorById(ctx, about.post.authorId))?.uri === by) return null;
  if (!incoming.followed) return ignored("not-asked-for");
  if (about?.post?.local) return ignored("ours");
  if (by === null || !(await moderatorsElsewhere(ctx, collections, incoming.budget)).includes(by)) {
    return ignored("not-a-moderator");
  }
  // Whoever was named or dismissed counts, or does not, from the next act on, known here or not.
  if (act.action === "appoint" || act.action === "dismiss") await kvDelete(ctx, rememberedAs(collections));
  if (!about) return ignored("not-in-group");
  return writeOnce(ctx, incoming, async (tx) =>
    (await applyAct(tx, group.id, about)) ? accepted : ignored("done-already"),
  );
}

/** So long a list of moderators elsewhere is believed before it is asked for again. */
const REMEMBERED_MS = 10 * 60 * 1000;

const rememberedAs = ({ uri }: GroupCollections): string[] => ["federation", "group-moderators", uri];

async function moderatorsElsewhere(ctx: Ctx, group: GroupCollections, budget: FetchBudget): Promise<readonly Json[]> {
  if (group.moderators === null) return [];
  const kept = await kvGet(ctx, rememberedAs(group));
  if (Array.isArray(kept)) return kept as Json[];
  try {
    const { document } = await fetchDocument(ctx, group.moderators, budget);
    const moderators = moderatorsIn(document);
    await kvSet(ctx, rememberedAs(group), moderators, REMEMBERED_MS);
    return moderators;
  } catch (error) {
    if (error instanceof AppError && error.kind !== "upstream") return [];
    throw error;
  }
}
