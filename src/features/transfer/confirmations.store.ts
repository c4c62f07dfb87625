import { and, eq, isNull, lt, ne, or, sql } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { wireText } from "../../platform/wire.ts";
import { actorByUri, type Party } from "../actors/actors.queries.ts";
import { tell } from "../follows/telling.store.ts";
import { addToLedger } from "../posts/ledger.queries.ts";
import type { Post } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { noteReadiness } from "../project-notes/kit-confirmations.store.ts";
import { kitConfirmations } from "../project-notes/kit-confirmations.table.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import { tellPeopleOf } from "../project-notes/telling.store.ts";
import { putConfirmation } from "../project-notes/usecases/edit.ts";
import { type Confirmation, endedStamp } from "./confirmations.activitypub.ts";
import { confirmationById, isOwnStanding, type KitConfirmation } from "./confirmations.queries.ts";

/** What other districts say of transfer kits, as we found it out. Call all of these inside a transaction. */

const REFUSED_FOR_MS = 24 * 60 * 60 * 1000;

/** Has a stamp fetched in the background. */
export const checkConfirmation = (tx: Ctx, confirmationId: Id, runAt?: Date): Promise<void> =>
  enqueueBackground(
    tx,
    { kind: "verify-confirmation", confirmationId },
    { mergeKey: `verify-confirmation:${confirmationId}`, ...(runAt && { runAt }) },
  );

/** A note, locked: whatever becomes of its confirmations, happens one after the other. */
export async function lockNoteOf(tx: Ctx, postId: Id): Promise<Post | null> {
  const [post] = await tx.db.select().from(posts).where(eq(posts.id, postId)).for("update");
  return post ?? null;
}

/** Somebody elsewhere offers a stamp for a note of ours. What they offered before and does not stand is forgotten. */
export async function noteOffered(tx: Ctx, post: Post, stampUri: string, confirmer: Party): Promise<void> {
  await lockNoteOf(tx, post.id);
  await tx.db
    .delete(kitConfirmations)
    .where(
      and(
        eq(kitConfirmations.postId, post.id),
        eq(kitConfirmations.confirmerUri, confirmer.uri),
        ne(kitConfirmations.state, "confirmed"),
      ),
    );
  await noteStamp(tx, post.id, stampUri, { uri: confirmer.uri, id: confirmer.id });
}

async function noteStamp(tx: Ctx, postId: Id, stampUri: string, confirmer: { uri: string; id: Id } | null) {
  const id = tx.newId();
  const row = { id, postId, stampUri, state: "checking" as const, createdAt: tx.now() };
  const rows = await tx.db
    .insert(kitConfirmations)
    .values({ ...row, confirmerUri: confirmer?.uri ?? null, confirmerId: confirmer?.id ?? null })
    .onConflictDoNothing()
    .returning({ id: kitConfirmations.id });
  if (rows.length > 0) await checkConfirmation(tx, id);
}

/**
 * A peer's note came, or a newer version of it: the stamp that it names is fetched; of others nothing is kept. Members
 * who confirmed its kit are told when it is another one now.
 */
export async function onKitStored(tx: Ctx, post: Post): Promise<void> {
  if (post.local) return;
  const [note] = await tx.db
    .select({ confirmedBy: projectNotes.confirmedBy })
    .from(projectNotes)
    .where(eq(projectNotes.postId, post.id));
  const named = note?.confirmedBy ?? null;
  const others = named === null ? undefined : or(ne(kitConfirmations.stampUri, named), refusedBefore(tx));
  await tx.db
    .delete(kitConfirmations)
    .where(and(eq(kitConfirmations.postId, post.id), isNull(kitConfirmations.document), others));
  if (named !== null) await noteStamp(tx, post.id, named, null);
  await noteReadiness(tx, post.id);
  await tellConfirmers(tx, post);
}

/** What was refused a day ago or longer may be found right by now. */
const refusedBefore = (tx: Ctx) =>
  and(
    eq(kitConfirmations.state, "refused"),
    lt(kitConfirmations.checkedAt, new Date(tx.now().getTime() - REFUSED_FOR_MS)),
  );

/** Each is told once: until they confirm again, they know that theirs is an earlier version. */
async function tellConfirmers(tx: Ctx, post: Post): Promise<void> {
  const rows = await tx.db
    .select({ id: kitConfirmations.id, confirmerId: kitConfirmations.confirmerId, host: sql<string>`author.host` })
    .from(kitConfirmations)
    .innerJoin(projectNotes, eq(projectNotes.postId, kitConfirmations.postId))
    .innerJoin(sql`actors author`, sql`author.id = ${post.authorId}`)
    .where(
      and(eq(kitConfirmations.postId, post.id), isOwnStanding, ne(kitConfirmations.kitDigest, projectNotes.kitDigest)),
    );
  for (const { id, confirmerId, host } of rows) {
    const path = `/projekte/${host}/${post.id}?bestaetigung=${id}#paket`;
    const to = confirmerId === null ? [] : [confirmerId];
    await tell(tx, { type: "kit_changed", to, from: post.authorId, path, title: post.title, postId: post.id });
  }
}

/** Looks anew at what the confirmations of a note come to: in its document, if it is ours, and in the catalogue. */
export async function refreshKit(tx: Ctx, post: Pick<Post, "id" | "local">): Promise<void> {
  if (post.local) await putConfirmation(tx, post.id);
  await noteReadiness(tx, post.id);
}

/**
 * Writes down what a stamp was found to be, and puts it into the note, if it is ours. What was taken back while it was
 * fetched stays so.
 * @param found null: it is none
 */
export async function settleConfirmation(tx: Ctx, id: Id, found: Confirmation | null): Promise<void> {
  const postId = (await confirmationById(tx, id))?.postId;
  const post = postId === undefined ? null : await lockNoteOf(tx, postId);
  const row = await confirmationById(tx, id);
  if (!row || !post || row.state === "refused" || row.document !== null) return;
  if (found) await confirm(tx, row, found);
  else await refuse(tx, id);
  if (found && post.local) await keepInformed(tx, post.id, found.confirmerUri);
  await refreshKit(tx, post);
  if (post.local && found && row.state !== "confirmed") {
    await tellPeopleOf(tx, post, { type: "kit_confirmed", from: row.confirmerId, place: "#paket" });
  }
}

const refuse = (tx: Ctx, id: Id) =>
  tx.db.update(kitConfirmations).set({ state: "refused", checkedAt: tx.now() }).where(eq(kitConfirmations.id, id));

/** Of one person one stands: the newest. */
async function confirm(tx: Ctx, { id, postId }: KitConfirmation, found: Confirmation) {
  const { confirmerUri, districtUri, sentence, kitDigest } = found;
  const ofThem = and(eq(kitConfirmations.postId, postId), eq(kitConfirmations.confirmerUri, confirmerUri));
  await tx.db
    .delete(kitConfirmations)
    .where(and(ofThem, ne(kitConfirmations.id, id), isNull(kitConfirmations.document)));
  await tx.db
    .update(kitConfirmations)
    .set({ state: "confirmed", confirmerUri, districtUri, sentence, kitDigest, checkedAt: tx.now() })
    .where(eq(kitConfirmations.id, id));
}

/** Whoever confirmed a kit hears when it changes, whether they follow us or not. */
async function keepInformed(tx: Ctx, postId: Id, confirmerUri: string): Promise<void> {
  const confirmer = await actorByUri(tx, confirmerUri);
  if (confirmer) await addToLedger(tx, postId, [confirmer.sharedInboxUri ?? confirmer.inboxUri]);
}

/** Whoever gave a stamp took it back: nobody else's word counts. @returns whether it was theirs */
export async function endConfirmations(tx: Ctx, stampUri: string, confirmerUri: string): Promise<boolean> {
  const rows = await tx.db
    .select({ id: kitConfirmations.id })
    .from(kitConfirmations)
    .where(
      and(
        eq(kitConfirmations.stampUri, stampUri),
        eq(kitConfirmations.confirmerUri, confirmerUri),
        isNull(kitConfirmations.document),
      ),
    );
  for (const { id } of rows) await settleConfirmation(tx, id, null);
  return rows.length > 0;
}

/** A stamp of ours stands no more: a Tombstone takes its place. */
export async function endOwnStamp(tx: Ctx, { id, stampUri }: Pick<KitConfirmation, "id" | "stampUri">): Promise<void> {
  const document = wireText(endedStamp(stampUri, tx.now()));
  await tx.db.update(kitConfirmations).set({ state: "refused", document }).where(eq(kitConfirmations.id, id));
}

/** Ends all that a member said of kits elsewhere: the account was closed, as every server is told. */
export async function endStampsOf(tx: Ctx, memberUri: string): Promise<void> {
  const rows = await tx.db
    .select()
    .from(kitConfirmations)
    .where(and(eq(kitConfirmations.confirmerUri, memberUri), isOwnStanding));
  for (const row of rows) {
    await endOwnStamp(tx, row);
    await noteReadiness(tx, row.postId);
  }
}
