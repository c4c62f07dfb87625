import { and, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import { objectUri } from "../../../platform/ap-uris.ts";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { escapeHtml } from "../../../platform/html.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import { translator } from "../../../ui/i18n/i18n.ts";
import { type Actor, actorById, actorsByIds } from "../../actors/actors.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { createActivity, updateActivity } from "../../posts/activities.activitypub.ts";
import { type Post, postById } from "../../posts/posts.queries.ts";
import { addPost } from "../../posts/posts.store.ts";
import { posts } from "../../posts/posts.table.ts";
import { removePost } from "../../posts/usecases/remove.ts";
import { nextVersion } from "../../posts/versions.store.ts";
import { pageOf, wholeSecond, writePost } from "../../posts/written.store.ts";
import { type DigestItem, digestItemsOf, staleDigests } from "../digest.queries.ts";
import { MOST_IN_DIGEST, nextEvening } from "../groups.model.ts";
import { digestItems } from "../groups.table.ts";

/** One digest after the other. */
const LOCK = sql`select pg_advisory_xact_lock(hashtextextended('district-boosts', 0))`;

/**
 * Writes the district's digest: a note to its followers on microblog servers that links what was posted in its working
 * groups beyond the twelve boosts of a day (wire §2.5). Unlisted, since all that it names is public elsewhere. Nothing
 * happens where nothing waits.
 */
export async function publishDigest(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await tx.db.execute(LOCK);
    const district = await districtActor(tx);
    const items = await digestItemsOf(tx, null);
    if (!district || items.length === 0) return;
    const id = tx.newId();
    const now = wholeSecond(tx.now());
    const place = { id, uri: objectUri(tx.origin, id), url: pageOf(tx, district, id), publishedAt: now };
    const { document, values } = await written(tx, district, items, { ...place, version: 1 });
    const row = { ...place, local: true, authorId: district.id, rootId: id, ...values };
    if (!(await addPost(tx, row))) throw new Error("A fresh id was taken.");
    await tx.db
      .update(digestItems)
      .set({ digestId: id })
      .where(
        inArray(
          digestItems.postId,
          items.map(({ postId }) => postId),
        ),
      );
    await recordOutbox(tx, {
      actorId: district.id,
      activity: createActivity(document),
      recipients: { followersOf: [district.id], announceForm: "plain", recordFor: id },
      orderingKey: place.uri,
    });
    if (items.length === MOST_IN_DIGEST) {
      await enqueueBackground(tx, { kind: "digest" }, { mergeKey: "digest", runAt: nextEvening(tx.now()) });
    } else await tx.db.delete(digestItems).where(isNull(digestItems.digestId));
  });
}

/** Takes out of earlier digests what was deleted or removed since; one that names nothing any more is deleted. */
export async function correctDigests(ctx: Ctx): Promise<void> {
  for (const id of await staleDigests(ctx)) {
    await inTransaction(ctx, async (tx) => {
      await tx.db.execute(LOCK);
      const [district, digest] = await Promise.all([districtActor(tx), postById(tx, id)]);
      const items = await digestItemsOf(tx, id);
      const named = items.map(({ postId }) => postId);
      const others = named.length === 0 ? undefined : notInArray(digestItems.postId, named);
      await tx.db.delete(digestItems).where(and(eq(digestItems.digestId, id), others));
      if (!district || !digest || digest.deletedAt !== null) return;
      await (items.length === 0 ? removePost(tx, digest) : rewrite(tx, district, digest, items));
    });
  }
}

async function rewrite(tx: Ctx, district: Actor, digest: Post, items: readonly DigestItem[]): Promise<void> {
  const { document, values } = await written(tx, district, items, {
    ...digest,
    version: await nextVersion(tx, digest),
  });
  await tx.db.update(posts).set(values).where(eq(posts.id, digest.id));
  await recordOutbox(tx, {
    actorId: district.id,
    activity: updateActivity(document),
    recipients: { followersOf: [district.id], announceForm: "plain", ledgerOf: digest.id },
    orderingKey: digest.uri,
  });
}

async function districtActor(ctx: Ctx): Promise<Actor | null> {
  const district = await districtOf(ctx);
  return district && actorById(ctx, district.actorId);
}

async function written(
  tx: Ctx,
  district: Actor,
  items: readonly DigestItem[],
  place: Pick<Post, "uri" | "url" | "publishedAt" | "version">,
) {
  const t = translator("de");
  const groups = await actorsByIds(tx, [...new Set(items.map(({ groupId }) => groupId))]);
  const lines = items.map(({ title, url, author, groupId }) => ({
    url,
    title: title ?? t("groups.thread.untitled", { name: author }),
    group: groups.get(groupId as Id)?.name ?? "",
  }));
  const lead = t("groups.digest.lead", { district: district.name });
  const links = lines.map(
    ({ url, title, group }) => `<li><a href="${escapeHtml(url)}">${escapeHtml(title)}</a> (${escapeHtml(group)})</li>`,
  );
  const now = wholeSecond(tx.now());
  return writePost({
    ...{ origin: tx.origin, author: district, visibility: "unlisted", groupUri: null, mentioned: [], language: "de" },
    ...{
      inReplyTo: null,
      context: null,
      title: null,
      summary: null,
      sensitive: false,
      images: [],
      tags: [],
      poll: null,
    },
    ...{ uri: place.uri, url: place.url, publishedAt: place.publishedAt, version: place.version, now },
    updatedAt: place.version === 1 ? place.publishedAt : now,
    text: [lead, ...lines.map(({ url, title, group }) => `${title} (${group}): ${url}`)].join("\n\n"),
    content: `<p>${escapeHtml(lead)}</p><ul>${links.join("")}</ul>`,
  });
}
