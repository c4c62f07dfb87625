import { objectUri } from "../../../platform/ap-uris.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { wireText } from "../../../platform/wire.ts";
import { type Actor, actorById } from "../../actors/actors.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { type Post, visiblePost } from "../../posts/posts.queries.ts";
import { noteReadiness } from "../../project-notes/kit-confirmations.store.ts";
import { kitConfirmations } from "../../project-notes/kit-confirmations.table.ts";
import { kitDigest } from "../../project-notes/kit-digest.model.ts";
import { noteOf } from "../../project-notes/project-notes.queries.ts";
import {
  type Confirmation,
  deleteConfirmation,
  offerConfirmation,
  stampDocument,
} from "../confirmations.activitypub.ts";
import { confirmationBy } from "../confirmations.queries.ts";
import { endOwnStamp, lockNoteOf } from "../confirmations.store.ts";
import { cannotConfirm, notConfirmed } from "../transfer.errors.ts";
import { type ConfirmationInput, confirmationSchema } from "../transfer.schemas.ts";

/** A note of another district with a kit, and who is told. */
interface Confirmable {
  readonly post: Post;
  readonly confirmer: Actor;
  readonly people: readonly Actor[];
}

/** @throws AppError `transfer.not-confirmable` */
async function confirmable(tx: Ctx, viewer: Viewer, postId: Id): Promise<Confirmable> {
  const [post, open] = await Promise.all([visiblePost(tx, viewer, postId), visiblePost(tx, null, postId)]);
  if (post?.kind !== "projectNote" || !open || post.local) throw cannotConfirm();
  const [author, confirmer, group] = await Promise.all([
    actorById(tx, post.authorId),
    actorById(tx, viewer.actorId),
    post.groupId === null ? null : actorById(tx, post.groupId),
  ]);
  if (!author || !confirmer) throw cannotConfirm();
  return { post, confirmer, people: [author, ...(group?.host === author.host ? [group] : [])] };
}

/**
 * "Einfach handzuhaben": a member says that another district's transfer kit works, in the version that it has now. The
 * stamp lies here, and is offered to the people of the note. What they said of an earlier version ends; said already:
 * nothing happens.
 * @throws AppError `transfer.not-confirmable`, `errors.input`
 */
export async function confirmKit(ctx: Ctx, viewer: Viewer, postId: Id, input: ConfirmationInput): Promise<void> {
  const { sentence } = readInput(confirmationSchema, input);
  await inTransaction(ctx, async (tx) => {
    const { post, confirmer, people } = await confirmable(tx, viewer, postId);
    await lockNoteOf(tx, post.id);
    const [note, district] = await Promise.all([noteOf(tx, post.id), districtOf(tx)]);
    if (!district || !note?.fields.transferKit?.steps?.length) throw cannotConfirm();
    const digest = kitDigest(note.fields);
    const earlier = await confirmationBy(tx, post.id, confirmer.uri);
    if (earlier?.kitDigest === digest) return;
    if (earlier) await endOwnStamp(tx, earlier);
    const [id, at] = [tx.newId(), tx.now()];
    const named = { stampUri: objectUri(tx.origin, id), confirmerUri: confirmer.uri, noteUri: post.uri };
    await addStamp(
      tx,
      { ...named, districtUri: district.actorUri, kitDigest: digest, sentence },
      { id, post, confirmer },
    );
    await noteReadiness(tx, post.id);
    await recordOutbox(tx, {
      actorId: confirmer.id,
      activity: offerConfirmation(
        named,
        people.map(({ uri }) => uri),
        at,
      ),
      recipients: { actors: people.map((actor) => actor.id) },
      orderingKey: named.stampUri,
    });
  });
}

async function addStamp(
  tx: Ctx,
  confirmation: Confirmation,
  { id, post, confirmer }: { readonly id: Id; readonly post: Post; readonly confirmer: Actor },
): Promise<void> {
  const { noteUri: _noteUri, ...values } = confirmation;
  await tx.db.insert(kitConfirmations).values({
    id,
    postId: post.id,
    ...values,
    confirmerId: confirmer.id,
    state: "confirmed",
    document: wireText(stampDocument(confirmation, tx.now())),
    createdAt: tx.now(),
  });
}

/** Takes it back. @throws AppError `transfer.not-confirmable`, `.not-confirmed` */
export async function withdrawConfirmation(ctx: Ctx, viewer: Viewer, postId: Id): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { post, confirmer, people } = await confirmable(tx, viewer, postId);
    await lockNoteOf(tx, post.id);
    const row = await confirmationBy(tx, post.id, confirmer.uri);
    if (!row) throw notConfirmed();
    await endOwnStamp(tx, row);
    await noteReadiness(tx, post.id);
    const named = { stampUri: row.stampUri, confirmerUri: confirmer.uri, noteUri: post.uri };
    const to = people.map(({ uri }) => uri);
    await recordOutbox(tx, {
      actorId: confirmer.id,
      activity: deleteConfirmation(named, to, tx.now()),
      recipients: { actors: people.map((actor) => actor.id) },
      orderingKey: row.stampUri,
    });
  });
}
