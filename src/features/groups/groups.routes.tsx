import { type Context, Hono } from "hono";
import { isId } from "../../platform/ids.ts";
import type { AppEnv } from "../../ui/env.ts";
import { type FormErrors, formErrors, NO_ERRORS } from "../../ui/forms/form-errors.ts";
import { keepText } from "../../ui/forms/kept-text.tsx";
import { type FormValues, readForm, typed } from "../../ui/forms/read-form.ts";
import { memberOf } from "../accounts/accounts.policy.ts";
import { listFollowRequests } from "../follows/follows.queries.ts";
import { hasHistory } from "../posts/post-page.queries.ts";
import { postViews } from "../posts/post-view.queries.ts";
import { statsOf, type ThreadEntry, threadOf } from "../posts/posts.queries.ts";
import { publishComment } from "../posts/usecases/comment.ts";
import { askForThread } from "../posts/usecases/threads.ts";
import { groupNotFound, notInGroup } from "./groups.errors.ts";
import { GROUP_MODES } from "./groups.model.ts";
import { canSeeGroup, canSeeLog, type Standing } from "./groups.policy.ts";
import {
  type Group,
  groupCalled,
  listGroups,
  logOf,
  moderatorsOf,
  pinsOf,
  standingIn,
  submissionsOf,
  type Thread,
  threadIn,
  threadsIn,
} from "./groups.queries.ts";
import { GroupPage } from "./pages/group-page.tsx";
import { GroupsPage } from "./pages/groups-page.tsx";
import { LogPage } from "./pages/log-page.tsx";
import { NewGroupPage } from "./pages/new-group-page.tsx";
import { pathOf, readingPath } from "./pages/parts.tsx";
import { type AnswerDraft, ThreadPage } from "./pages/thread-page.tsx";
import { createGroup } from "./usecases/create.ts";
import { openThread } from "./usecases/post.ts";

const GROUPS = 24;
const THREADS = 20;
const LOG_ENTRIES = 50;

export type C = Context<AppEnv>;

/** Groups: the list, a new one, each group with its threads, and its log. */
export const groupRoutes = new Hono<AppEnv>();

/** The group in the path, if the viewer may know of it. @throws AppError `groups.not-found` */
export async function groupIn(c: C): Promise<Group> {
  const group = await groupCalled(c.var.ctx, c.req.param("handle") ?? "");
  if (!group || !canSeeGroup(group.mode, c.var.viewer)) throw groupNotFound();
  return group;
}

const standingOf = async ({ var: { ctx, viewer } }: C, group: Group): Promise<Standing | null> =>
  viewer && standingIn(ctx, group.actor.id, viewer.actorId);

/** The id in `?vor=`, to page by. */
export function beforeIn(c: C): string | undefined {
  const asked = c.req.query("vor");
  return asked !== undefined && isId(asked) ? asked : undefined;
}

/** A page of a list that was asked for with one entry more, and the id to go on from. */
export function pageOf<T>(found: readonly T[], size: number, idOf: (entry: T) => string): [T[], string | null] {
  const shown = found.slice(0, size);
  const last = shown.at(-1);
  return [shown, found.length > size && last !== undefined ? idOf(last) : null];
}

groupRoutes.get("/gruppen", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const before = beforeIn(c);
  const found = await listGroups(ctx, viewer, { before, limit: GROUPS + 1 });
  const [groups, next] = pageOf(found, GROUPS, ({ actor }) => actor.id);
  return c.html(<GroupsPage frame={frame} groups={groups} before={before} next={next} />);
});

groupRoutes.get("/gruppen/neu", (c) => {
  memberOf(c);
  return c.html(<NewGroupPage frame={c.var.frame} values={{}} errors={NO_ERRORS} />);
});

groupRoutes.post("/gruppen/neu", async (c) => {
  const { ctx, frame } = c.var;
  const viewer = memberOf(c);
  const form = await readForm(c);
  const field = (name: string): string => typed(form, name);
  try {
    const input = { name: field("name"), handle: field("handle"), about: field("about"), mode: field("mode") };
    return c.redirect(pathOf(await createGroup(ctx, viewer, input)), 303);
  } catch (error) {
    const errors = formErrors(frame.t, error);
    return c.html(<NewGroupPage frame={frame} values={form} errors={errors} />, 422);
  }
});

groupRoutes.get("/gruppen/:handle", async (c) => showGroup(c, await groupIn(c)));

/** Opens a thread. */
groupRoutes.post("/gruppen/:handle", async (c) => {
  const { ctx, viewer, frame } = c.var;
  if (!viewer) return keepText(c);
  const group = await groupIn(c);
  const form = await readForm(c);
  try {
    const input = { title: typed(form, "titel"), text: typed(form, "text"), language: frame.locale };
    const { id } = await openThread(ctx, viewer, group, input);
    return c.redirect(`${pathOf(group)}/${id}`, 303);
  } catch (error) {
    return showGroup(c, group, { values: form, errors: formErrors(frame.t, error, { title: "titel" }) });
  }
});

async function showGroup(
  c: C,
  group: Group,
  again?: { readonly values: FormValues; readonly errors: FormErrors },
): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  const before = beforeIn(c);
  const [standing, moderators, pins, found] = await Promise.all([
    standingOf(c, group),
    moderatorsOf(ctx, group.actor.id),
    before === undefined ? pinsOf(ctx, viewer, group.actor.id) : [],
    threadsIn(ctx, viewer, group.actor.id, { before, limit: THREADS + 1 }),
  ]);
  const [threads, next] = pageOf(found, THREADS, ({ post }) => post.id);
  const [stats, waiting] = await Promise.all([
    statsOf(
      ctx,
      threads.map(({ post }) => post.id),
    ),
    standing?.moderator ? isWaiting(c, group) : false,
  ]);
  const page = { frame, group, standing, moderators, pins, threads, stats, before, next, waiting };
  return c.html(<GroupPage {...page} {...again} />, again ? 422 : 200);
}

async function isWaiting({ var: { ctx } }: C, { actor }: Group): Promise<boolean> {
  const [requests, submissions] = await Promise.all([
    listFollowRequests(ctx, actor.id, { limit: 1 }),
    submissionsOf(ctx, actor.id, 1),
  ]);
  return requests.length + submissions.length > 0;
}

groupRoutes.get("/gruppen/:handle/protokoll", async (c) => {
  const { ctx, viewer, frame } = c.var;
  const group = await groupIn(c);
  const standing = await standingOf(c, group);
  if (!canSeeLog(group.mode, viewer, standing)) throw groupNotFound();
  const modes = GROUP_MODES.filter((mode) => canSeeLog(mode, viewer, standing));
  const before = beforeIn(c);
  const found = await logOf(ctx, viewer, group.actor.id, { before, limit: LOG_ENTRIES + 1, modes });
  const [entries, next] = pageOf(found, LOG_ENTRIES, ({ id }) => id);
  return c.html(<LogPage frame={frame} group={group} entries={entries} before={before} next={next} />);
});

groupRoutes.get("/gruppen/:handle/:id{[0-9]+}", async (c) => {
  const group = await groupIn(c);
  const thread = await threadAt(c, group);
  const path = readingPath(group, thread);
  return path === c.req.path ? showThread(c, group, thread) : c.redirect(path, 303);
});

/** Answers in a thread. */
groupRoutes.post("/gruppen/:handle/:id{[0-9]+}", async (c) => {
  const { ctx, viewer, frame } = c.var;
  if (!viewer) return keepText(c);
  const group = await groupIn(c);
  const thread = await threadAt(c, group);
  const form = await readForm(c);
  const text = typed(form, "text");
  const to = typed(form, "auf");
  try {
    const postId = isId(to) ? to : thread.post.id;
    const { id } = await publishComment(ctx, viewer, { postId, text, language: frame.locale });
    return c.redirect(`${pathOf(group)}/${thread.post.id}#antwort-${id}`, 303);
  } catch (error) {
    const message = formErrors(frame.t, error).entries[0]?.message ?? "";
    return showThread(c, group, thread, { to, text, error: message });
  }
});

/** The thread in the path, as far as the viewer may see it. @throws AppError `groups.not-in-group` */
async function threadAt(c: C, group: Group): Promise<Thread> {
  const { ctx, viewer } = c.var;
  const id = c.req.param("id") ?? "";
  const thread = isId(id) ? await threadIn(ctx, viewer, group.actor.id, id) : null;
  if (!thread) throw notInGroup();
  return thread;
}

const flat = (entries: readonly ThreadEntry[]): ThreadEntry[] =>
  entries.flatMap((entry) => [entry, ...flat(entry.replies)]);

async function showThread(c: C, group: Group, thread: Thread, draft?: AnswerDraft): Promise<Response> {
  const { ctx, viewer, frame } = c.var;
  if (viewer) await askForThread(ctx, thread.post);
  const [standing, answers, pins] = await Promise.all([
    standingOf(c, group),
    threadOf(ctx, viewer, thread.post.id),
    pinsOf(ctx, viewer, group.actor.id),
  ]);
  const pinned = pins.some(({ post }) => post.id === thread.post.id);
  const [views, history] = await Promise.all([
    postViews(ctx, viewer, [thread, ...flat(answers)], c.var.quotesOf),
    hasHistory(ctx, thread.post),
  ]);
  const shown = new Map((await c.var.filtered(views, "thread")).map((view) => [view.id, view]));
  const page = { frame, group, thread, answers, shown, hasHistory: history, standing, pinned, draft };
  return c.html(<ThreadPage {...page} />, draft ? 422 : 200);
}
