import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import type { Id } from "../../../platform/ids.ts";
import { takePoint } from "../../../platform/rate-limit.ts";
import { hashSecret, newSecret } from "../../../platform/secrets.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import type { Actor } from "../../actors/actors.queries.ts";
import { rulesNamed } from "../../district/rules.queries.ts";
import { visiblePosts } from "../../posts/hydration.queries.ts";
import type { Post } from "../../posts/posts.queries.ts";
import { alreadyAppealed, reportNotFound, tooManyReports } from "../moderation.errors.ts";
import { LIMITS, type Reason } from "../moderation.model.ts";
import { reportByReceipt, reportedAt } from "../moderation.queries.ts";
import { appealSchema, type ReportInput, reportedSchema, reportSchema } from "../moderation.schemas.ts";
import { addReport } from "../moderation.store.ts";
import { decisions, reports } from "../moderation.table.ts";

/** Reports of one visitor's network, or of one member, an hour. */
const LIMIT = { points: 10, seconds: 3600 };

/**
 * Takes a report, with or without an account (DSA Art. 16). An address that we do not know is taken too: moderators look.
 * @param clientKey whose network it comes from, for the limit; never stored
 * @returns the secret of the receipt, under which the reporter finds what became of it
 * @throws AppError `errors.input` with its fields, `moderation.too-many`
 */
export async function fileReport(
  ctx: Ctx,
  viewer: Viewer | null,
  input: ReportInput,
  clientKey: string,
): Promise<string> {
  const { reason, address, text, name, email, rules } = readInput(reportSchema(viewer !== null), input);
  await countReport(ctx, viewer?.accountId ?? clientKey);
  const { post, actor } = await reportedAt(ctx, viewer, address);
  const ruleIds = await knownRules(ctx, rules);
  const receipt = newSecret();
  await inTransaction(ctx, async (tx) => {
    await addReport(tx, {
      origin: "form",
      receiptHash: hashSecret(receipt),
      reporterId: viewer?.actorId ?? null,
      reporterName: name === "" ? null : name,
      reporterEmail: email,
      reason,
      ruleIds,
      text,
      address,
      targetId: post?.authorId ?? actor?.id ?? null,
      posts: post ? [post] : [],
    });
  });
  return receipt;
}

async function countReport(ctx: Ctx, who: string): Promise<void> {
  const point = await takePoint(ctx, `report:${who}`, LIMIT.points, LIMIT.seconds);
  if (!point.allowed) throw tooManyReports(point.retryAfter);
}

/**
 * Takes a member's report of an account with some of its posts, as apps send it. Posts that the member does not see, or
 * that are somebody else's, are passed over; whether a server elsewhere is told is for the moderators to say.
 * @returns the row id of the report, and the posts and rules that it is about
 * @throws AppError `errors.input` (field `text`), `moderation.too-many`
 */
export async function reportActor(
  ctx: Ctx,
  viewer: Viewer,
  target: Pick<Actor, "id" | "url">,
  input: {
    readonly reason: Reason;
    readonly text: string;
    readonly postIds: readonly Id[];
    readonly rules: readonly string[];
  },
): Promise<{ readonly id: Id; readonly posts: readonly Post[]; readonly ruleIds: readonly Id[] }> {
  const { text } = readInput(reportedSchema, { text: input.text });
  await countReport(ctx, viewer.accountId);
  const seen = await visiblePosts(ctx, viewer, input.postIds.slice(0, LIMITS.items));
  const posts = [...seen.values()].filter(({ authorId }) => authorId === target.id);
  const ruleIds = await knownRules(ctx, input.rules);
  const id = await inTransaction(ctx, (tx) =>
    addReport(tx, {
      origin: "form",
      receiptHash: hashSecret(newSecret()),
      reporterId: viewer.actorId,
      reporterName: null,
      reporterEmail: null,
      reason: input.reason,
      ruleIds,
      text,
      address: posts[0]?.url ?? target.url,
      targetId: target.id,
      posts,
    }),
  );
  return { id, posts, ruleIds };
}

/** What is no rule of this server is passed over. */
const knownRules = async (ctx: Ctx, ids: readonly string[]): Promise<Id[]> =>
  (await rulesNamed(ctx, ids.slice(0, LIMITS.items))).map(({ id }) => id);

/**
 * The reporter objects to a decision, by the receipt; the report is looked at again. Once for each decision.
 * @throws AppError `moderation.not-found`, `moderation.already-appealed`, `errors.input` (field `appeal`)
 */
export async function appealByReceipt(ctx: Ctx, receipt: string, input: unknown): Promise<void> {
  const report = await reportByReceipt(ctx, receipt);
  if (!report) throw reportNotFound();
  await reopen(ctx, report.id, input);
}

/** The affected member objects to a decision about their posts or account. Errors as for `appealByReceipt`. */
export async function appealByMember(ctx: Ctx, viewer: Viewer, decisionId: Id, input: unknown): Promise<void> {
  const [decision] = await ctx.db
    .select()
    .from(decisions)
    .where(and(eq(decisions.id, decisionId), eq(decisions.subjectId, viewer.actorId), isNotNull(decisions.reportId)));
  if (!decision?.reportId) throw reportNotFound();
  await reopen(ctx, decision.reportId, input);
}

async function reopen(ctx: Ctx, reportId: Id, input: unknown): Promise<void> {
  const { appeal } = readInput(appealSchema, input);
  const rows = await ctx.db
    .update(reports)
    .set({ appeal, appealedAt: ctx.now(), decidedAt: null })
    .where(
      and(eq(reports.id, reportId), isNotNull(reports.decidedAt), isNull(reports.appealedAt), isNull(reports.erasedAt)),
    )
    .returning({ id: reports.id });
  if (rows.length === 0) throw alreadyAppealed();
}
