import { actorsByIds } from "../../features/actors/actors.queries.ts";
import type { Talk } from "../../features/posts/direct-talks.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accountEntities } from "./account.ts";
import { statusEntities } from "./status.ts";

/** Conversation: the same number of statements for many as for one. */
export async function conversationEntities(ctx: Ctx, viewer: Viewer, talks: readonly Talk[]) {
  const people = await actorsByIds(ctx, [...new Set(talks.flatMap((talk) => talk.people))]);
  const [accounts, statuses] = await Promise.all([
    accountEntities(ctx, [...people.values()]),
    statusEntities(
      ctx,
      viewer,
      talks.map(({ lastId }) => lastId),
    ),
  ]);
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const statusOf = new Map(statuses.map((status) => [status.id, status]));
  return talks.map((talk) => ({
    id: talk.id,
    unread: talk.unread,
    accounts: talk.people.flatMap((id) => accountOf.get(id) ?? []),
    last_status: statusOf.get(talk.lastId) ?? null,
  }));
}
