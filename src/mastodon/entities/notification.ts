import type { Actor } from "../../features/actors/actors.queries.ts";
import type { Choice, Group, Told } from "../../features/notifications/groups.queries.ts";
import {
  ABOUT_ROWS,
  GROUPABLE,
  groupKeyOf,
  type NotificationType,
} from "../../features/notifications/notifications.model.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { type AccountEntity, accountEntities } from "./account.ts";
import { actorsIn, causesOf, needsCause } from "./notification-causes.ts";
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
  | "quoted_update"
  | "severed_relationships"
  | "moderation_warning"
  | "admin.sign_up"
  | "admin.report";

/**
 * What clients are told of, and under which name: they fail on names that they do not know. What has neither an actor nor
 * a post for them (partnerships, invitations, questions) stands on our page only.
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
  ["severed_relationships", "severed_relationships"],
  ["moderation_warning", "moderation_warning"],
  ["admin.sign_up", "admin.sign_up"],
  ["report", "admin.report"],
] as const);

const WITHOUT_POST: readonly NotificationType[] = ["follow", "follow_request", "admin.sign_up", ...ABOUT_ROWS];

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

/** Notification: one by one, in their order; what is about something that went away meanwhile is left out. */
export async function notificationEntities(ctx: Ctx, viewer: Viewer, told: readonly Told[]) {
  const causes = await causesOf(ctx, viewer, told);
  const { accounts, statuses } = await shownWith(
    ctx,
    viewer,
    [...told.map(({ from }) => from), ...actorsIn(causes)],
    told.map(({ postId }) => postId),
  );
  return told.flatMap((each) => {
    const cause = causes.get(each.id);
    const account = accounts.get(cause?.by?.id ?? each.from.id);
    const status = each.postId === null ? undefined : statuses.get(each.postId);
    if (account === undefined || (each.postId !== null && status === undefined)) return [];
    if (needsCause(each) && cause === undefined) return [];
    return [
      {
        id: String(each.id),
        type: standardTypeOf(each.type),
        created_at: each.createdAt.toISOString(),
        group_key: groupKeyOf(each, GROUPABLE),
        // As Mastodon says of what is held back.
        ...(each.held && { filtered: true }),
        account,
        ...(status && { status }),
        ...cause?.told(accounts),
      },
    ];
  });
}

/**
 * Grouped notifications with the accounts and statuses that they name, each once.
 * @param partial of all but the first account of each group only what its picture needs
 */
export async function groupedEntity(ctx: Ctx, viewer: Viewer, groups: readonly Group[], partial: boolean) {
  const causes = await causesOf(
    ctx,
    viewer,
    groups.map(({ newest }) => newest),
  );
  const named = groups.map((group) => {
    const by = causes.get(group.newest.id)?.by;
    return by ? { ...group, sample: [by] } : group;
  });
  const { accounts, statuses } = await shownWith(
    ctx,
    viewer,
    [...named.flatMap(({ sample }) => sample), ...actorsIn(causes)],
    named.map(({ newest }) => newest.postId),
  );
  const shown = named.filter(
    ({ newest }) =>
      (newest.postId === null || statuses.has(newest.postId)) && (!needsCause(newest) || causes.has(newest.id)),
  );
  const whole = new Set(shown.flatMap(({ sample }) => (partial ? sample.slice(0, 1) : sample)).map(({ id }) => id));
  const all = new Set(shown.flatMap(({ sample }) => sample).map(({ id }) => id));
  const known = [...accounts.values()].filter(({ id }) => all.has(id));
  return {
    accounts: known.filter(({ id }) => whole.has(id)),
    ...(partial && { partial_accounts: known.filter(({ id }) => !whole.has(id)).map(partialOf) }),
    statuses: [...statuses.values()],
    notification_groups: shown.map((group) => ({ ...groupOf(group), ...causes.get(group.newest.id)?.told(accounts) })),
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
