import { type Context, Hono } from "hono";
import { offeredEmojis } from "../../features/emojis/emojis.queries.ts";
import { endorsedBy } from "../../features/follows/endorsements.queries.ts";
import { suggestedDistricts } from "../../features/partners/suggestions.queries.ts";
import { putAwaySuggestion } from "../../features/partners/suggestions.usecases.ts";
import { listProjectNotes } from "../../features/project-notes/project-notes.queries.ts";
import { listDirectory } from "../../features/search/directory.queries.ts";
import { topicCounts } from "../../features/topics/topics.queries.ts";
import { type Id, isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { offeredEmojiEntity } from "../entities/emoji.ts";
import { statusEntities } from "../entities/status.ts";
import { tagEntities } from "../entities/tag.ts";
import { linkPage, OTHERS, offsetIn, readPage, STATUSES } from "../paging.ts";
import { all, readParameters } from "../parameters.ts";
import { idIn, shownById, userOf } from "../shown.ts";

type C = Context<AppEnv>;

const TRENDS = { usual: 10, most: 20 };
const MOST_IDS = 40;
const MOST_SKIPPED = 10_000;
/** Of the newest project notes. */
const MOST_LISTED = 100;

/** Nothing of the kind is kept here; apps want a list, not an error. */
const nothing = (c: C): Response => c.json([]);

/** What there is to discover. docs.joinmastodon.org/methods/{trends,suggestions,directory,custom_emojis} */
export const discoveryRoutes = new Hono<AppEnv>()
  .get("/api/v1/custom_emojis", async (c) => {
    const { ctx } = c.var;
    const emojis = (await offeredEmojis(ctx)).map((row) => offeredEmojiEntity(ctx, row));
    return c.json(emojis, 200, { "Cache-Control": "public, max-age=300" });
  })
  .get("/api/v1/endorsements", (c) => endorsed(c, userOf(c).actorId))
  .get("/api/v1/accounts/:id{[0-9]+}/endorsements", async (c) => {
    const { id } = await shownById(c.var.ctx, c.var.viewer, c.req.param("id"));
    return endorsed(c, id);
  })
  .get("/api/v1/accounts/familiar_followers", async (c) => {
    // Whom members follow is told to nobody: not even that somebody known to both follows.
    const ids = all(await readParameters(c), "id")
      .filter(isId)
      .slice(0, MOST_IDS);
    return c.json(ids.map((id) => ({ id, accounts: [] })));
  })
  .get("/api/v1/trends", trendingTags)
  .get("/api/v1/trends/tags", trendingTags)
  .get("/api/v1/trends/statuses", newestProjects)
  .get("/api/v1/trends/links", nothing)
  .get("/api/v1/suggestions", async (c) => c.json(await suggested(c)))
  .get("/api/v2/suggestions", async (c) => {
    const accounts = await suggested(c);
    return c.json(accounts.map((account) => ({ source: "staff", sources: ["featured"], account })));
  })
  .delete("/api/v1/suggestions/:id{[0-9]+}", async (c) => {
    await putAwaySuggestion(c.var.ctx, userOf(c), idIn(c));
    return c.json({});
  })
  .get("/api/v1/directory", async (c) => {
    const parameters = await readParameters(c);
    const page = { limit: readPage(parameters, OTHERS).limit, offset: offsetIn(parameters, MOST_SKIPPED) };
    return c.json(await accountEntities(c.var.ctx, await listDirectory(c.var.ctx, page)));
  });

/** Whom somebody recommends; of people of other servers that is not known. */
async function endorsed(c: C, actorId: Id): Promise<Response> {
  const { ctx, viewer } = c.var;
  const page = readPage(await readParameters(c), OTHERS);
  const entries = await endorsedBy(ctx, viewer, actorId, page);
  const ids = entries.map(({ id }) => id);
  linkPage(c, ids, page, "full");
  const actors = entries.map(({ actor }) => actor);
  return c.json(await accountEntities(ctx, actors));
}

/** The topics of what was written last, for whoever asks, in their most usual spelling: a tag's timeline is of one spelling. */
async function trendingTags(c: C): Promise<Response> {
  const { ctx, viewer } = c.var;
  const { limit } = readPage(await readParameters(c), TRENDS);
  const topics = (await topicCounts(ctx, viewer)).slice(0, limit);
  const tags = topics.map(({ name }) => name.toLowerCase());
  return c.json(await tagEntities(ctx, viewer, tags));
}

/** Nothing is a contest here: what is shown to who looks around is the newest project notes. Guests see those from here. */
async function newestProjects(c: C): Promise<Response> {
  const { ctx, viewer } = c.var;
  const parameters = await readParameters(c);
  const { limit } = readPage(parameters, STATUSES);
  const offset = offsetIn(parameters, MOST_LISTED - limit);
  const scope = viewer === null ? ("own" as const) : ("all" as const);
  const notes = await listProjectNotes(ctx, viewer, { scope, limit: offset + limit });
  const ids = notes.slice(offset).map(({ id }) => id);
  return c.json(await statusEntities(ctx, viewer, ids));
}

/** The partner districts that the member neither follows nor has put away. */
async function suggested(c: C) {
  const { limit } = readPage(await readParameters(c), OTHERS);
  return accountEntities(c.var.ctx, (await suggestedDistricts(c.var.ctx, userOf(c))).slice(0, limit));
}
