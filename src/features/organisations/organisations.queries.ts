import { and, asc, eq, getTableColumns, isNull, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { SECTORS, type Sector } from "../actors/actors.model.ts";
import { type Actor, ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { OrganisationKind } from "./organisations.model.ts";
import type { Membership } from "./organisations.policy.ts";
import { organisationEditors, organisations } from "./organisations.table.ts";

export interface Organisation {
  readonly actor: Actor;
  readonly details: typeof organisations.$inferSelect;
}

const rowsOf = (ctx: Ctx) =>
  ctx.db
    .select({ actor: actors, details: organisations })
    .from(organisations)
    .innerJoin(actors, eq(actors.id, organisations.actorId))
    .$dynamic();

const standing = and(isNull(actors.suspendedAt), isNull(actors.deletedAt));

/** An organisation of ours by its handle, without `@`; nobody's who is suspended or gone. */
export async function organisationByHandle(ctx: Ctx, handle: string): Promise<Organisation | null> {
  const [row] = await rowsOf(ctx).where(
    and(eq(actors.handle, handle.toLowerCase()), eq(actors.host, ownHost(ctx)), standing),
  );
  return row ?? null;
}

/** By the row id of its actor. */
export async function organisationById(ctx: Ctx, actorId: Id): Promise<Organisation | null> {
  const [row] = await rowsOf(ctx).where(eq(organisations.actorId, actorId));
  return row ?? null;
}

/** How a member stands to an organisation. */
export async function membershipIn(ctx: Ctx, viewer: Viewer, organisationId: Id): Promise<Membership> {
  const [row] = await ctx.db
    .select({ state: organisationEditors.state })
    .from(organisationEditors)
    .where(
      and(eq(organisationEditors.organisationId, organisationId), eq(organisationEditors.accountId, viewer.accountId)),
    );
  return row?.state ?? null;
}

/** Whether the viewer may write for the actor with this id: a condition for queries of what actors wrote. */
export const editsFor = (viewer: Viewer | null, actorId: SQL): SQL<boolean> =>
  viewer === null
    ? sql<boolean>`false`
    : sql<boolean>`exists (select from organisation_editors
        where organisation_editors.organisation_id = ${actorId} and organisation_editors.state = 'active'
          and organisation_editors.account_id = ${viewer.accountId})`;

/** Organisations that a member writes for (`active`) or is invited to, by name. */
export async function organisationsOf(
  ctx: Ctx,
  viewer: Viewer,
  state: Exclude<Membership, null> = "active",
): Promise<Actor[]> {
  const rows = await ctx.db
    .select({ actor: actors })
    .from(organisationEditors)
    .innerJoin(actors, eq(actors.id, organisationEditors.organisationId))
    .where(and(eq(organisationEditors.accountId, viewer.accountId), eq(organisationEditors.state, state), standing))
    .orderBy(asc(sql`lower(${actors.name})`))
    .limit(50);
  return rows.map(({ actor }) => actor);
}

/** Organisations that nobody else writes for: whoever is suspended or gone does not count. By name. */
export const onlyEditedBy = (ctx: Ctx, accountId: Id): Promise<Actor[]> =>
  ctx.db
    .select({ ...getTableColumns(actors) })
    .from(organisationEditors)
    .innerJoin(actors, eq(actors.id, organisationEditors.organisationId))
    .where(
      and(
        eq(organisationEditors.accountId, accountId),
        eq(organisationEditors.state, "active"),
        isNull(actors.deletedAt),
        sql`not exists (
          select from organisation_editors other join accounts on accounts.id = other.account_id
          where other.organisation_id = ${organisationEditors.organisationId} and other.account_id <> ${accountId}
            and other.state = 'active' and accounts.suspended_at is null)`,
      ),
    )
    .orderBy(asc(sql`lower(${actors.name})`));

export interface Editor {
  readonly accountId: Id;
  readonly name: string;
  readonly handle: string;
  readonly state: Exclude<Membership, null>;
}

/** Who writes for an organisation, and who is invited to; the first to come first. */
export const editorsOf = (ctx: Ctx, organisationId: Id): Promise<Editor[]> =>
  ctx.db
    .select({
      accountId: accounts.id,
      name: actors.name,
      handle: actors.handle,
      state: organisationEditors.state,
    })
    .from(organisationEditors)
    .innerJoin(accounts, eq(accounts.id, organisationEditors.accountId))
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(eq(organisationEditors.organisationId, organisationId))
    .orderBy(asc(organisationEditors.createdAt), asc(accounts.id));

/** The account of a member by handle (`anna`, `@anna`, `@anna@our.host`); null for anybody else. */
export async function memberByHandle(ctx: Ctx, who: string): Promise<Id | null> {
  const [handle = "", host = ownHost(ctx)] = who.trim().toLowerCase().replace(/^@/, "").split("@");
  if (host !== ownHost(ctx)) return null;
  const [row] = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .innerJoin(actors, eq(actors.id, accounts.actorId))
    .where(and(eq(actors.handle, handle), isNull(accounts.suspendedAt)));
  return row?.id ?? null;
}

export interface OrganisationListing {
  readonly sector?: Sector | undefined;
  readonly kind?: OrganisationKind | undefined;
  /** Only those that are open for cooperation. */
  readonly open?: boolean | undefined;
  /** Only those after this one, by its row id. */
  readonly after?: Id | undefined;
  readonly limit: number;
}

/** Sectors in the order of the glossary. */
const sectorPlace = sql`array_position(array[${sql.join(
  SECTORS.map((sector) => sql`${sector}`),
  sql`, `,
)}]::text[], actors.sector)`;

/** Organisations of ours, by sector and name. One statement; a page's last id is the next page's `after`. */
export function listOrganisations(ctx: Ctx, listing: OrganisationListing): Promise<Organisation[]> {
  const { sector, kind, open, after, limit } = listing;
  const order = sql`(${sectorPlace}, lower(actors.name), actors.id)`;
  const from = sql`(select ${sectorPlace}, lower(actors.name), actors.id from actors where actors.id = ${after ?? "0"})`;
  return rowsOf(ctx)
    .where(
      and(
        standing,
        sector && eq(actors.sector, sector),
        kind && eq(organisations.kind, kind),
        open ? eq(organisations.openForCooperation, true) : undefined,
        after !== undefined && isId(after) ? sql`${order} > ${from}` : undefined,
      ),
    )
    .orderBy(sectorPlace, sql`lower(actors.name)`, asc(actors.id))
    .limit(limit);
}
