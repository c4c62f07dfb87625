import type { Ctx } from "../../platform/ctx.ts";

const DAY_MS = 86_400_000;
const IDLE_APP_DAYS = 30;
const CODE_DAYS = 1;

/**
 * Forgets codes after a day, and apps that no member ever let in and that have done nothing for 30 days: anybody may
 * register one.
 */
export async function sweepOAuth(ctx: Ctx): Promise<void> {
  const before = (days: number): string => new Date(ctx.now().getTime() - days * DAY_MS).toISOString();
  await ctx.sql`delete from oauth_codes where created_at < ${before(CODE_DAYS)}::timestamptz`;
  const idle = before(IDLE_APP_DAYS);
  await ctx.sql`
    delete from oauth_applications app where created_at < ${idle}::timestamptz
      and not exists (select from oauth_codes code where code.application_id = app.id)
      and not exists (
      select from access_tokens token where token.application_id = app.id
        and (token.account_id is not null or coalesce(token.last_used_at, token.created_at) >= ${idle}::timestamptz))`;
}
