import { type Context, Hono } from "hono";
import type { Actor } from "../../features/actors/actors.queries.ts";
import { listFollowers } from "../../features/follows/follows.queries.ts";
import { type Group, groupById, listGroups, moderatorsOf, standingIn } from "../../features/groups/groups.queries.ts";
import { GROUPS_OF_MEMBER, groupsOfMember } from "../../features/groups/membership.queries.ts";
import { aboutOf } from "../../features/groups/settings.queries.ts";
import { changeGroup } from "../../features/groups/usecases/change.ts";
import { createGroup } from "../../features/groups/usecases/create.ts";
import { checkModerates } from "../../features/groups/usecases/membership.ts";
import { AppError } from "../../platform/errors.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities, accountEntity } from "../entities/account.ts";
import { clientNotFound } from "../errors.ts";
import { linkPage, OTHERS, offsetIn, readPage } from "../paging.ts";
import { one, type Parameters, readParameters } from "../parameters.ts";
import { idIn, shownById, userOf } from "../shown.ts";

type C = Context<AppEnv>;

const PATH = "/api/v1/groups";
const MOST_SKIPPED = 10_000;

/**
 * Groups as Mitra has them: Accounts, whose threads are `timelines/group/:id`. Joining is following. The list of all groups
 * and one of them are ours in addition. Deleting one wants its name typed, so it stays on its page.
 */
export const groupApi = new Hono<AppEnv>()
  .get(PATH, async (c) => {
    const { ctx, viewer } = c.var;
    const page = readPage(await readParameters(c), OTHERS);
    const actors = (await listGroups(ctx, viewer, page)).map(({ actor }) => actor);
    const ids = actors.map(({ id }) => id);
    linkPage(c, ids, page, "full");
    return c.json(await accountEntities(ctx, actors));
  })
  .post(PATH, async (c) => {
    const parameters = await readParameters(c);
    const input = {
      ...{ name: one(parameters, "name") ?? "", handle: "" },
      ...{ about: one(parameters, "description") ?? "", mode: "open" },
    };
    const { actor } = await createGroup(c.var.ctx, userOf(c), input);
    return c.json(await accountEntity(c.var.ctx, actor));
  })
  .get(`${PATH}/followed`, async (c) => {
    const { ctx } = c.var;
    const parameters = await readParameters(c);
    const page = { limit: readPage(parameters, OTHERS).limit, offset: offsetIn(parameters, MOST_SKIPPED) };
    const actors = await groupsOfMember(ctx, userOf(c).actorId, filterIn(parameters), page);
    return c.json(await accountEntities(ctx, actors));
  })
  .get(`${PATH}/:id{[0-9]+}`, async (c) => c.json(await accountEntity(c.var.ctx, await groupAsked(c))))
  .patch(`${PATH}/:id{[0-9]+}`, async (c) => {
    const { ctx } = c.var;
    const { actor, mode } = await ownGroup(c);
    const about = one(await readParameters(c), "description") ?? (await aboutOf(ctx, actor.id));
    await changeGroup(ctx, userOf(c), { actor, mode }, { name: actor.name, about, mode });
    return c.json(await accountEntity(ctx, (await groupOfOurs(c)).actor));
  })
  .get(`${PATH}/:id{[0-9]+}/source`, async (c) => {
    const { actor } = await ownGroup(c);
    return c.json({ description: await aboutOf(c.var.ctx, actor.id) });
  })
  .get(`${PATH}/:id{[0-9]+}/members`, members);

/** A group, of ours or elsewhere, as far as it is shown. */
async function groupAsked(c: C): Promise<Actor> {
  const group = await shownById(c.var.ctx, c.var.viewer, c.req.param("id") ?? "");
  if (group.type !== "Group") throw clientNotFound();
  return group;
}

/** A working group of ours that is shown. */
async function groupOfOurs(c: C): Promise<Group> {
  await groupAsked(c);
  const group = await groupById(c.var.ctx, idIn(c));
  if (group?.actor.kind !== "group") throw clientNotFound();
  return group;
}

/** Of ours, and moderated by the member. */
async function ownGroup(c: C): Promise<Group> {
  const group = await groupOfOurs(c);
  await checkModerates(c.var.ctx, userOf(c), group);
  return group;
}

/** Who moderates it (`admin`); who else is in it (`none`) is for its moderators alone, as on its pages. */
async function members(c: C): Promise<Response> {
  const { ctx, viewer } = c.var;
  const group = await groupAsked(c);
  const page = readPage(await readParameters(c), OTHERS);
  const isFirst = page.before === undefined && page.after === undefined && page.since === undefined;
  const moderators = group.local ? await moderatorsOf(ctx, group.id) : [];
  const isOwn = viewer !== null && group.local && (await standingIn(ctx, group.id, viewer.actorId)).moderator;
  const entries = isOwn ? await listFollowers(ctx, group.id, page) : [];
  linkPage(
    c,
    entries.map(({ followId }) => followId),
    page,
    "full",
  );
  const named = new Set(moderators.map(({ id }) => id));
  const others = entries.map(({ actor }) => actor).filter(({ id }) => !named.has(id));
  const listed = [...(isFirst ? moderators : []), ...others];
  const accounts = await accountEntities(ctx, listed);
  return c.json(accounts.map((account) => ({ account, affiliation: named.has(account.id) ? "admin" : "none" })));
}

function filterIn(parameters: Parameters): (typeof GROUPS_OF_MEMBER)[number] {
  const asked = one(parameters, "filter") ?? "following";
  const known = GROUPS_OF_MEMBER.find((name) => name === asked);
  if (!known) throw new AppError("invalid", "mastodon.filter-unknown", "invalid filter type");
  return known;
}
