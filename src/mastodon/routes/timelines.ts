import { type Context, Hono } from "hono";
import { actorById } from "../../features/actors/actors.queries.ts";
import { pinsOf } from "../../features/groups/groups.queries.ts";
import { bookmarksOf, favouritesOf, type KeptEntry, pinnedPosts } from "../../features/posts/kept.queries.ts";
import { type PublicFilter, publicEntries, taggedEntries } from "../../features/posts/public-timelines.queries.ts";
import type { TimelineEntry } from "../../features/posts/timeline-search.queries.ts";
import { entriesBy, entriesInGroup, homeEntries } from "../../features/posts/timelines.queries.ts";
import { isId } from "../../platform/ids.ts";
import type { Keyset } from "../../platform/keyset.ts";
import type { AppEnv } from "../../ui/env.ts";
import { statusEntities } from "../entities/status.ts";
import { clientNotFound } from "../errors.ts";
import { type Linking, linkPage, readPage, STATUSES } from "../paging.ts";
import { all, isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { shown, userOf } from "../shown.ts";

type C = Context<AppEnv>;

/** A page of a timeline: linked by what was found, since some of it may be gone when it is read. */
async function answer(c: C, entries: readonly TimelineEntry[], page: Keyset, linking: Linking = "always") {
  const ids = entries.map(({ id }) => id);
  linkPage(c, ids, page, linking);
  return c.json(await statusEntities(c.var.ctx, c.var.viewer, ids));
}

/** What somebody keeps: paged by when it was kept, which no status says. */
async function answerKept(c: C, entries: readonly KeptEntry[], page: Keyset) {
  linkPage(
    c,
    entries.map(({ id }) => id),
    page,
    "full",
  );
  const ids = entries.map(({ postId }) => postId);
  return c.json(await statusEntities(c.var.ctx, c.var.viewer, ids));
}

/**
 * `local`, `remote` (both together: all), `only_media`. What others wrote elsewhere is gathered for members only, as on the
 * pages: to others it is nothing.
 */
function publicFilter(c: C, parameters: Parameters): PublicFilter {
  const [isLocal, isRemote] = [isTrue(parameters, "local"), isTrue(parameters, "remote")];
  const isAnybody = c.var.viewer === null;
  const asked = isLocal === isRemote ? undefined : isLocal ? "here" : "elsewhere";
  const where = !isAnybody ? asked : asked === "elsewhere" ? "nowhere" : "here";
  return { where, onlyMedia: isTrue(parameters, "only_media") };
}

const tagIn = (text: string): string => text.replace(/^#/, "").normalize("NFC").toLowerCase();

/** At most so many hashtags are asked for at once. */
const MOST_TAGS = 4;
const tagsIn = (parameters: Parameters, name: string): string[] => all(parameters, name).map(tagIn).slice(0, MOST_TAGS);

/** Timelines. docs.joinmastodon.org/methods/timelines; the bubble is Akkoma's, groups are as Mitra has them. */
export const timelineRoutes = new Hono<AppEnv>()
  .get("/api/v1/timelines/home", async (c) => {
    const page = readPage(await readParameters(c), STATUSES);
    return answer(c, await homeEntries(c.var.ctx, userOf(c), page), page);
  })
  .get("/api/v1/timelines/public", async (c) => {
    const { ctx, viewer } = c.var;
    const parameters = await readParameters(c);
    const page = readPage(parameters, STATUSES);
    return answer(c, await publicEntries(ctx, viewer, page, publicFilter(c, parameters)), page);
  })
  .get("/api/v1/timelines/bubble", async (c) => {
    const { ctx } = c.var;
    const parameters = await readParameters(c);
    const page = readPage(parameters, STATUSES);
    const filter = { where: "partners" as const, onlyMedia: isTrue(parameters, "only_media") };
    return answer(c, await publicEntries(ctx, userOf(c), page, filter), page);
  })
  .get("/api/v1/timelines/tag/:tag", async (c) => {
    const { ctx, viewer } = c.var;
    const parameters = await readParameters(c);
    const page = readPage(parameters, STATUSES);
    const filter = {
      ...publicFilter(c, parameters),
      any: [tagIn(c.req.param("tag")), ...tagsIn(parameters, "any")],
      all: tagsIn(parameters, "all"),
      none: tagsIn(parameters, "none"),
    };
    return answer(c, await taggedEntries(ctx, viewer, page, filter), page);
  })
  .get("/api/v1/timelines/group/:id{[0-9]+}", async (c) => {
    const { ctx } = c.var;
    const viewer = userOf(c);
    const group = await shown(ctx, viewer, await actorAsked(c));
    if (group.type !== "Group") throw clientNotFound();
    const page = readPage(await readParameters(c), STATUSES);
    return answer(c, await entriesInGroup(ctx, viewer, group.id, page), page);
  })
  .get("/api/v1/accounts/:id{[0-9]+}/statuses", async (c) => {
    const { ctx, viewer } = c.var;
    const actor = await shown(ctx, viewer, await actorAsked(c));
    const parameters = await readParameters(c);
    const page = readPage(parameters, STATUSES);
    if (isTrue(parameters, "pinned")) {
      const isGroup = actor.type === "Group";
      const pins = isGroup
        ? (await pinsOf(ctx, viewer, actor.id)).map(({ post }) => post)
        : await pinnedPosts(ctx, viewer, actor.id);
      const ids = pins.map(({ id }) => id);
      return c.json(await statusEntities(ctx, viewer, ids));
    }
    const tagged = one(parameters, "tagged");
    const filter = {
      withoutReplies: isTrue(parameters, "exclude_replies"),
      withoutBoosts: isTrue(parameters, "exclude_reblogs"),
      onlyMedia: isTrue(parameters, "only_media"),
      tag: tagged === undefined || tagged === "" ? undefined : tagIn(tagged),
    };
    return answer(c, await entriesBy(ctx, viewer, actor, { page, filter }), page, "full");
  })
  .get("/api/v1/favourites", async (c) => {
    const page = readPage(await readParameters(c), STATUSES);
    return answerKept(c, await favouritesOf(c.var.ctx, userOf(c), page), page);
  })
  .get("/api/v1/bookmarks", async (c) => {
    const page = readPage(await readParameters(c), STATUSES);
    return answerKept(c, await bookmarksOf(c.var.ctx, userOf(c), page), page);
  });

async function actorAsked(c: C) {
  const id = c.req.param("id") ?? "";
  return isId(id) ? actorById(c.var.ctx, id) : null;
}
