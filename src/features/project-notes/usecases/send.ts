import type { Ctx } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import type { JsonObject } from "../../../platform/json.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import {
  type Announcer,
  announcePlain,
  announceWrapped,
  createActivity,
  deleteActivity,
  updateActivity,
} from "../../posts/activities.activitypub.ts";

/** Who speaks about a note: its author, and the district that passes it on. */
interface Senders {
  readonly authorId: Id;
  readonly districtId: Id;
  readonly districtUri: string;
}

/** A note that is told about; all that is told of it keeps its order per host. */
export interface Told extends Senders {
  readonly postId: Id;
  readonly uri: string;
}

const announcerOf = (ctx: Ctx, { districtUri }: Senders): Announcer => ({
  groupUri: districtUri,
  announceId: ctx.newId(),
  at: ctx.now(),
});

/**
 * Tells of a new note: `Create` by the author to the author's followers; one Announce by the district to each of its
 * followers, in the form that the follower's server understands (wire §2.5, check 51).
 */
export async function tellOfNew(ctx: Ctx, note: Told, document: JsonObject): Promise<void> {
  const { authorId, districtId, postId: recordFor, uri: orderingKey } = note;
  const create = createActivity(document);
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: create,
    recipients: { followersOf: [authorId], recordFor },
    orderingKey,
  });
  await recordOutbox(ctx, {
    actorId: districtId,
    // The same id as in the district's outbox.
    activity: announcePlain({ ...announcerOf(ctx, note), announceId: recordFor }, document),
    recipients: { followersOf: [districtId], announceForm: "plain", recordFor },
    orderingKey,
  });
  await recordOutbox(ctx, {
    actorId: districtId,
    activity: announceWrapped(announcerOf(ctx, note), create),
    recipients: { followersOf: [districtId], announceForm: "wrapped", recordFor },
    orderingKey,
  });
}

/** When edits are sent together: not before `notBefore`, the newest taking the place of the others. */
export type Merging = { readonly notBefore: Date } | null;

/** Tells of an edit: whoever was ever given the note, and today's followers. Microblog servers get no Announce. */
export async function tellOfEdit(ctx: Ctx, note: Told, document: JsonObject, merging: Merging): Promise<void> {
  const { authorId, districtId, postId, uri: orderingKey } = note;
  const update = updateActivity(document);
  const merge = (key: string) => (merging ? { merge: { key: `${key}:${orderingKey}`, ...merging } } : {});
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: update,
    recipients: { followersOf: [authorId], ledgerOf: postId, recordFor: postId },
    orderingKey,
    ...merge("update"),
  });
  await recordOutbox(ctx, {
    actorId: districtId,
    activity: announceWrapped(announcerOf(ctx, note), update),
    recipients: { followersOf: [districtId], announceForm: "wrapped", recordFor: postId },
    orderingKey,
    ...merge("announce-update"),
  });
}

/** Tells of a deletion: whoever was ever given the note. What of it still waits to be sent goes out before. */
export async function tellOfDeletion(ctx: Ctx, note: Told, document: JsonObject, deleted: Date): Promise<void> {
  const { authorId, districtId, postId, uri: orderingKey } = note;
  const removal = deleteActivity(document, deleted);
  await recordOutbox(ctx, {
    actorId: authorId,
    activity: removal,
    recipients: { followersOf: [authorId], ledgerOf: postId },
    orderingKey,
  });
  await recordOutbox(ctx, {
    actorId: districtId,
    activity: announceWrapped(announcerOf(ctx, note), removal),
    recipients: { followersOf: [districtId], announceForm: "wrapped" },
    orderingKey,
  });
}
