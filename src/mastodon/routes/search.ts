import { type Context, Hono } from "hono";
import type { Actor } from "../../features/actors/actors.queries.ts";
import { tagsLike } from "../../features/posts/followed-tags.queries.ts";
import { searchPeople } from "../../features/search/people.queries.ts";
import { searchPosts } from "../../features/search/posts.queries.ts";
import type { ExplainLookUp, LookUp } from "../../features/search/search.model.ts";
import { lookUpFor } from "../../features/search/usecases/look-up.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import type { AppEnv } from "../../ui/env.ts";
import { accountEntities } from "../entities/account.ts";
import { statusEntities } from "../entities/status.ts";
import { tagEntities } from "../entities/tag.ts";
import { offsetIn, readPage } from "../paging.ts";
import { isTrue, one, type Parameters, readParameters } from "../parameters.ts";
import { userOf } from "../shown.ts";

/** What a client waits for before it shows nothing. */
const PATIENCE_MS = 5_000;
/** Of each kind. */
const RESULTS = { usual: 20, most: 40 };
const MOST_TYPED = 500;
const MOST_OFFSET = 1_000;

/**
 * Searching. docs.joinmastodon.org/methods/search and /methods/accounts#search
 * @param explainLookUp asks other servers
 */
export const searchApi = (explainLookUp: ExplainLookUp): Hono<AppEnv> =>
  new Hono<AppEnv>()
    .get("/api/v1/accounts/search", async (c) => {
      const { ctx } = c.var;
      const viewer = userOf(c);
      const search = readSearch(await readParameters(c));
      const asked = search.resolve ? await lookedUp(ctx, viewer, search.text, explainLookUp) : null;
      return c.json(await accountEntities(ctx, await people(ctx, viewer, search, asked)));
    })
    .get("/api/v2/search", async (c) => c.json(await everything(c, explainLookUp)))
    .get("/api/v1/search", async (c) => {
      const found = await everything(c, explainLookUp);
      return c.json({ ...found, hashtags: found.hashtags.map(({ name }) => name) });
    });

/**
 * Search: accounts, statuses and hashtags, or one of them. Other servers are asked for members alone, and only for an
 * address or handle; nothing found is no error. Statuses are what `searchPosts` finds.
 */
async function everything(c: Context<AppEnv>, explainLookUp: ExplainLookUp) {
  const { ctx, viewer } = c.var;
  const parameters = await readParameters(c);
  const search = readSearch(parameters);
  const type = one(parameters, "type") ?? "";
  const wants = (kind: string): boolean => !["accounts", "statuses", "hashtags"].includes(type) || type === kind;
  const isAddress = /^https?:\/\//i.test(search.text);
  const asked =
    viewer && (search.resolve || isAddress) ? await lookedUp(ctx, viewer, search.text, explainLookUp) : null;
  const accountId = one(parameters, "account_id") || undefined;
  // Of whom there can be nobody there is nothing.
  const isAnybody = accountId === undefined || isId(accountId);
  const [actors, posts, tags] = await Promise.all([
    wants("accounts") ? people(ctx, viewer, search, asked) : [],
    wants("statuses") && !isAddress && isAnybody ? searchPosts(ctx, viewer, { ...search, accountId }) : [],
    wants("hashtags") && !isAddress ? tagsLike(ctx, search.text.toLowerCase().replace(/^#/, ""), search) : [],
  ]);
  const ids = wants("statuses") && asked?.kind === "post" ? [asked.post.id, ...posts] : posts;
  const [accounts, statuses, hashtags] = await Promise.all([
    accountEntities(ctx, actors),
    statusEntities(ctx, viewer, [...new Set(ids)].slice(0, search.limit)),
    tagEntities(
      ctx,
      viewer,
      tags.map(({ tag }) => tag),
    ),
  ]);
  return { accounts, statuses, hashtags };
}

interface Search {
  readonly text: string;
  readonly resolve: boolean;
  readonly following: boolean;
  readonly limit: number;
  readonly offset: number;
}

function readSearch(parameters: Parameters): Search {
  return {
    text: (one(parameters, "q") ?? "").trim().slice(0, MOST_TYPED),
    resolve: isTrue(parameters, "resolve"),
    following: isTrue(parameters, "following"),
    limit: readPage(parameters, RESULTS).limit,
    offset: offsetIn(parameters, MOST_OFFSET),
  };
}

/** Whom was asked for comes first. */
async function people(ctx: Ctx, viewer: Viewer | null, search: Search, asked: LookUp | null): Promise<Actor[]> {
  const found = await searchPeople(ctx, viewer, search);
  if (asked?.kind !== "actor" || search.offset > 0) return found;
  return [asked.actor, ...found.filter(({ id }) => id !== asked.actor.id)].slice(0, search.limit);
}

/** What lies at an address or behind a handle; null when it cannot be had soon, whatever the reason. */
async function lookedUp(ctx: Ctx, viewer: Viewer, text: string, explainLookUp: ExplainLookUp): Promise<LookUp | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  try {
    return await Promise.race([lookUpFor(ctx, viewer, text, explainLookUp), late]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return null;
  } finally {
    clearTimeout(timer);
  }
}
