import { eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "../../../platform/ctx.ts";
import { recordOutbox } from "../../../platform/outbox.ts";
import { readInput } from "../../../platform/validation.ts";
import type { Viewer } from "../../../platform/viewer.ts";
import { actorById } from "../../actors/actors.queries.ts";
import { districtOf } from "../../district/district.queries.ts";
import { flagActivity } from "../moderation.activitypub.ts";
import {
  cannotForward,
  nothingToActOn,
  onlyModerators,
  ownCase,
  reportErased,
  reportNotFound,
} from "../moderation.errors.ts";
import type { Action } from "../moderation.model.ts";
import { canModerate } from "../moderation.policy.ts";
import { hasOtherModerator, ownCases, type Report, type ReportView, reportById } from "../moderation.queries.ts";
import { type DecisionInput, decisionSchema } from "../moderation.schemas.ts";
import { addDecision } from "../moderation.store.ts";
import { reports } from "../moderation.table.ts";
import { takeDown } from "./remove-post.ts";
import { suspend, targetOf } from "./suspend.ts";

/**
 * Decides a report: does what was chosen, writes it into the log with the statement of reasons for both sides, and, if
 * wished, passes the report on to the server of the content. What was decided can be decided anew.
 * @throws AppError `moderation.not-found`, `moderation.only-moderators`, `moderation.nothing-to-act-on`,
 *   `moderation.may-not-suspend`, `moderation.last-admin`, `moderation.cannot-forward`, `moderation.own-case`,
 *   `moderation.own-case-alone`, `moderation.erased`, `errors.input`
 */
export async function decideReport(ctx: Ctx, viewer: Viewer, reportId: string, input: DecisionInput): Promise<void> {
  if (!canModerate(viewer)) throw onlyModerators();
  const decision = readInput(decisionSchema, input);
  const view = await reportById(ctx, reportId);
  if (!view) throw reportNotFound();
  const { report, target } = view;
  if (report.erasedAt !== null) throw reportErased();
  await checkImpartial(ctx, viewer, report);
  await inTransaction(ctx, async (tx) => {
    const action = await ACTS[decision.measure](tx, viewer, view, decision.statement);
    const isRemoved = action === "deletePost" || action === "hidePost";
    await addDecision(tx, {
      reportId: report.id,
      action,
      ground: decision.ground,
      reason: report.reason,
      statement: decision.statement,
      subjectId: report.targetId,
      postIds: isRemoved ? report.evidence.map(({ postId }) => postId) : [],
      local: target?.local ?? report.evidence.some(({ local }) => local),
      decidedById: viewer.accountId,
    });
    if (decision.forward) await forward(tx, view, decision.forwardText);
  });
}

/**
 * Nobody decides about themselves, an organisation that they write for, or what they wrote: another moderator or an admin
 * does. Where there is nobody else, somebody has to be named first.
 * @throws AppError `moderation.own-case`, `moderation.own-case-alone`
 */
export async function checkImpartial(ctx: Ctx, viewer: Viewer, report: Report): Promise<void> {
  if (!(await ownCases(ctx, viewer, [report])).has(report.id)) return;
  throw ownCase(!(await hasOtherModerator(ctx, viewer.accountId)));
}

const ACTS: Readonly<
  Record<
    "none" | "remove" | "suspend",
    (tx: Ctx, viewer: Viewer, view: ReportView, statement: string) => Promise<Action>
  >
> = {
  none: async () => "none",
  remove: async (tx, _viewer, { report }) => {
    if (report.evidence.length === 0) throw nothingToActOn();
    let done: Action = report.evidence.some(({ local }) => local) ? "deletePost" : "hidePost";
    for (const { postId } of report.evidence) done = (await takeDown(tx, postId)) ?? done;
    return done;
  },
  suspend: async (tx, viewer, { report }, statement) => {
    if (report.targetId === null) throw nothingToActOn();
    await suspend(tx, await targetOf(tx, viewer, report.targetId), statement);
    return "suspend";
  },
};

async function forward(tx: Ctx, { report, target }: ReportView, text: string): Promise<void> {
  const district = await districtOf(tx);
  const instance = district && (await actorById(tx, district.instanceActorId));
  if (!target || target.local || !instance) throw cannotForward();
  const postUris = report.evidence.filter(({ local }) => !local).map(({ uri }) => uri);
  await recordOutbox(tx, {
    actorId: instance.id,
    activity: flagActivity(instance.uri, tx.newId(), { targetUri: target.uri, postUris, text }),
    recipients: { actors: [target.id] },
    orderingKey: `flag:${report.id}`,
  });
  await tx.db.update(reports).set({ forwardedAt: tx.now() }).where(eq(reports.id, report.id));
}
