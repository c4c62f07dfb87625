import { type Context, Hono } from "hono";
import {
  type Choice,
  groupsFor,
  type Told,
  toldById,
  toldInGroup,
  toldTo,
  unseenOf,
} from "../../features/notifications/groups.queries.ts";
import {
  type GroupKey,
  type NotificationType,
  readGroupKey,
} from "../../features/notifications/notifications.model.ts";
import { notificationSettingsOf } from "../../features/notifications/notifications.queries.ts";
import { dismiss, dismissAll } from "../../features/notifications/usecases/dismiss.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { choiceOf, groupedEntity, groupedOf, notificationEntities, TOLD_TYPES } from "../entities/notification.ts";
import { causesOf } from "../entities/notification-causes.ts";
import { clientNotFound } from "../errors.ts";
import { linkPage, OTHERS, readPage } from "../paging.ts";
import { all, isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { numberIn, userOf } from "../shown.ts";

const MOST_COUNTED = 1_000;
const USUALLY_COUNTED = 100;

const choiceIn = (parameters: Parameters) => {
  const from = one(parameters, "account_id");
  const choice = choiceOf(
    all(parameters, "types"),
    all(parameters, "exclude_types"),
    isId(from ?? "") ? from : undefined,
  );
  return { ...choice, withHeld: isTrue(parameters, "include_filtered") };
};

/** Whatever there is of a member's own, what is held back, too. */
const EVERYTHING = { ...choiceOf([]), withHeld: true };

const countIn = (parameters: Parameters): number =>
  Math.min(Math.abs(Number.parseInt(one(parameters, "limit") ?? "", 10)) || USUALLY_COUNTED, MOST_COUNTED);

const idsOf = (told: readonly Told[]): string[] => told.map(({ id }) => String(id));

/** What a member is told of, one by one. docs.joinmastodon.org/methods/notifications */
export const notificationRoutes = new Hono<AppEnv>()
  .get("/api/v1/notifications", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const parameters = await readParameters(c);
    const page = readPage(parameters, OTHERS);
    const told = await toldTo(ctx, viewer, choiceIn(parameters), page);
    linkPage(c, idsOf(told), page, "full");
    return c.json(await notificationEntities(ctx, viewer, told));
  })
  .get("/api/v1/notifications/unread_count", async (c) => c.json({ count: await unseenIn(c, () => []) }))
  .post("/api/v1/notifications/clear", async (c) => {
    await dismissAll(c.var.ctx, userOf(c), TOLD_TYPES);
    return c.json({});
  })
  .get("/api/v1/notifications/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const told = await toldById(ctx, viewer, EVERYTHING, numberIn(c));
    const [entity] = told === null ? [] : await notificationEntities(ctx, viewer, [told]);
    if (entity === undefined) throw clientNotFound();
    return c.json(entity);
  })
  .post("/api/v1/notifications/:id{[0-9]+}/dismiss", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const id = numberIn(c);
    if ((await toldById(ctx, viewer, EVERYTHING, id)) === null) throw clientNotFound();
    await dismiss(ctx, viewer, { id });
    return c.json({});
  });

/** What a member is told of, in groups. docs.joinmastodon.org/methods/grouped_notifications */
export const groupedNotificationRoutes = new Hono<AppEnv>()
  .get("/api/v2/notifications", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const parameters = await readParameters(c);
    const page = readPage(parameters, OTHERS);
    const grouped = groupedOf(all(parameters, "grouped_types"));
    const groups = await groupsFor(ctx, viewer, choiceIn(parameters), grouped, page);
    linkPage(
      c,
      groups.map(({ newest }) => String(newest.id)),
      page,
      "full",
    );
    return c.json(await groupedEntity(ctx, viewer, groups, isPartial(parameters)));
  })
  .get("/api/v2/notifications/unread_count", async (c) =>
    c.json({ count: await unseenIn(c, (parameters) => groupedOf(all(parameters, "grouped_types"))) }),
  )
  .get("/api/v2/notifications/:group_key", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const key = keyOf(c);
    const [newest] = await toldInGroup(ctx, viewer, EVERYTHING, key, { limit: 1 });
    if (newest === undefined) throw clientNotFound();
    const grouped = "id" in key ? [] : groupedOf([key.type]);
    const page = { limit: 1, before: String(newest.id + 1) };
    const groups = await groupsFor(ctx, viewer, EVERYTHING, grouped, page);
    return c.json(await groupedEntity(ctx, viewer, groups, isPartial(await readParameters(c))));
  })
  .get("/api/v2/notifications/:group_key/accounts", async (c) => {
    const { ctx } = c.var;
    const page = readPage(await readParameters(c), OTHERS);
    const told = await toldInGroup(ctx, userOf(c), EVERYTHING, keyOf(c), page);
    if (told.length === 0 && page.before === undefined && page.since === undefined && page.after === undefined) {
      throw clientNotFound();
    }
    linkPage(c, idsOf(told), page, "full");
    const actors = new Map(told.map(({ from }) => [from.id, from]));
    return c.json(await accountEntities(ctx, [...actors.values()]));
  })
  .post("/api/v2/notifications/:group_key/dismiss", async (c) => {
    await dismiss(c.var.ctx, userOf(c), keyOf(c));
    return c.json({});
  });

/** How many are new, up to the limit. */
async function unseenIn(c: Context<AppEnv>, groupedIn: (parameters: Parameters) => readonly NotificationType[]) {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const parameters = await readParameters(c);
  const choice = choiceIn(parameters);
  const unshown = await unshownOf(ctx, viewer, choice);
  const most = countIn(parameters) + unshown;
  return (await unseenOf(ctx, viewer, choice, { grouped: groupedIn(parameters), most })) - unshown;
}

/** How many of the new ones no list shows, reports about what a moderator writes for: no app could take that number away. */
async function unshownOf(ctx: Ctx, viewer: Viewer, choice: Choice): Promise<number> {
  const types = choice.types.filter((type) => type === "report");
  if (viewer.role === "member" || types.length === 0) return 0;
  const { seenId } = await notificationSettingsOf(ctx, viewer.accountId);
  const told = await toldTo(ctx, viewer, { ...choice, types }, { limit: MOST_COUNTED, since: String(seenId) });
  const causes = await causesOf(ctx, viewer, told);
  return told.filter(({ id }) => !causes.has(id)).length;
}

const isPartial = (parameters: Parameters): boolean => one(parameters, "expand_accounts") === "partial_avatars";

/** @throws AppError `mastodon.not-found` */
function keyOf(c: Context<AppEnv>): GroupKey {
  const key = readGroupKey(c.req.param("group_key") ?? "");
  if (key === null) throw clientNotFound();
  return key;
}
