import { Hono } from "hono";
import { reportActor } from "../../features/moderation/usecases/report.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntity } from "../entities/account.ts";
import { type Category, REASONS, reportEntity } from "../entities/report.ts";
import { all, one, readParameters } from "../parameters.ts";
import { shownById, userOf } from "../shown.ts";

const isCategory = (text: string): text is Category => Object.hasOwn(REASONS, text);

/** Reporting an account and its posts. docs.joinmastodon.org/methods/reports; moderators decide whether it is passed on. */
export const reportApi = new Hono<AppEnv>().post("/api/v1/reports", async (c) => {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const parameters = await readParameters(c);
  const target = await shownById(ctx, viewer, one(parameters, "account_id") ?? "");
  const asked = one(parameters, "category") ?? "";
  const category = isCategory(asked) ? asked : "other";
  const comment = one(parameters, "comment") ?? "";
  const postIds = all(parameters, "status_ids").filter(isId);
  const { id, posts, ruleIds } = await reportActor(ctx, viewer, target, {
    ...{ reason: REASONS[category], text: comment, postIds },
    rules: all(parameters, "rule_ids"),
  });
  const report = {
    ...{ id, reason: REASONS[category], text: comment, ruleIds },
    ...{ createdAt: ctx.now(), decidedAt: null, forwardedAt: null },
    evidence: posts.map((post) => ({ postId: post.id })),
  };
  return c.json(reportEntity(report, await accountEntity(ctx, target), category));
});
