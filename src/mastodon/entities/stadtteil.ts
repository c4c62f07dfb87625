import type { Actor } from "../../features/actors/actors.queries.ts";
import { pathOf } from "../../features/posts/post-view.queries.ts";
import type { Post } from "../../features/posts/posts.queries.ts";
import type { NoteFacts } from "../../features/project-notes/project-notes.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";

/**
 * What a status is to who knows us; null for what it is to everybody (section 10: additions stand under this key alone).
 * `transfer_url` is null until the kit of the project is ready for others.
 */
export function stadtteilEntity(ctx: Ctx, post: Post, author: Actor, note: NoteFacts | undefined) {
  if (note) {
    return {
      kind: "project_note" as const,
      project_id: post.id,
      district: note.districtName,
      status: note.status,
      outcome: note.outcome,
      goal: note.fields.goal ?? null,
      transfer_url: note.transferReady ? `${ctx.origin}${pathOf(post, author)}/paket` : null,
      group_id: post.groupId,
    };
  }
  if (post.kind === "event") return { kind: "event" as const, group_id: post.groupId };
  return post.groupId === null ? null : { kind: "group_post" as const, group_id: post.groupId };
}
