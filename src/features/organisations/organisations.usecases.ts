import { and, count, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../platform/ctx.ts";
import { textToHtml } from "../../platform/html.ts";
import type { Id } from "../../platform/ids.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { Actor } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import { announceProfile, createLocalActor } from "../actors/actors.usecases.ts";
import {
  inviteRefused,
  lastEditor,
  notEditor,
  organisationNotFound,
  tooManyOrganisations,
} from "./organisations.errors.ts";
import { DAILY_ORGANISATIONS, MOST_EDITORS, profileFieldsOf } from "./organisations.model.ts";
import { canActFor, canManage } from "./organisations.policy.ts";
import {
  memberByHandle,
  membershipIn,
  type Organisation,
  onlyEditedBy,
  organisationByHandle,
} from "./organisations.queries.ts";
import {
  type NewOrganisationInput,
  newOrganisationSchema,
  type OrganisationInput,
  organisationSchema,
} from "./organisations.schemas.ts";
import { organisationEditors, organisations } from "./organisations.table.ts";

/**
 * Founds an organisation: an actor with keys of its own, the viewer its first editor.
 * @throws AppError `errors.input` with its fields, `actors.handle-taken`, `organisations.too-many`
 */
export async function createOrganisation(ctx: Ctx, viewer: Viewer, input: NewOrganisationInput): Promise<Actor> {
  const { handle, name, about, ...details } = readInput(newOrganisationSchema, input);
  const point = await takePoint(ctx, `organisations:${viewer.accountId}`, DAILY_ORGANISATIONS, 24 * 60 * 60);
  if (!point.allowed) throw tooManyOrganisations(point.retryAfter);
  const { sector, ...row } = details;
  return inTransaction(ctx, async (tx) => {
    const actor = await createLocalActor(tx, {
      kind: "organization",
      handle,
      name,
      summary: textToHtml(about),
      fields: profileFieldsOf(details),
      sector,
      // An organisation wants to be found; a person is asked.
      discoverable: true,
      indexable: true,
    });
    const createdAt = tx.now();
    await tx.db.insert(organisations).values({ actorId: actor.id, about, createdAt, ...row });
    await tx.db
      .insert(organisationEditors)
      .values({ organisationId: actor.id, accountId: viewer.accountId, state: "active", createdAt });
    return actor;
  });
}

/**
 * An organisation that the viewer may manage.
 * @throws AppError `organisations.not-found`, `organisations.not-editor`
 */
async function managed(ctx: Ctx, viewer: Viewer, handle: string): Promise<Organisation> {
  const organisation = await organisationByHandle(ctx, handle);
  if (!organisation) throw organisationNotFound();
  if (!canManage(viewer, await membershipIn(ctx, viewer, organisation.actor.id))) throw notEditor();
  return organisation;
}

/**
 * Changes what an organisation says about itself, and tells its followers (wire S6).
 * @throws AppError `errors.input` with its fields, `organisations.not-found`, `organisations.not-editor`
 */
export async function changeOrganisation(
  ctx: Ctx,
  viewer: Viewer,
  handle: string,
  input: OrganisationInput,
): Promise<Actor> {
  const { actor } = await managed(ctx, viewer, handle);
  const { name, about, ...details } = readInput(organisationSchema, input);
  const { sector, ...row } = details;
  return inTransaction(ctx, async (tx) => {
    await tx.db
      .update(actors)
      .set({ name, summary: textToHtml(about), fields: profileFieldsOf(details), sector, updatedAt: tx.now() })
      .where(eq(actors.id, actor.id));
    await tx.db
      .update(organisations)
      .set({ about, ...row })
      .where(eq(organisations.actorId, actor.id));
    return announceProfile(tx, actor.id);
  });
}

const of = (organisationId: Id, accountId: Id) =>
  and(eq(organisationEditors.organisationId, organisationId), eq(organisationEditors.accountId, accountId));

/**
 * Invites a member to write for an organisation; nothing is granted before they accept.
 * @param who a handle of ours
 * @throws AppError `organisations.invite-unknown`, `-already`, `-too-many`; as `changeOrganisation`
 */
export async function inviteEditor(ctx: Ctx, viewer: Viewer, handle: string, who: string): Promise<void> {
  const { actor } = await managed(ctx, viewer, handle);
  const accountId = await memberByHandle(ctx, who);
  if (accountId === null) throw inviteRefused("unknown");
  await inTransaction(ctx, async (tx) => {
    await lock(tx, actor.id);
    if ((await numberOf(tx, actor.id)) >= MOST_EDITORS) throw inviteRefused("too-many");
    const [added] = await tx.db
      .insert(organisationEditors)
      .values({
        organisationId: actor.id,
        accountId,
        state: "invited",
        invitedById: viewer.accountId,
        createdAt: tx.now(),
      })
      .onConflictDoNothing()
      .returning();
    if (!added) throw inviteRefused("already");
  });
}

/** Editors of one organisation come and go one after the other, so that two cannot both be the last but one. */
async function lock(tx: Ctx, organisationId: Id): Promise<void> {
  await tx.db
    .select({ id: organisations.actorId })
    .from(organisations)
    .where(eq(organisations.actorId, organisationId))
    .for("update");
}

async function numberOf(tx: Ctx, organisationId: Id, state?: "active"): Promise<number> {
  const all = eq(organisationEditors.organisationId, organisationId);
  const [row] = await tx.db
    .select({ count: count() })
    .from(organisationEditors)
    .where(state ? and(all, eq(organisationEditors.state, state)) : all);
  return row?.count ?? 0;
}

/**
 * Answers an invitation of the viewer's.
 * @throws AppError `organisations.not-found` when there is none
 */
export async function answerInvitation(ctx: Ctx, viewer: Viewer, handle: string, accept: boolean): Promise<void> {
  const organisation = await organisationByHandle(ctx, handle);
  if (!organisation) throw organisationNotFound();
  const mine = and(of(organisation.actor.id, viewer.accountId), eq(organisationEditors.state, "invited"));
  const answered = accept
    ? await ctx.db.update(organisationEditors).set({ state: "active" }).where(mine).returning()
    : await ctx.db.delete(organisationEditors).where(mine).returning();
  if (answered.length === 0) throw organisationNotFound();
}

/**
 * The viewer no longer writes for an organisation.
 * @throws AppError `organisations.not-found`, `organisations.not-editor`, `organisations.last-editor`
 */
export async function leaveOrganisation(ctx: Ctx, viewer: Viewer, handle: string): Promise<void> {
  const { actor } = await actingEditor(ctx, viewer, handle);
  await inTransaction(ctx, async (tx) => {
    await lock(tx, actor.id);
    if ((await numberOf(tx, actor.id, "active")) <= 1) throw lastEditor();
    await tx.db.delete(organisationEditors).where(of(actor.id, viewer.accountId));
  });
}

/**
 * Takes somebody whose account is closed out of all organisations. One that nobody else writes for goes to `heirId`, if
 * there is such an account. Call it inside a transaction.
 */
export async function leaveAllOrganisations(tx: Ctx, accountId: Id, heirId: Id | null): Promise<void> {
  const createdAt = tx.now();
  const own = await tx.db
    .select({ id: organisationEditors.organisationId })
    .from(organisationEditors)
    .where(eq(organisationEditors.accountId, accountId))
    .orderBy(organisationEditors.organisationId);
  for (const { id } of own) await lock(tx, id);
  const orphaned = heirId === null ? [] : await onlyEditedBy(tx, accountId);
  for (const { id: organisationId } of orphaned) {
    await tx.db
      .insert(organisationEditors)
      .values({ organisationId, accountId: heirId ?? accountId, state: "active", invitedById: accountId, createdAt })
      .onConflictDoUpdate({
        target: [organisationEditors.organisationId, organisationEditors.accountId],
        set: { state: "active" },
      });
  }
  await tx.db.delete(organisationEditors).where(eq(organisationEditors.accountId, accountId));
}

async function actingEditor(ctx: Ctx, viewer: Viewer, handle: string): Promise<Organisation> {
  const organisation = await organisationByHandle(ctx, handle.trim().replace(/^@/, ""));
  if (!organisation) throw organisationNotFound();
  if (!canActFor(await membershipIn(ctx, viewer, organisation.actor.id))) throw notEditor();
  return organisation;
}

/**
 * The viewer in the name of an organisation: the same account, whose uploads and marks these are, with the
 * organisation's actor. What is done with it is the organisation's, and the account is who did it.
 * @param handle of the organisation, with or without `@`
 * @throws AppError `organisations.not-found`, `organisations.not-editor`
 */
export async function actingFor(ctx: Ctx, viewer: Viewer, handle: string): Promise<Viewer> {
  const { actor } = await actingEditor(ctx, viewer, handle);
  // What admins and moderators may do, they do in their own name.
  return { ...viewer, role: "member", actorId: actor.id, handle: actor.handle, name: actor.name };
}
