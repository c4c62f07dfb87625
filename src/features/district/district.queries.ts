import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Vault } from "../../platform/vault.ts";
import { actors } from "../actors/actors.table.ts";
import type { District, FederationMode } from "./district.model.ts";
import { district } from "./district.table.ts";

/** Another process may have changed the row: what is remembered holds for this long. */
const REMEMBERED_MS = 5_000;

/** Per vault, since a vault belongs to one database. */
const remembered = new WeakMap<Vault, { readonly district: District; readonly until: number }>();

/** Forgets what was remembered; called by every change. */
export const forgetDistrict = (ctx: Ctx): void => {
  remembered.delete(ctx.vault);
};

/** The district of this instance, at most 5 seconds old; null before the set-up. */
export async function districtOf(ctx: Ctx): Promise<District | null> {
  const known = remembered.get(ctx.vault);
  const now = ctx.now().getTime();
  if (known && known.until > now) return known.district;
  const [row] = await ctx.db
    .select({ district, uri: actors.uri, handle: actors.handle, name: actors.name })
    .from(district)
    .innerJoin(actors, eq(actors.id, district.actorId));
  if (!row) return null;
  const found: District = {
    actorId: row.district.actorId,
    instanceActorId: row.district.instanceActorId,
    actorUri: row.uri,
    handle: row.handle,
    name: row.name,
    city: row.district.city,
    about: row.district.about,
    accent: row.district.accent,
    imprint: row.district.imprint,
    origin: row.district.origin,
    mode: row.district.federationMode,
    publishesBlocks: row.district.publishesBlocks,
  };
  remembered.set(ctx.vault, { district: found, until: now + REMEMBERED_MS });
  return found;
}

/**
 * Whether this instance speaks with others: it is at a public https address, set up and has an imprint (decisions 20 and
 * 21, T207). Names under `FEDERATION_TEST_HOSTS` need no imprint.
 */
export async function federationIsOn(ctx: Ctx): Promise<boolean> {
  if (!ctx.config.federation) return false;
  const district = await districtOf(ctx);
  return district !== null && (district.imprint !== null || ctx.config.testHosts.length > 0);
}

/** With whom this server exchanges anything; before the set-up as it will be after it. */
export const federationModeOf = async (ctx: Ctx): Promise<FederationMode> =>
  (await districtOf(ctx))?.mode ?? "partnersWrite";
