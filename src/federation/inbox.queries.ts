import { eq, sql } from "drizzle-orm";
import type { Actor } from "../features/actors/actors.queries.ts";
import { actors } from "../features/actors/actors.table.ts";
import { isBlockedHost } from "../features/audience/audience.queries.ts";
import type { Ctx } from "../platform/ctx.ts";
import { preparedQuery } from "../platform/prepared.ts";

/** Who sent an activity, and how we stand to each other. */
export interface Sender {
  readonly actor: Actor;
  /** Its host, or a domain above it, is blocked. */
  readonly blocked: boolean;
  /** Somebody here follows it (accepted). */
  readonly followed: boolean;
}

/** An actor by its ActivityPub id with all that every activity of its is asked about, in one statement. */
export async function senderOf(ctx: Ctx, uri: string): Promise<Sender | null> {
  const [sender] = await byUri(ctx).execute({ uri });
  return sender ?? null;
}

const byUri = preparedQuery((db) =>
  db
    .select({
      actor: actors,
      blocked: sql<boolean>`${isBlockedHost(sql`actors.host`)}`,
      followed: sql<boolean>`exists (
        select from follows join actors follower on follower.id = follows.follower_id
        where follows.followee_id = actors.id and follows.state = 'accepted' and follower.local)`,
    })
    .from(actors)
    .where(eq(actors.uri, sql.placeholder("uri")))
    .prepare("inbox_sender"),
);
