import { eq, inArray, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { lineageNodes } from "./adoptions.table.ts";
import type { LineageNode } from "./lineage.model.ts";

/** Writes of the family trees. Call them inside a transaction. */

/** Replaces a tree by what was found of it now; a note that was in another tree moves over. */
export async function putLineage(tx: Ctx, nodes: readonly LineageNode[]): Promise<void> {
  const root = nodes.find(({ parentUri }) => parentUri === null);
  if (!root) return;
  const uris = nodes.map(({ uri }) => uri);
  await tx.db.delete(lineageNodes).where(or(eq(lineageNodes.rootUri, root.uri), inArray(lineageNodes.uri, uris)));
  const refreshedAt = tx.now();
  await tx.db
    .insert(lineageNodes)
    .values(nodes.map((node, position) => ({ ...node, rootUri: root.uri, position, refreshedAt })))
    .onConflictDoNothing();
}

/** A newer version of a peer's note came: its place in the tree says what it says now, without looking at the tree. */
export async function markTold(tx: Ctx, uri: string, told: Pick<LineageNode, "title" | "state" | "lesson">) {
  await tx.db.update(lineageNodes).set(told).where(eq(lineageNodes.uri, uri));
}

/** A note is no more; its place in the tree stays, with its title. */
export async function markGone(tx: Ctx, uri: string): Promise<void> {
  await tx.db.update(lineageNodes).set({ gone: true }).where(eq(lineageNodes.uri, uri));
}
