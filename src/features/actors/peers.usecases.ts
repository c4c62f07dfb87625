import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { ownHost } from "./actors.queries.ts";
import { peers } from "./actors.table.ts";

/**
 * Stops all exchange with a server and the names below it: it is neither heard nor asked nor served.
 * @param input host name, address or handle, as an admin types it
 * @throws AppError `actors.only-admins`, `actors.host-malformed`
 */
export async function blockPeer(ctx: Ctx, viewer: Viewer, input: string): Promise<void> {
  const host = hostIn(viewer, input);
  if (host === null || host === ownHost(ctx)) {
    throw new AppError("invalid", "actors.host-malformed", `"${input}" is no other server's name.`, {
      fields: { host: "error.actors.host-malformed" },
    });
  }
  const blockedAt = ctx.now();
  await ctx.db.insert(peers).values({ host, blockedAt }).onConflictDoUpdate({ target: peers.host, set: { blockedAt } });
}

/** Lets a server in again. @throws AppError `actors.only-admins` */
export async function unblockPeer(ctx: Ctx, viewer: Viewer, input: string): Promise<void> {
  const host = hostIn(viewer, input);
  if (host !== null) await ctx.db.update(peers).set({ blockedAt: null }).where(eq(peers.host, host));
}

function hostIn(viewer: Viewer, input: string): string | null {
  if (viewer.role !== "admin") throw new AppError("forbidden", "actors.only-admins", "Only admins may do this.");
  const bare = input
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/^@?[^@/]*@/, "");
  const address = `https://${bare}`;
  if (!URL.canParse(address)) return null;
  const { host, hostname } = new URL(address);
  return hostname.includes(".") ? host.replace(/\.$/, "") : null;
}
