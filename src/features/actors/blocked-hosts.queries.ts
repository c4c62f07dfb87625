import { type SQL, sql } from "drizzle-orm";
import { isAtOrBelow } from "../../platform/host-match.ts";

/** Whether a host, or a domain above it, is blocked. Few are: PostgreSQL looks through them. */
export const isBlockedHost = (host: SQL): SQL => sql`exists (
  select from peers where peers.blocked_at is not null and ${isAtOrBelow(host, sql`peers.host`)})`;
