import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, ne, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Id, isId } from "../../platform/ids.ts";
import { hashSecret } from "../../platform/secrets.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accounts } from "../accounts/accounts.table.ts";
import { type Actor, actorByHandle, actorByUri, actorsByIds, ownHost } from "../actors/actors.queries.ts";
import { actors } from "../actors/actors.table.ts";
import type { Reader } from "../audience/audience.model.ts";
import { visibleTo } from "../audience/audience.queries.ts";
import { organisationsOf } from "../organisations/organisations.queries.ts";
import { type Post, visiblePostOnPage } from "../posts/posts.queries.ts";
import { posts } from "../posts/posts.table.ts";
import { LIMITS } from "./moderation.model.ts";
import { decisions, reports } from "./moderation.table.ts";

export type Report = typeof reports.$inferSelect;
export type Decision = typeof decisions.$inferSelect;

/** A report with whom it is about and who gave it. */
export interface ReportView {
  readonly report: Report;
  readonly target: Actor | null;
  readonly reporter: Actor | null;
}

/** Reports, those that wait for a decision or those that had one, newest first. */
export async function listReports(ctx: Ctx, open: boolean, limit: number, before?: Id): Promise<ReportView[]> {
  const rows = await ctx.db
    .select()
    .from(reports)
    .where(
      and(
        open ? isNull(reports.decidedAt) : isNotNull(reports.decidedAt),
        before === undefined ? undefined : lt(reports.id, before),
      ),
    )
    .orderBy(desc(reports.id))
    .limit(limit);
  const ids = rows.flatMap(({ targetId, reporterId }) => [targetId ?? [], reporterId ?? []].flat());
  const found = await actorsByIds(ctx, [...new Set(ids)]);
  return rows.map((report) => ({
    report,
    target: found.get(report.targetId ?? "") ?? null,
    reporter: found.get(report.reporterId ?? "") ?? null,
  }));
}

export async function reportById(ctx: Ctx, id: string): Promise<ReportView | null> {
  const [report] = isId(id) ? await ctx.db.select().from(reports).where(eq(reports.id, id)) : [];
  if (!report) return null;
  const found = await actorsByIds(
    ctx,
    [report.targetId, report.reporterId].filter((one) => one !== null),
  );
  return {
    report,
    target: found.get(report.targetId ?? "") ?? null,
    reporter: found.get(report.reporterId ?? "") ?? null,
  };
}

/** Some reports and decisions by row id. */
export const reportsByIds = async (ctx: Ctx, ids: readonly Id[]): Promise<Report[]> =>
  ids.length === 0
    ? []
    : ctx.db
        .select()
        .from(reports)
        .where(inArray(reports.id, [...ids]));

export const decisionsByIds = async (ctx: Ctx, ids: readonly Id[]): Promise<Decision[]> =>
  ids.length === 0
    ? []
    : ctx.db
        .select()
        .from(decisions)
        .where(inArray(decisions.id, [...ids]));

/** By the secret of its receipt. */
export async function reportByReceipt(ctx: Ctx, secret: string): Promise<Report | null> {
  const [report] = await ctx.db
    .select()
    .from(reports)
    .where(eq(reports.receiptHash, hashSecret(secret)));
  return report ?? null;
}

/** What was decided on a report, oldest first. */
export const decisionsOn = (ctx: Ctx, reportId: Id): Promise<Decision[]> =>
  ctx.db.select().from(decisions).where(eq(decisions.reportId, reportId)).orderBy(asc(decisions.id));

/** What was decided about a member's posts or account, newest first, at most 50; "nothing" concerns nobody. */
export const decisionsAbout = (ctx: Ctx, actorId: Id): Promise<Decision[]> =>
  ctx.db
    .select()
    .from(decisions)
    .where(and(eq(decisions.subjectId, actorId), ne(decisions.action, "none")))
    .orderBy(desc(decisions.id))
    .limit(50);

/** The public log: what was decided, newest first. */
export const listDecisions = (ctx: Ctx, limit: number, before?: Id): Promise<Decision[]> =>
  ctx.db
    .select()
    .from(decisions)
    .where(before === undefined ? undefined : lt(decisions.id, before))
    .orderBy(desc(decisions.id))
    .limit(limit);

/** Accounts that are suspended, ours and others', by handle; at most 200. */
export const suspendedActors = (ctx: Ctx): Promise<Actor[]> =>
  ctx.db
    .select()
    .from(actors)
    .where(and(isNotNull(actors.suspendedAt), isNull(actors.deletedAt)))
    .orderBy(asc(actors.handle))
    .limit(200);

/** Who has been an account the longest of the admins who are left without this one; null: none is. */
export async function otherAdmin(ctx: Ctx, accountId: Id): Promise<Id | null> {
  const [row] = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.role, "admin"), isNull(accounts.suspendedAt), ne(accounts.id, accountId)))
    .orderBy(asc(accounts.id))
    .limit(1);
  return row?.id ?? null;
}

/** Whether anybody else here decides reports. */
export async function hasOtherModerator(ctx: Ctx, accountId: Id): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(ne(accounts.role, "member"), isNull(accounts.suspendedAt), ne(accounts.id, accountId)))
    .limit(1);
  return row !== undefined;
}

/** Those of some reports that are about the viewer, an organisation that the viewer writes for, or what they wrote. */
export async function ownCases(ctx: Ctx, viewer: Viewer, some: readonly Report[]): Promise<Set<Id>> {
  const postIds = some.flatMap(({ evidence }) => evidence.map(({ postId }) => postId));
  const [edited, written] = await Promise.all([
    organisationsOf(ctx, viewer),
    postIds.length === 0
      ? []
      : ctx.db
          .select({ id: posts.id })
          .from(posts)
          .where(
            and(
              inArray(posts.id, postIds),
              or(eq(posts.authorId, viewer.actorId), eq(posts.actedById, viewer.accountId)),
            ),
          ),
  ]);
  const self = new Set([viewer.actorId, ...edited.map(({ id }) => id)]);
  const own = new Set(written.map(({ id }) => id));
  const isOwn = ({ targetId, evidence }: Report): boolean =>
    (targetId !== null && self.has(targetId)) || evidence.some(({ postId }) => own.has(postId));
  return new Set(some.filter(isOwn).map(({ id }) => id));
}

/** Posts of ours by their ids (`uri`), as far as anybody at a host may see them; at most 20. */
export async function ownPostsFor(ctx: Ctx, uris: readonly string[], host: string): Promise<Post[]> {
  if (uris.length === 0) return [];
  return ctx.db
    .select()
    .from(posts)
    .where(and(inArray(posts.uri, [...uris]), eq(posts.local, true), visibleTo({ host })))
    .limit(LIMITS.items);
}

/** What an address, or a handle, that somebody typed means to us; nothing when we do not know it or they may not see it. */
export async function reportedAt(
  ctx: Ctx,
  reader: Reader,
  address: string,
): Promise<{ readonly post: Post | null; readonly actor: Actor | null }> {
  const path = address.startsWith(`${ctx.origin}/`) ? address.slice(ctx.origin.length) : address;
  const [, handle, host] = /^(?:\/)?@?([^@/\s]+)(?:@([^@/\s]+))?\/?$/.exec(path) ?? [];
  if (handle !== undefined && /^\/?@|@/.test(path)) {
    return { post: null, actor: await actorByHandle(ctx, handle, host ?? ownHost(ctx)) };
  }
  const post = await visiblePostOnPage(ctx, reader, address);
  return { post, actor: post ? null : await actorByUri(ctx, address) };
}
