import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import { federationModeOf } from "../district/district.queries.ts";
import { type RelayDialect, relaysRest } from "./relays.model.ts";
import { relays } from "./relays.table.ts";

export type Relay = typeof relays.$inferSelect;

/** All of them, in the order in which they were asked first. */
export const allRelays = (ctx: Ctx): Promise<Relay[]> => ctx.db.select().from(relays).orderBy(asc(relays.id));

export async function relayById(ctx: Ctx, id: Id): Promise<Relay | null> {
  const [relay] = await ctx.db.select().from(relays).where(eq(relays.id, id));
  return relay ?? null;
}

/** The relay, in whatever state, that an actor speaks for; of several (two inboxes) one that is accepted. */
export async function relayOf(ctx: Ctx, actorUri: string): Promise<Relay | null> {
  const isAccepted = sql`${relays.state} = 'accepted'`;
  const found = ctx.db.select().from(relays).where(eq(relays.actorUri, actorUri));
  const [relay] = await found.orderBy(desc(isAccepted)).limit(1);
  return relay ?? null;
}

/** The relay that a Follow of ours asked. */
export async function relayAskedBy(ctx: Ctx, followUri: string): Promise<Relay | null> {
  const [relay] = await ctx.db.select().from(relays).where(eq(relays.followUri, followUri));
  return relay ?? null;
}

/** Those that are given what is written here for everybody; none while the mode lets relays rest. */
export async function relaysToShareWith(ctx: Ctx): Promise<Pick<Relay, "dialect" | "inboxUri">[]> {
  if (relaysRest(await federationModeOf(ctx))) return [];
  return ctx.db
    .select({ dialect: relays.dialect, inboxUri: relays.inboxUri })
    .from(relays)
    .where(and(eq(relays.state, "accepted"), relays.sharesOwn));
}

/** Of those the inboxes of one dialect. */
export async function relayInboxes(ctx: Ctx, dialect: RelayDialect): Promise<string[]> {
  return (await relaysToShareWith(ctx)).filter((relay) => relay.dialect === dialect).map(({ inboxUri }) => inboxUri);
}
