import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Post } from "../posts/posts.queries.ts";
import { LIMITS } from "./moderation.model.ts";
import { addReport } from "./moderation.store.ts";

/**
 * Another server's report about somebody of ours (R15). Call it inside a transaction.
 * @param flag.text plain text; cut at 5,000 characters
 */
export async function onFlag(
  ctx: Ctx,
  flag: {
    readonly reporterId: Id;
    readonly targetId: Id;
    readonly posts: readonly Post[];
    readonly text: string;
    readonly address: string;
  },
): Promise<void> {
  await addReport(ctx, {
    origin: "flag",
    reason: "rules",
    ...flag,
    text: [...flag.text].slice(0, LIMITS.text).join(""),
  });
}

/** Something that moderators have to do by hand, since it must not happen by itself. Call it inside a transaction. */
export async function onTask(
  ctx: Ctx,
  task: { readonly targetId: Id; readonly address: string; readonly text: string },
) {
  await addReport(ctx, { origin: "task", reason: "rules", posts: [], ...task });
}
