import { and, count, eq, isNull, sql } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { htmlToText } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import type { JsonObject } from "../../platform/json.ts";
import { actorById } from "../actors/actors.queries.ts";
import { districtOf } from "../district/district.queries.ts";
import type { Visibility } from "../posts/posts.model.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { announceNew, boost, takeBoostBack } from "../posts/usecases/send.ts";
import { BOOSTS_A_DAY, type LogAction, nextEvening, titleIn } from "./groups.model.ts";
import type { Group } from "./groups.queries.ts";
import { digestItems, districtBoosts, groupLog, groupSubmissions } from "./groups.table.ts";

/** The writes that use cases and inbox share. Call them inside a transaction. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** Keeps a newcomer's post until a moderator looks at it. @param activity the Create as it came */
export async function holdBack(tx: Ctx, group: Group, post: Post, activity: JsonObject): Promise<void> {
  const text = JSON.stringify(activity);
  await tx.db
    .insert(groupSubmissions)
    .values({ postId: post.id, groupId: group.actor.id, activity: text, createdAt: tx.now() })
    .onConflictDoUpdate({ target: groupSubmissions.postId, set: { activity: text } });
}

/** Ends the wait of a post. @returns its Create, or null when it does not wait for this group */
export async function takeSubmission(tx: Ctx, groupId: Id, postId: Id): Promise<JsonObject | null> {
  const [row] = await tx.db
    .update(groupSubmissions)
    .set({ turnedAwayAt: tx.now() })
    .where(
      and(
        eq(groupSubmissions.postId, postId),
        eq(groupSubmissions.groupId, groupId),
        isNull(groupSubmissions.turnedAwayAt),
      ),
    )
    .returning({ activity: groupSubmissions.activity });
  return row ? (JSON.parse(row.activity) as JsonObject) : null;
}

/**
 * Makes a peer's post a thread of a group of ours, with what was answered to it, and passes it on: the first time only.
 * A note gets its first line as title (R5).
 * @param activity the author's Create, to be passed on
 * @returns false when it stands in a group already
 */
export async function takeIntoGroup(tx: Ctx, group: Group, post: Post, activity: JsonObject): Promise<boolean> {
  const title = titleOf(post);
  const visibility: Visibility = group.mode === "closed" ? "group" : post.visibility;
  const taken = await tx.db
    .update(posts)
    .set({ groupId: group.actor.id, title, visibility })
    .where(and(eq(posts.id, post.id), isNull(posts.groupId), isNull(posts.deletedAt)))
    .returning({ id: posts.id });
  if (taken.length === 0) return false;
  await tx.db.delete(groupSubmissions).where(eq(groupSubmissions.postId, post.id));
  await tx.db
    .update(posts)
    .set({ groupId: group.actor.id })
    .where(and(eq(posts.rootId, post.id), isNull(posts.groupId)));
  await passOnThread(tx, group, { ...post, visibility }, activity);
  return true;
}

/** What a thread is called: notes have no title of their own. */
const titleOf = ({ kind, title, content }: Post): string | null =>
  kind === "note" ? titleIn(htmlToText(content)) : title;

/** Gives a note that was edited the title of its new first line. */
export async function retitle(tx: Ctx, post: Post): Promise<void> {
  if (post.kind !== "note" || post.inReplyToUri !== null) return;
  await tx.db
    .update(posts)
    .set({ title: titleOf(post) })
    .where(eq(posts.id, post.id));
}

async function passOnThread(tx: Ctx, group: Group, post: Post, activity: JsonObject): Promise<void> {
  const author = await actorById(tx, post.authorId);
  if (!author || (post.visibility !== "public" && post.visibility !== "group")) return;
  const forMembers = post.visibility === "group";
  const told = { ...toldIn(group, post), authorId: author.id, forMembers };
  const object = { id: post.uri, attributedTo: author.uri };
  await announceNew(tx, told, object, activity);
  if (!forMembers) await boostInDistrict(tx, group, post, object);
}

const toldIn = ({ actor }: Pick<Group, "actor">, { id, uri }: Pick<Post, "id" | "uri">) => ({
  postId: id,
  uri,
  groupId: actor.id,
  groupUri: actor.uri,
});

/**
 * The district passes on a public thread of one of its working groups, by a plain boost, once, and at most twelve a day;
 * what is more stands in the day's digest. What was posted in the district itself is neither passed on nor counted (wire
 * §2.5, decision 12).
 */
export async function boostInDistrict(
  tx: Ctx,
  group: Group,
  post: Pick<Post, "id" | "uri">,
  object: JsonObject,
): Promise<void> {
  const district = await districtOf(tx);
  if (!district || group.actor.id === district.actorId) return;
  // Two posts at once must not both be the twelfth.
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended('district-boosts', 0))`);
  const since = new Date(tx.now().getTime() - DAY_MS);
  const [today] = await tx.db
    .select({ boosts: count() })
    .from(districtBoosts)
    .where(sql`${districtBoosts.boostedAt} > ${since.toISOString()}::timestamptz`);
  if ((today?.boosts ?? 0) >= BOOSTS_A_DAY) return waitForDigest(tx, group.actor.id, post.id);
  const added = await tx.db
    .insert(districtBoosts)
    .values({ postId: post.id, boostedAt: tx.now() })
    .onConflictDoNothing()
    .returning({ postId: districtBoosts.postId });
  if (added.length === 0) return;
  await boost(tx, { postId: post.id, uri: post.uri, groupId: district.actorId, groupUri: district.actorUri }, object);
}

/** Keeps a thread for the next digest, which is due in the evening. */
async function waitForDigest(tx: Ctx, groupId: Id, postId: Id): Promise<void> {
  const boosted = await tx.db
    .select({ postId: districtBoosts.postId })
    .from(districtBoosts)
    .where(eq(districtBoosts.postId, postId));
  if (boosted.length > 0) return;
  await tx.db.insert(digestItems).values({ postId, groupId, createdAt: tx.now() }).onConflictDoNothing();
  await enqueueBackground(tx, { kind: "digest" }, { mergeKey: "digest", runAt: nextEvening(tx.now()) });
}

/** Takes back on microblog servers what the group, and the district, said of a thread that is no longer in the group. */
export async function takeBack(tx: Ctx, group: Pick<Group, "actor">, post: Post): Promise<void> {
  for (const told of await boostsOf(tx, group, post)) await takeBoostBack(tx, told);
  await enqueueBackground(tx, { kind: "correct-digests" }, { mergeKey: "correct-digests" });
}

/** Says it again of a thread that a moderator put back into the group. */
export async function sayAgain(tx: Ctx, group: Pick<Group, "actor">, post: Post): Promise<void> {
  const author = await actorById(tx, post.authorId);
  if (!author) return;
  for (const told of await boostsOf(tx, group, post)) {
    await boost(tx, told, { id: post.uri, attributedTo: author.uri });
  }
}

/** The plain Announces of a thread: the group's, and the district's if there was one. */
async function boostsOf(tx: Ctx, group: Pick<Group, "actor">, post: Post): Promise<ReturnType<typeof toldIn>[]> {
  if (post.visibility !== "public" || post.inReplyToUri !== null) return [];
  const told = toldIn(group, post);
  const boosted = await tx.db
    .select({ postId: districtBoosts.postId })
    .from(districtBoosts)
    .where(eq(districtBoosts.postId, post.id));
  const district = await districtOf(tx);
  if (boosted.length === 0 || !district) return [told];
  return [told, { ...told, groupId: district.actorId, groupUri: district.actorUri }];
}

/** A line of the log. */
export interface LogLine {
  readonly groupId: Id;
  readonly moderatorId: Id;
  readonly action: LogAction;
  readonly actorId?: Id | null;
  readonly postId?: Id | null;
  readonly reason?: string;
  readonly until?: Date | null;
}

export async function writeLog(tx: Ctx, line: LogLine): Promise<void> {
  await tx.db.insert(groupLog).values({ id: tx.newId(), createdAt: tx.now(), ...line });
}
