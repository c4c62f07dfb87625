import { and, eq, isNull, ne } from "drizzle-orm";
import { enqueueBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Party } from "../actors/actors.queries.ts";
import { type Post, postById } from "../posts/posts.queries.ts";
import { noteReadiness } from "../project-notes/kit-confirmations.store.ts";
import { kitConfirmations } from "../project-notes/kit-confirmations.table.ts";
import { projectNotes } from "../project-notes/project-notes.table.ts";
import { tellPeopleOf } from "../project-notes/telling.store.ts";
import { putConfirmation } from "../project-notes/usecases/edit.ts";
import type { Confirmation } from "./confirmations.activitypub.ts";
import { confirmationById, oldestConfirmation } from "./confirmations.queries.ts";

/** What other districts say of transfer kits, as we found it out. Call all of these inside a transaction. */

/** Has a stamp fetched in the background. */
export const checkConfirmation = (tx: Ctx, confirmationId: Id, runAt?: Date): Promise<void> =>
  enqueueBackground(
    tx,
    { kind: "verify-confirmation", confirmationId },
    { mergeKey: `verify-confirmation:${confirmationId}`, ...(runAt && { runAt }) },
  );

/** Somebody elsewhere offers a stamp for a note of ours. What they offered before and does not stand is forgotten. */
export async function noteOffered(tx: Ctx, post: Post, stampUri: string, confirmer: Party): Promise<void> {
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

/** A peer's note came, or a newer version of it: the stamp that it names is fetched; of others nothing is kept. */
export async function onKitStored(tx: Ctx, post: Post): Promise<void> {
  if (post.local) return;
  const [note] = await tx.db
    .select({ confirmedBy: projectNotes.confirmedBy })
    .from(projectNotes)
    .where(eq(projectNotes.postId, post.id));
  const named = note?.confirmedBy ?? null;
  const others = named === null ? undefined : ne(kitConfirmations.stampUri, named);
  await tx.db
    .delete(kitConfirmations)
    .where(and(eq(kitConfirmations.postId, post.id), isNull(kitConfirmations.document), others));
  if (named !== null) await noteStamp(tx, post.id, named, null);
  await noteReadiness(tx, post.id);
}

/** Writes down what a stamp was found to be, and puts it into the note, if it is ours. @param found null: it is none */
export async function settleConfirmation(tx: Ctx, id: Id, found: Confirmation | null): Promise<void> {
  const row = await confirmationById(tx, id);
  const post = row && (await postById(tx, row.postId));
  if (!row || !post) return;
  if (found) await confirm(tx, row.id, post.id, found);
  else
    await tx.db
      .update(kitConfirmations)
      .set({ state: "refused", checkedAt: tx.now() })
      .where(eq(kitConfirmations.id, id));
  if (post.local) await putConfirmation(tx, post.id, await oldestConfirmation(tx, post.id));
  await noteReadiness(tx, post.id);
  if (post.local && found && row.state !== "confirmed") {
    await tellPeopleOf(tx, post, { type: "kit_confirmed", from: row.confirmerId, place: "#paket" });
  }
}

/** Of one person one stands: the newest. */
async function confirm(tx: Ctx, id: Id, postId: Id, { confirmerUri, districtUri, sentence }: Confirmation) {
  const ofThem = and(eq(kitConfirmations.postId, postId), eq(kitConfirmations.confirmerUri, confirmerUri));
  await tx.db
    .delete(kitConfirmations)
    .where(and(ofThem, ne(kitConfirmations.id, id), isNull(kitConfirmations.document)));
  await tx.db
    .update(kitConfirmations)
    .set({ state: "confirmed", confirmerUri, districtUri, sentence, checkedAt: tx.now() })
    .where(eq(kitConfirmations.id, id));
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
