import { sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { prepared } from "../../platform/prepared.ts";

/** What a peer signed for: that it may be quoted, that its project was taken over, that a kit is easy to handle. */
export type StampKind = "quote" | "adoption" | "confirmation";

const uri = sql.placeholder("uri");

const ask = prepared<{ uri: string }, { kind: StampKind }>(sql`
  select 'quote' as kind from post_quotes where stamp_uri = ${uri}
  union select 'adoption' from adoption_claims where stamp_uri = ${uri}
  union select 'confirmation' from kit_confirmations where stamp_uri = ${uri} and document is null
  limit 1`);

/** What kind of stamp of a peer's an id is, if something here rests on it; null: none that we know. One statement. */
export async function stampKindOf(ctx: Ctx, stampUri: string): Promise<StampKind | null> {
  const [row] = await ask(ctx, { uri: stampUri });
  return row?.kind ?? null;
}
