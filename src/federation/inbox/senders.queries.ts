import { sql } from "drizzle-orm";
import type { Party } from "../../features/actors/actors.queries.ts";
import { isBlockedHost } from "../../features/actors/blocked-hosts.queries.ts";
import { perPool, takeTurns } from "../../platform/coalesce.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isAtOrBelow } from "../../platform/host-match.ts";
import { prepared } from "../../platform/prepared.ts";

/** Who sent an activity, and how we stand to each other. */
export interface Sender extends Party {
  /** Suspended here, or gone there. */
  readonly silenced: boolean;
  /** Its host, or a domain above it, is blocked. */
  readonly blocked: boolean;
  /** Somebody here follows it (accepted). */
  readonly followed: boolean;
  /** Somebody here wants to be told of each post. */
  readonly awaited: boolean;
  /** Somebody here blocks it or its server: then each effect is looked at more closely. */
  readonly shunned: boolean;
}

/** An actor by its ActivityPub id with all that every activity of its is asked about: of a crowd, in one statement. */
export const senderOf = (ctx: Ctx, uri: string): Promise<Sender | null> => asking(ctx)(uri);

const asking = perPool((ctx) =>
  takeTurns(async (uris: readonly string[]): Promise<(Sender | null)[]> => {
    const senders = await byUris(ctx, { uris: [...new Set(uris)] });
    const found = new Map(senders.map((sender) => [sender.uri, sender]));
    return uris.map((uri) => found.get(uri) ?? null);
  }, 64),
);

// `limit 1`, or PostgreSQL might read all follows for a few senders.
const byUris = prepared<{ uris: readonly string[] }, Sender>(sql`
  select id, uri, type, kind, local, handle, host, inbox_uri as "inboxUri", shared_inbox_uri as "sharedInboxUri",
    followers_uri as "followersUri", (suspended_at is not null or deleted_at is not null) as silenced,
    ${isBlockedHost(sql`actors.host`)} as blocked,
    coalesce((
      select true from follows join actors follower on follower.id = follows.follower_id
      where follows.followee_id = actors.id and follows.state = 'accepted' and follower.local limit 1), false) as followed,
    exists (select from follows wish where wish.followee_id = actors.id and wish.notify) as awaited,
    (exists (select from relations where relations.target_id = actors.id and relations.kind = 'block')
      or exists (select from host_blocks where ${isAtOrBelow(sql`actors.host`, sql`host_blocks.host`)})) as shunned
  from actors where uri = any (${sql.placeholder("uris")}::text[])`);
