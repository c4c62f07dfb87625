import type { Actor } from "../../features/actors/actors.queries.ts";
import type { Choice, Group, Told } from "../../features/notifications/groups.queries.ts";
import { GROUPABLE, groupKeyOf, type NotificationType } from "../../features/notifications/notifications.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type AccountEntity, accountEntities } from "./account.ts";
import { type StatusEntity, statusEntities } from "./status.ts";

/** Types of the standard that we have something for (docs.joinmastodon.org/entities/Notification). */
export type StandardType =
  | "mention"
  | "favourite"
  | "reblog"
  | "follow"
  | "follow_request"
  | "poll"
  | "status"
  | "update"
  | "quote"
  | "quoted_update";

/**
 * What clients are told of, and under which name: they fail on names that they do not know. What has neither an actor nor
 * a post for them (partnerships, reports, invitations, questions) stands on our page only.
 */
const STANDARD: ReadonlyMap<NotificationType, StandardType> = new Map([
  ["mention", "mention"],
  ["favourite", "favourite"],
  ["reblog", "reblog"],
  ["follow", "follow"],
  ["follow_request", "follow_request"],
  ["poll", "poll"],
  ["adoption", "status"],
  ["adoption_asked", "status"],
  ["adoption_progress", "status"],
  ["kit_confirmed", "status"],
  ["kit_changed", "update"],
  ["quote", "quote"],
  ["quoted_update", "quoted_update"],
  ["status", "status"],
  ["update", "update"],
] as const);

const WITHOUT_POST: readonly NotificationType[] = ["follow", "follow_request"];

/** What clients can be told of. */
export const TOLD_TYPES: readonly NotificationType[] = [...STANDARD.keys()];

export const standardTypeOf = (type: NotificationType): StandardType => STANDARD.get(type) as StandardType;

/**
 * Notifications that a client asks for, by the standard's names; unknown names are passed over.
 * @param only all when empty
 */
export function choiceOf(only: readonly string[], except: readonly string[] = [], from?: Id): Choice {
  const types = TOLD_TYPES.filter((type) => {
    const name = standardTypeOf(type);
    return (only.length === 0 || only.includes(name)) && !except.includes(name);
  });
  return { types, aboutPosts: types.filter((type) => !WITHOUT_POST.includes(type)), from };
}

/** Of the standard's names those that are grouped, as types. @param names all that can be when empty */
export const groupedOf = (names: readonly string[]): readonly NotificationType[] =>
  GROUPABLE.filter((type) => names.length === 0 || names.includes(type));

/** What a page of notifications shows besides them. */
interface Shown {
  readonly accounts: ReadonlyMap<Id, AccountEntity>;
  readonly statuses: ReadonlyMap<Id, StatusEntity>;
}

async function shownWith(
  ctx: Ctx,
  viewer: Viewer,
  actors: readonly Actor[],
  postIds: readonly (Id | null)[],
): Promise<Shown> {
  const wanted = [...new Set(postIds.filter((id): id is Id => id !== null))];
  const each = [...new Map(actors.map((actor) => [actor.id, actor])).values()];
  const [accounts, statuses] = await Promise.all([accountEntities(ctx, each), statusEntities(ctx, viewer, wanted)]);
  return {
    accounts: new Map(accounts.map((account) => [account.id, account])),
    statuses: new Map(statuses.map((status) => [status.id, status])),
  };
}

/** Notification: one by one, in their order; what is about a post that went away meanwhile is left out. */
export async function notificationEntities(ctx: Ctx, viewer: Viewer, told: readonly Told[]) {
  const { accounts, statuses } = await shownWith(
    ctx,
    viewer,
    told.map(({ from }) => from),
    told.map(({ postId }) => postId),
  );
  return told.flatMap((each) => {
    const account = accounts.get(each.from.id);
    const status = each.postId === null ? undefined : statuses.get(each.postId);
    if (account === undefined || (each.postId !== null && status === undefined)) return [];
    return [
      {
        id: String(each.id),
        type: standardTypeOf(each.type),
        created_at: each.createdAt.toISOString(),
        group_key: groupKeyOf(each, GROUPABLE),
        account,
        ...(status && { status }),
      },
    ];
  });
}

/**
 * Grouped notifications with the accounts and statuses that they name, each once.
 * @param partial of all but the first account of each group only what its picture needs
 */
export async function groupedEntity(ctx: Ctx, viewer: Viewer, groups: readonly Group[], partial: boolean) {
  const { accounts, statuses } = await shownWith(
    ctx,
    viewer,
    groups.flatMap(({ sample }) => sample),
    groups.map(({ newest }) => newest.postId),
  );
  const shown = groups.filter(({ newest }) => newest.postId === null || statuses.has(newest.postId));
  const whole = new Set(shown.flatMap(({ sample }) => (partial ? sample.slice(0, 1) : sample)).map(({ id }) => id));
  const named = new Set(shown.flatMap(({ sample }) => sample).map(({ id }) => id));
  const all = [...accounts.values()].filter(({ id }) => named.has(id));
  return {
    accounts: all.filter(({ id }) => whole.has(id)),
    ...(partial && { partial_accounts: all.filter(({ id }) => !whole.has(id)).map(partialOf) }),
    statuses: [...statuses.values()],
    notification_groups: shown.map(groupOf),
  };
}

const partialOf = ({ id, acct, locked, bot, url, avatar, avatar_static }: AccountEntity) => ({
  ...{ id, acct, locked, bot, url, avatar, avatar_static },
});

/** NotificationGroup. `most_recent_notification_id` is a number: Mastodon for iOS and Ice Cubes read no other. */
const groupOf = ({ key, newest, oldestId, count, sample }: Group) => ({
  group_key: key,
  notifications_count: count,
  type: standardTypeOf(newest.type),
  most_recent_notification_id: newest.id,
  page_min_id: String(oldestId),
  page_max_id: String(newest.id),
  latest_page_notification_at: newest.createdAt.toISOString(),
  sample_account_ids: sample.map(({ id }) => id),
  ...(newest.postId !== null && { status_id: newest.postId }),
});
