import { and, eq, sql } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { isSameSecret } from "../../platform/secrets.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { MailInterval } from "../notifications/notifications.model.ts";
import type { CatalogueQuery } from "../project-notes/catalogue.model.ts";
import { catalogueParameters, narrowingOf } from "../project-notes/catalogue-address.model.ts";
import { searchNotFound, tooManySearches } from "./saved.errors.ts";
import { savedSearches } from "./saved.table.ts";

const MOST_SAVED = 30;

/**
 * Keeps a search for the viewer; one that is kept already only changes how often it comes by mail. What is there now is
 * not new.
 * @throws AppError `search.too-many`
 */
export async function saveSearch(ctx: Ctx, viewer: Viewer, query: CatalogueQuery, mail: MailInterval): Promise<void> {
  const { accountId } = viewer;
  const parameters = catalogueParameters(narrowingOf(query));
  await inTransaction(ctx, async (tx) => {
    // Two forms sent at once wait for each other.
    await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`searches:${accountId}`}, 0))`);
    const kept = await tx.db
      .select({ id: savedSearches.id, parameters: savedSearches.parameters })
      .from(savedSearches)
      .where(eq(savedSearches.accountId, accountId));
    const same = kept.find((search) => search.parameters === parameters);
    if (same) {
      await tx.db.update(savedSearches).set({ mail }).where(eq(savedSearches.id, same.id));
      return;
    }
    if (kept.length >= MOST_SAVED) throw tooManySearches(MOST_SAVED);
    const now = tx.now();
    const row = { id: tx.newId(), accountId, parameters, mail, createdAt: now, lookedAt: now };
    await tx.db.insert(savedSearches).values(row);
  });
}

const own = (viewer: Viewer, id: Id) =>
  and(eq(savedSearches.id, isId(id) ? id : "0"), eq(savedSearches.accountId, viewer.accountId));

/** Changes how often a search of the viewer's comes by mail. @throws AppError `search.not-found` */
export async function chooseSearchMail(ctx: Ctx, viewer: Viewer, id: Id, mail: MailInterval): Promise<void> {
  const rows = await ctx.db
    .update(savedSearches)
    .set({ mail })
    .where(own(viewer, id))
    .returning({ id: savedSearches.id });
  if (rows.length === 0) throw searchNotFound();
}

/** Forgets a search of the viewer's. @throws AppError `search.not-found` */
export async function deleteSearch(ctx: Ctx, viewer: Viewer, id: Id): Promise<void> {
  const rows = await ctx.db.delete(savedSearches).where(own(viewer, id)).returning({ id: savedSearches.id });
  if (rows.length === 0) throw searchNotFound();
}

const PURPOSE = "unsubscribe-search";

/** Path by which the mails for a search are ended without logging in; it stands in each of them. */
export const searchUnsubscribePath = (ctx: Ctx, id: Id): string =>
  `/abbestellen/suche/${id}/${ctx.vault.fingerprint(id, PURPOSE)}`;

/** Checks the secret of such a path. @throws AppError `search.not-found` */
export function checkSearchSecret(ctx: Ctx, id: Id, secret: string): void {
  if (!isId(id) || !isSameSecret(secret, ctx.vault.fingerprint(id, PURPOSE))) throw searchNotFound();
}

/** Ends the mails for a search, by whoever has the address out of one. @throws AppError `search.not-found` */
export async function stopSearchMail(ctx: Ctx, id: Id, secret: string): Promise<void> {
  checkSearchSecret(ctx, id, secret);
  await ctx.db.update(savedSearches).set({ mail: "never" }).where(eq(savedSearches.id, id));
}
