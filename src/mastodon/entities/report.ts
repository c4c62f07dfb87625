import type { Reason } from "../../features/moderation/moderation.model.ts";
import type { Report } from "../../features/moderation/moderation.queries.ts";
import type { Id } from "../../platform/ids.ts";
import type { AccountEntity } from "./account.ts";

/** What apps call a reason, and what it is here. */
export const REASONS = { spam: "spam", legal: "illegal", violation: "rules", other: "rules" } as const satisfies Record<
  string,
  Reason
>;
export type Category = keyof typeof REASONS;

/** What apps are told of a reason: what is against rules of which none is named is "other" to them, as all the rest. */
function categoryOf({ reason, ruleIds }: Pick<Reported, "reason" | "ruleIds">): Category {
  if (reason === "spam") return "spam";
  if (reason === "illegal") return "legal";
  return ruleIds.length > 0 ? "violation" : "other";
}

type Reported = Pick<Report, "id" | "reason" | "text" | "createdAt" | "decidedAt" | "forwardedAt"> & {
  readonly ruleIds: readonly Id[];
  readonly evidence: readonly { readonly postId: Id }[];
};

/**
 * Report (docs.joinmastodon.org/entities/Report).
 * @param category what the app itself said
 */
export const reportEntity = (report: Reported, target: AccountEntity, category = categoryOf(report)) => ({
  id: report.id,
  action_taken: report.decidedAt !== null,
  action_taken_at: report.decidedAt?.toISOString() ?? null,
  category,
  comment: report.text,
  forwarded: report.forwardedAt !== null,
  created_at: report.createdAt.toISOString(),
  status_ids: report.evidence.map(({ postId }) => postId),
  rule_ids: report.ruleIds.length > 0 ? report.ruleIds : null,
  target_account: target,
});
