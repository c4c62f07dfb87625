import { visibleBoosts } from "../features/posts/hydration.queries.ts";
import type { Ctx } from "../platform/ctx.ts";
import { type Id, isId } from "../platform/ids.ts";
import type { Viewer } from "../platform/viewer.ts";
import { clientNotFound } from "./errors.ts";

/** The post that is meant by the id of a status: of a boost the one in it. @throws AppError `mastodon.not-found` for no id */
export async function meantPost(ctx: Ctx, viewer: Viewer | null, id: string): Promise<Id> {
  if (!isId(id)) throw clientNotFound();
  return (await visibleBoosts(ctx, viewer, [id])).get(id)?.postId ?? id;
}
