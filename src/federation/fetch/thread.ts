import { actorById } from "../../features/actors/actors.queries.ts";
import { isOpen } from "../../features/posts/posts.model.ts";
import { type Post, postById, postByUri } from "../../features/posts/posts.queries.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import { type BackgroundJob, enqueueBackground, type ThreadCursor } from "../../platform/background.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { AppError } from "../../platform/errors.ts";
import type { JsonObject } from "../../platform/json.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { fetchCollection, newFetchBudget } from "./fetch-document.ts";
import { fetchArrival, keepArrival } from "./resolve.ts";
import { contextOf, isThread, readThreadPage, repliesOf, type ThreadPage } from "./thread-pages.ts";

/** Bounds of wire §5.3; T092–T094. */
const MOST_PARENTS = 20;
const MOST_OBJECTS = 500;
const MOST_PAGES = 100;
/** Of one collection after another. */
const PAUSE_MS = 1000;
/** Requests to one host because of threads. */
export const THREAD_LIMIT = { points: 200, seconds: 3600 };
/** A post, its author, and the district that it comes from. */
const DOCUMENTS_A_POST = 3;

type Job = BackgroundJob & { kind: "thread" };

/** The host has been asked enough for now. */
class Later extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`Asked enough; again in ${seconds} s.`);
    this.seconds = seconds;
  }
}

/**
 * One step of completing a thread that somebody here reads: at most one post or page is asked for, the next step is a job
 * of its own a second later. First the posts above, then the list of the whole thread if its server keeps one, else the
 * replies below every post. What cannot be had is passed over.
 */
export async function threadStep(ctx: Ctx, job: Job): Promise<void> {
  const post = await postByUri(ctx, job.postUri);
  if (!post || post.deletedAt !== null || !isOpen(post.visibility)) return;
  const cursor = job.cursor ?? firstCursor(post);
  try {
    const next = await step(ctx, post, cursor);
    if (next) await goOn(ctx, { ...job, cursor: next }, PAUSE_MS);
  } catch (error) {
    if (!(error instanceof Later)) throw error;
    await goOn(ctx, { ...job, cursor }, error.seconds * 1000);
  }
}

function goOn(ctx: Ctx, job: Job, pauseMs: number): Promise<void> {
  const host = hostOf(job.cursor?.above ?? job.cursor?.objects[0] ?? job.cursor?.pages[0] ?? job.postUri);
  const runAt = new Date(ctx.now().getTime() + pauseMs);
  return enqueueBackground(ctx, job, { runAt, mergeKey: `thread:${job.postUri}`, ...(host && { host }) });
}

const firstCursor = (post: Post): ThreadCursor => ({
  above: post.rootId === null ? post.inReplyToUri : null,
  climbed: 0,
  chosen: false,
  deep: false,
  pages: [],
  objects: [],
  seen: [],
  left: MOST_OBJECTS,
});

/** @returns where to go on, null at the end */
async function step(ctx: Ctx, post: Post, cursor: ThreadCursor): Promise<ThreadCursor | null> {
  const above = await unknownAbove(ctx, cursor);
  if (above !== null) return climb(ctx, cursor, above);
  if (!cursor.chosen) return choose(ctx, post, { ...cursor, above: null });
  const reached = await skipKnown(ctx, { ...cursor, above: null });
  const [object, ...objects] = reached.objects;
  if (object !== undefined) return fetchReply(ctx, { ...reached, objects, left: reached.left - 1 }, object);
  const [page, ...pages] = reached.pages;
  return page === undefined || reached.left <= 0 ? null : readNext(ctx, { ...reached, pages }, page);
}

/** The nearest post above that we lack; known ones on the way are passed. */
async function unknownAbove(ctx: Ctx, { above, climbed }: ThreadCursor): Promise<string | null> {
  let next = above;
  for (let passed = climbed; next !== null && passed < MOST_PARENTS; passed += 1) {
    const known = await postByUri(ctx, next);
    if (!known) return next;
    next = known.rootId === null ? known.inReplyToUri : null;
  }
  return null;
}

async function climb(ctx: Ctx, cursor: ThreadCursor, uri: string): Promise<ThreadCursor> {
  const arrival = await orNothing(fetchPost(ctx, uri));
  if (arrival) await orNothing(keepArrival(ctx, arrival));
  return { ...cursor, above: arrival?.wire.inReplyTo ?? null, climbed: cursor.climbed + 1 };
}

/** What is to be read: the list of the thread that its first post names, if there is one, else the replies to it. */
async function choose(ctx: Ctx, post: Post, cursor: ThreadCursor): Promise<ThreadCursor | null> {
  const root = (post.rootId !== null && (await postById(ctx, post.rootId))) || post;
  // What hangs from a post of ours came here by itself.
  if (root.local || root.deletedAt !== null) return null;
  const document: JsonObject = JSON.parse(root.document);
  const group = root.groupId === null ? null : await actorById(ctx, root.groupId);
  const uri = contextOf(document, [hostOf(root.uri), group?.host ?? null]);
  const list = uri === null ? null : await orNothing(askFor(ctx, uri, (budget) => fetchCollection(ctx, uri, budget)));
  if (uri !== null && list && isThread(list.document)) {
    return noted({ ...cursor, chosen: true, seen: [uri] }, readThreadPage(list.document, hostOf(uri)));
  }
  return noted({ ...cursor, chosen: true, deep: true }, repliesOf(document));
}

/** Adds what a page holds to what is still to be done, within the bounds. */
function noted(cursor: ThreadCursor, found: ThreadPage): ThreadCursor {
  const objects = [...new Set([...cursor.objects, ...found.objects])].slice(0, Math.max(0, cursor.left));
  const more = found.pages.filter((uri) => !cursor.seen.includes(uri));
  const pages = [...new Set([...cursor.pages, ...more])].slice(0, Math.max(0, MOST_PAGES - cursor.seen.length));
  return { ...cursor, objects, pages };
}

/** Passes what we have already; below it there may be more. */
async function skipKnown(ctx: Ctx, start: ThreadCursor): Promise<ThreadCursor> {
  let cursor = start;
  while (cursor.left > 0) {
    const [object, ...objects] = cursor.objects;
    if (object === undefined) return cursor;
    const known = await postByUri(ctx, object);
    if (!known && hostOf(object) !== hostOf(ctx.origin)) return cursor;
    cursor = { ...cursor, objects, left: cursor.left - 1 };
    if (known && !known.local && known.deletedAt === null && cursor.deep) {
      cursor = noted(cursor, repliesOf(JSON.parse(known.document)));
    }
  }
  return { ...cursor, objects: [] };
}

/** A list may name anything: only an answer to what we know, or to what is still to come, belongs to the thread. */
async function fetchReply(ctx: Ctx, cursor: ThreadCursor, uri: string): Promise<ThreadCursor> {
  const arrival = await orNothing(fetchPost(ctx, uri));
  const parent = arrival?.wire.inReplyTo ?? null;
  if (!arrival || parent === null) return cursor;
  if (!cursor.objects.includes(parent) && !(await postByUri(ctx, parent))) return cursor;
  await orNothing(keepArrival(ctx, arrival));
  return cursor.deep ? noted(cursor, repliesOf(arrival.document)) : cursor;
}

async function readNext(ctx: Ctx, cursor: ThreadCursor, uri: string): Promise<ThreadCursor> {
  const page = await orNothing(askFor(ctx, uri, (budget) => fetchCollection(ctx, uri, budget)));
  const seen = [...cursor.seen, uri];
  return noted({ ...cursor, seen }, readThreadPage(page?.document, hostOf(uri)));
}

const fetchPost = (ctx: Ctx, uri: string) => askFor(ctx, uri, (budget) => fetchArrival(ctx, uri, budget));

/** Asks a host on behalf of a thread, as often as it may be asked. @throws Later */
async function askFor<T>(
  ctx: Ctx,
  uri: string,
  ask: (budget: ReturnType<typeof newFetchBudget>) => Promise<T>,
): Promise<T> {
  const { points, seconds } = THREAD_LIMIT;
  const count = (cost?: number) => takePoint(ctx, `thread-host:${hostOf(uri)}`, points, seconds, cost);
  const taken = await count();
  if (!taken.allowed) throw new Later(taken.retryAfter);
  const budget = newFetchBudget(DOCUMENTS_A_POST);
  try {
    return await ask(budget);
  } finally {
    const more = DOCUMENTS_A_POST - budget.left - 1;
    if (more > 0) await count(more);
  }
}

async function orNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
