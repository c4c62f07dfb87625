import { districtOf } from "../features/district/district.queries.ts";
import type { Config } from "../platform/config.ts";
import type { Ctx } from "../platform/ctx.ts";

/** How long an imprint that was just filled in may go unnoticed by the other processes. */
const LOOK_EVERY_MS = 5_000;

/**
 * Keeps federation off as long as the district has no imprint (decision 21, T207); names under `FEDERATION_TEST_HOSTS`
 * are exempt. `config.federation` of the ctx given back follows the imprint while the process runs.
 */
export async function underImprintRule(ctx: Ctx): Promise<{ ctx: Ctx; stop(): void }> {
  const { config } = ctx;
  if (!config.federation || config.testHosts.length > 0) return { ctx, stop: () => {} };
  let isFilled = false;
  const look = async (): Promise<void> => {
    isFilled = Boolean((await districtOf(ctx))?.imprint);
  };
  await look();
  const timer = setInterval(() => {
    // The next look finds it; a database that is away is reported by those who need it.
    look().catch(() => undefined);
  }, LOOK_EVERY_MS);
  timer.unref();
  const ruled: Config = {
    ...config,
    get federation() {
      return isFilled;
    },
  };
  return { ctx: { ...ctx, config: ruled }, stop: () => clearInterval(timer) };
}
