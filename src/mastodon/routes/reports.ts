import { Hono } from "hono";
import type { Reason } from "../../features/moderation/moderation.model.ts";
import { reportActor } from "../../features/moderation/usecases/report.ts";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntity } from "../entities/account.ts";
import { all, one, readParameters } from "../parameters.ts";
import { shownById, userOf } from "../shown.ts";

/** What apps call a reason, and what it is here. */
const REASONS = { spam: "spam", legal: "illegal", violation: "rules", other: "rules" } as const satisfies Record<
  string,
  Reason
>;
type Category = keyof typeof REASONS;
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
  return c.json({
    ...{ id, category, comment },
    action_taken: false,
    action_taken_at: null,
    forwarded: false,
    created_at: ctx.now().toISOString(),
    status_ids: posts.map((post) => post.id),
    rule_ids: ruleIds.length > 0 ? ruleIds : null,
    target_account: await accountEntity(ctx, target),
  });
});
