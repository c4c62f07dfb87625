import { and, asc, eq, isNull, or } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { accounts } from "../../accounts/accounts.table.ts";
import { confirmPassword, hashOfNobody, retireAccount } from "../../accounts/accounts.usecases.ts";
import { deleteOfActor } from "../../actors/actors.activitypub.ts";
import { actorNotFound } from "../../actors/actors.errors.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { actors } from "../../actors/actors.table.ts";
import { forgetAnswers } from "../../announcements/answers.usecases.ts";
import { forgetScheduled } from "../../composing/scheduled-posts.store.ts";
import { forgetFilters } from "../../filters/filters.usecases.ts";
import { removeFollow } from "../../follows/follows.store.ts";
import { follows } from "../../follows/follows.table.ts";
import { forgetRelations } from "../../follows/relations.store.ts";
import { forgetLists } from "../../lists/lists.usecases.ts";
import { releasePictures } from "../../media/profile-pictures.usecases.ts";
import { forgetPolicy } from "../../notifications/usecases/hold-back.ts";
import { leaveAllOrganisations } from "../../organisations/organisations.usecases.ts";
import { postBookmarks } from "../../posts/bookmarks.table.ts";
import { drafts } from "../../posts/drafts.table.ts";
import { postReactions, posts } from "../../posts/posts.table.ts";
import { removeReaction } from "../../posts/reactions.store.ts";
import { forgetTags } from "../../posts/usecases/keep-tag.ts";
import { forgetTalks } from "../../posts/usecases/mark-talk.ts";
import { projectNoteAuthors } from "../../project-notes/project-notes.table.ts";
import { endStampsOf } from "../../transfer/confirmations.store.ts";
import { lastAdmin } from "../moderation.errors.ts";
import { otherAdmin } from "../moderation.queries.ts";
import { removeOwn } from "./remove-post.ts";

/** Posts that one run of the background job removes. */
const BATCH = 50;

/**
 * Closes the viewer's account for ever: nobody can log in any more, a tombstone stands in its place (410), `Delete` goes
 * to every server that we know (wire S8), and a background job removes what was written. The name is never given again.
 * Organisations that nobody else writes for go to an admin: nobody is kept from closing an account.
 * @throws AppError `accounts.wrong-password`, `accounts.too-many-logins`, `moderation.last-admin`
 */
export async function closeAccount(ctx: Ctx, viewer: Viewer, password: string): Promise<void> {
  await confirmPassword(ctx, viewer, password);
  const heir = await otherAdmin(ctx, viewer.accountId);
  if (viewer.role === "admin" && heir === null) throw lastAdmin();
  const actor = await actorById(ctx, viewer.actorId);
  if (!actor || actor.deletedAt !== null) throw actorNotFound();
  const nobodys = await hashOfNobody();
  await inTransaction(ctx, async (tx) => {
    const now = tx.now();
    await leaveAllOrganisations(tx, viewer.accountId, heir);
    await retireAccount(tx, viewer.accountId, nobodys);
    await releasePictures(tx, viewer.accountId, actor);
    await forgetLists(tx, actor.id);
    await forgetFilters(tx, actor.id);
    await forgetTags(tx, actor.id);
    await forgetTalks(tx, actor.id);
    await forgetPolicy(tx, actor.id);
    await forgetAnswers(tx, actor.id);
    await tx.db
      .update(actors)
      .set({
        name: actor.handle,
        summary: "",
        fields: [],
        alsoKnownAs: [],
        iconUrl: null,
        imageUrl: null,
        document: "",
        etag: "",
        deletedAt: now,
      })
      .where(eq(actors.id, actor.id));
    await recordOutbox(tx, {
      actorId: actor.id,
      activity: deleteOfActor(actor, now),
      recipients: { everybody: true },
      orderingKey: actor.uri,
    });
    await enqueueBackground(tx, { kind: "empty-account", actorId: actor.id });
  });
}

/**
 * Removes what a member who closed the account left: some posts a run, then drafts, reactions, follows, blocks. Runs again
 * until nothing is left. Nobody sees any of it in the meantime, since its author is gone.
 */
export async function emptyAccount(ctx: Ctx, actorId: Id): Promise<void> {
  const actor = await actorById(ctx, actorId);
  if (!actor?.local || actor.deletedAt === null) return;
  const left = await ctx.db
    .select()
    .from(posts)
    .where(and(eq(posts.authorId, actorId), eq(posts.local, true), isNull(posts.deletedAt)))
    .orderBy(asc(posts.id))
    .limit(BATCH);
  for (const post of left) await inTransaction(ctx, (tx) => removeOwn(tx, post));
  if (left.length === BATCH) return enqueueBackground(ctx, { kind: "empty-account", actorId });
  await inTransaction(ctx, async (tx) => {
    await endStampsOf(tx, actor.uri);
    await forgetTraces(tx, actorId);
  });
}

async function forgetTraces(tx: Ctx, actorId: Id): Promise<void> {
  const owner = tx.db.select({ id: accounts.id }).from(accounts).where(eq(accounts.actorId, actorId));
  await tx.db.delete(drafts).where(eq(drafts.accountId, owner));
  await tx.db.delete(postBookmarks).where(eq(postBookmarks.accountId, owner));
  await forgetScheduled(tx, actorId);
  await tx.db.delete(projectNoteAuthors).where(eq(projectNoteAuthors.accountId, owner));
  const reactions = await tx.db.select().from(postReactions).where(eq(postReactions.actorId, actorId));
  for (const reaction of reactions) await removeReaction(tx, reaction);
  const rows = await tx.db
    .select({ id: follows.id })
    .from(follows)
    .where(or(eq(follows.followerId, actorId), eq(follows.followeeId, actorId)));
  for (const { id } of rows) await removeFollow(tx, id);
  await forgetRelations(tx, actorId);
}
