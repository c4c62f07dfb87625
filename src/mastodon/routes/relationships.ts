import { type Context, Hono } from "hono";
import type { Actor } from "../../features/actors/actors.queries.ts";
import { endorse, unendorse } from "../../features/follows/endorsements.usecases.ts";
import { followBetween } from "../../features/follows/follows.queries.ts";
import { followChoiceSchema } from "../../features/follows/follows.schemas.ts";
import { chooseOfFollow, rejectFollow, requestFollow, unfollow } from "../../features/follows/follows.usecases.ts";
import {
  blockActor,
  muteActor,
  noteAbout,
  unblockActor,
  unmuteActor,
} from "../../features/follows/relations.usecases.ts";
import { groupById } from "../../features/groups/groups.queries.ts";
import { joinGroup, leaveGroup } from "../../features/groups/usecases/membership.ts";
import { standingActors } from "../../features/search/people.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { isId } from "../../platform/ids.ts";
import { readInput } from "../../platform/validation.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { relationshipEntities, relationshipEntity } from "../entities/relationship.ts";
import { all, isGiven, isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { shownById, userOf } from "../shown.ts";

const MOST_IDS = 100;

type Act = (ctx: Ctx, viewer: Viewer, target: Actor, parameters: Parameters) => Promise<unknown>;

/** How the member stands to others, and changing it. docs.joinmastodon.org/methods/accounts */
export const relationshipRoutes = new Hono<AppEnv>()
  .get("/api/v1/accounts/relationships", async (c) => {
    const ids = all(await readParameters(c), "id")
      .filter(isId)
      .slice(0, MOST_IDS);
    const { ctx } = c.var;
    // Whom nobody is shown there is nothing to say of, as of whom nobody knows.
    const shownIds = (await standingActors(ctx, ids)).map(({ id }) => id);
    return c.json(await relationshipEntities(ctx, userOf(c), shownIds));
  })
  .post("/api/v1/accounts/:id{[0-9]+}/follow", (c) => act(c, follow))
  .post("/api/v1/accounts/:id{[0-9]+}/unfollow", (c) => act(c, endFollowing))
  .post("/api/v1/accounts/:id{[0-9]+}/remove_from_followers", (c) => act(c, removeFollower))
  .post("/api/v1/accounts/:id{[0-9]+}/block", (c) => act(c, (ctx, viewer, { id }) => blockActor(ctx, viewer, id)))
  .post("/api/v1/accounts/:id{[0-9]+}/unblock", (c) => act(c, (ctx, viewer, { id }) => unblockActor(ctx, viewer, id)))
  .post("/api/v1/accounts/:id{[0-9]+}/mute", (c) => act(c, mute))
  .post("/api/v1/accounts/:id{[0-9]+}/unmute", (c) => act(c, (ctx, viewer, { id }) => unmuteActor(ctx, viewer, id)))
  .post("/api/v1/accounts/:id{[0-9]+}/endorse", (c) => act(c, recommend))
  .post("/api/v1/accounts/:id{[0-9]+}/unendorse", (c) => act(c, recommendNoLonger))
  // As both were called before 4.4.
  .post("/api/v1/accounts/:id{[0-9]+}/pin", (c) => act(c, recommend))
  .post("/api/v1/accounts/:id{[0-9]+}/unpin", (c) => act(c, recommendNoLonger))
  .post("/api/v1/accounts/:id{[0-9]+}/note", (c) =>
    act(c, (ctx, viewer, { id }, parameters) => noteAbout(ctx, viewer, id, one(parameters, "comment") ?? "")),
  );

/** Does it and answers with how they now stand to each other. */
async function act(c: Context<AppEnv>, work: Act): Promise<Response> {
  const { ctx } = c.var;
  const viewer = userOf(c);
  const target = await shownById(ctx, viewer, c.req.param("id") ?? "");
  await work(ctx, viewer, target, await readParameters(c));
  return c.json(await relationshipEntity(ctx, viewer, target.id));
}

/** Who follows a group of ours joins it; where it is asked first, the wish waits. Whom one follows already one may ask anew. */
const follow: Act = async (ctx, viewer, target, parameters) => {
  const choice = readInput(followChoiceSchema, choiceIn(parameters));
  const known = await followBetween(ctx, viewer.actorId, target.id);
  if (known?.state !== "accepted") {
    const group = target.local && target.kind === "group" ? await groupById(ctx, target.id) : null;
    await (group ? joinGroup(ctx, viewer, group) : requestFollow(ctx, viewer, target.id));
  }
  await chooseOfFollow(ctx, viewer, target.id, choice);
};

const recommend: Act = (ctx, viewer, { id }) => endorse(ctx, viewer, id);
const recommendNoLonger: Act = (ctx, viewer, { id }) => unendorse(ctx, viewer, id);

/** What the app says of the follow; a name without a value of use is no language. */
const choiceIn = (parameters: Parameters) => ({
  ...(isGiven(parameters, "reblogs") && { boosts: isTrue(parameters, "reblogs") }),
  ...(isGiven(parameters, "notify") && { notify: isTrue(parameters, "notify") }),
  ...(isGiven(parameters, "languages") && { languages: all(parameters, "languages").filter((name) => name !== "") }),
});

const endFollowing: Act = async (ctx, viewer, target) => {
  const group = target.local && target.kind === "group" ? await groupById(ctx, target.id) : null;
  await (group ? leaveGroup(ctx, viewer, group) : unfollow(ctx, viewer, target.id));
};

const removeFollower: Act = async (ctx, viewer, { id }) => {
  const known = await followBetween(ctx, id, viewer.actorId);
  if (known?.state === "accepted") await rejectFollow(ctx, viewer, known.id);
};

/** Longer than anybody means, and still a date. */
const MOST_SECONDS = 10 * 365 * 24 * 60 * 60;

const mute: Act = (ctx, viewer, { id }, parameters) => {
  const seconds = Math.min(Number.parseInt(one(parameters, "duration") ?? "", 10) || 0, MOST_SECONDS);
  return muteActor(ctx, viewer, id, seconds > 0 ? new Date(ctx.now().getTime() + seconds * 1000) : null);
};
