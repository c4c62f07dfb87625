import { and, eq, lt, sql } from "drizzle-orm";
import { enqueueBackground } from "../../../platform/background.ts";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { postById } from "../../posts/posts.queries.ts";
import { tellPeopleOf } from "../../project-notes/telling.store.ts";
import { type DueFollowUp, dueFollowUps } from "../follow-ups.queries.ts";
import { followUps } from "../follow-ups.table.ts";

const AT_ONCE = 200;

/** Lets `askFollowUps` run after `delayMs`; a waiting one is not doubled. Call it at every start. */
export const scheduleFollowUps = (ctx: Ctx, delayMs = 0): Promise<void> =>
  enqueueBackground(
    ctx,
    { kind: "follow-ups" },
    { mergeKey: "follow-ups", runAt: new Date(ctx.now().getTime() + delayMs) },
  );

/**
 * Asks the people of notes of ours, on both sides of an adoption, half a year and a year after it was confirmed; each
 * round once, and later when this server was away on the day.
 */
export async function askFollowUps(ctx: Ctx): Promise<void> {
  for (;;) {
    const due = await dueFollowUps(ctx, AT_ONCE);
    for (const one of due) await inTransaction(ctx, (tx) => ask(tx, one));
    if (due.length < AT_ONCE) return;
  }
}

async function ask(tx: Ctx, { side, postId, adoptionId, months }: DueFollowUp): Promise<void> {
  const post = await postById(tx, postId);
  const [asked] = await tx.db
    .insert(followUps)
    .values({ id: tx.newId(), postId, side, adoptionId, months, state: "open", askedAt: tx.now() })
    .onConflictDoNothing()
    .returning({ id: followUps.id });
  if (!post || !asked) return;
  // Whoever left the first round open is asked once, not twice.
  await tx.db
    .update(followUps)
    .set({ state: "passed", closedAt: tx.now() })
    .where(
      and(
        eq(followUps.postId, postId),
        eq(followUps.side, side),
        sql`${followUps.adoptionId} is not distinct from ${adoptionId}`,
        lt(followUps.months, months),
        eq(followUps.state, "open"),
      ),
    );
  await tellPeopleOf(tx, post, { type: "follow_up", from: null, place: `/nachfrage/${asked.id}` });
}
