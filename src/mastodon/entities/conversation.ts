import { actorsByIds } from "../../features/actors/actors.queries.ts";
import type { Talk } from "../../features/posts/direct-talks.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { accountEntities } from "./account.ts";
import { statusEntities } from "./status.ts";

/** Who takes part beside the reader; apps show the first of them, so that of a talk with nobody else it is the reader. */
const withWhom = ({ people }: Talk, { actorId }: Viewer): readonly Id[] => (people.length > 0 ? people : [actorId]);

/** Conversation: the same number of statements for many as for one. */
export async function conversationEntities(ctx: Ctx, viewer: Viewer, talks: readonly Talk[]) {
  const people = await actorsByIds(ctx, [...new Set(talks.flatMap((talk) => withWhom(talk, viewer)))]);
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
    accounts: withWhom(talk, viewer).flatMap((id) => accountOf.get(id) ?? []),
    last_status: statusOf.get(talk.lastId) ?? null,
  }));
}
