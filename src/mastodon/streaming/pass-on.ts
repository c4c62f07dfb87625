import { toldByIds } from "../../features/notifications/groups.queries.ts";
import { talksAround } from "../../features/posts/direct-talks.queries.ts";
import {
  type Routed,
  routeBoosts,
  routeGone,
  routePosts,
  routeUnboosts,
  type Watcher,
} from "../../features/posts/streams.queries.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Id } from "../../platform/ids.ts";
import type { Viewer } from "../../platform/viewer.ts";
import { conversationEntities } from "../entities/conversation.ts";
import { choiceOf, notificationEntities } from "../entities/notification.ts";
import { statusEntities } from "../entities/status.ts";
import { passOnAnnouncements } from "./announcements.ts";
import type { Listener } from "./listener.ts";
import type { NewsBatch } from "./news.ts";
import { keyOf, type Stream } from "./streams.model.ts";

/** Members whose streams are put together side by side. */
const AT_ONCE = 4;

/** One member with all open connections. */
interface Audience {
  readonly viewer: Viewer;
  readonly listeners: Listener[];
}

/**
 * Passes on what happened. Four statements decide for all streams together what goes where; then what each member gets is
 * loaded once for that member, with the member's own flags and blocks: a member who gets nothing costs nothing.
 */
export async function passOn(ctx: Ctx, listeners: readonly Listener[], batch: NewsBatch): Promise<void> {
  const audiences = audiencesOf(listeners);
  const watchers = watchersOf(listeners);
  const home = watchers.filter(({ kind }) => kind === "user" || kind === "list");
  const [posts, boosts, gone, unboosts] = await Promise.all([
    routePosts(ctx, watchers, [...batch.posts, ...batch.edits]),
    routeBoosts(ctx, home, [...batch.boosts]),
    routeGone(ctx, watchers, [...batch.gone]),
    routeUnboosts(ctx, home, batch.unboosts),
  ]);
  const routes = {
    shown: byPlace([...named(watchers, posts), ...named(home, boosts)]),
    gone: byPlace([...named(watchers, gone), ...named(home, unboosts)]),
  };
  for (let start = 0; start < audiences.length; start += AT_ONCE) {
    const some = audiences.slice(start, start + AT_ONCE);
    await Promise.all(
      some.map((audience) =>
        passTo(ctx, audience, routes, batch).catch((error: unknown) =>
          ctx.log.warn("A stream could not be served: {error}", { error }),
        ),
      ),
    );
  }
  await passOnAnnouncements(ctx, listeners, batch);
}

/** Ids by who gets them on which stream. */
type Routes = ReadonlyMap<string, readonly Id[]>;

const placeOf = (actorId: Id, stream: Stream): string => `${actorId} ${keyOf(stream)}`;

const named = (watchers: readonly Watcher[], routed: readonly Routed[]): (readonly [string, Id])[] =>
  routed.flatMap(({ place, id }) => {
    const watcher = watchers[place];
    return watcher ? [[placeOf(watcher.actorId, watcher), id] as const] : [];
  });

function byPlace(entries: readonly (readonly [string, Id])[]): Routes {
  const routes = new Map<string, Id[]>();
  for (const [place, id] of entries) routes.set(place, [...(routes.get(place) ?? []), id]);
  return routes;
}

function audiencesOf(listeners: readonly Listener[]): Audience[] {
  const audiences = new Map<Id, Audience>();
  for (const listener of listeners) {
    const { viewer } = listener;
    const audience = audiences.get(viewer.actorId) ?? { viewer, listeners: [] };
    audience.listeners.push(listener);
    audiences.set(viewer.actorId, audience);
  }
  return [...audiences.values()];
}

function watchersOf(listeners: readonly Listener[]): Watcher[] {
  const watchers = new Map<string, Watcher>();
  for (const { viewer, streams } of listeners) {
    for (const stream of streams.values()) {
      if (stream.kind === "user:notification") continue;
      watchers.set(placeOf(viewer.actorId, stream), { actorId: viewer.actorId, ...stream });
    }
  }
  return [...watchers.values()];
}

async function passTo(
  ctx: Ctx,
  { viewer, listeners }: Audience,
  routes: { readonly shown: Routes; readonly gone: Routes },
  batch: NewsBatch,
): Promise<void> {
  const streams = new Map(listeners.flatMap((listener) => [...listener.streams]));
  const timelines = [...streams.values()].filter(({ kind }) => kind !== "direct");
  const shown = timelines.flatMap((stream) => routes.shown.get(placeOf(viewer.actorId, stream)) ?? []);
  const [statuses, told, talks] = await Promise.all([
    statusEntities(ctx, viewer, [...new Set(shown)]),
    notificationsFor(ctx, viewer, listeners, batch),
    streams.has("direct") ? talksFor(ctx, viewer, routes, batch) : [],
  ]);
  const payloads = new Map(statuses.map((status) => [status.id, JSON.stringify(status)]));
  for (const listener of listeners) {
    for (const stream of listener.streams.values()) {
      if (stream.kind === "direct") {
        for (const talk of talks) listener.send(stream, "conversation", talk);
        continue;
      }
      const place = placeOf(viewer.actorId, stream);
      for (const id of inOrder(routes.shown.get(place))) {
        const payload = payloads.get(id);
        const isEdit = batch.edits.has(id) && !batch.posts.has(id);
        if (payload !== undefined) listener.send(stream, isEdit ? "status.update" : "update", payload);
      }
      for (const id of inOrder(routes.gone.get(place))) listener.send(stream, "delete", id);
      if (!hearsOfMember(listener, stream)) continue;
      for (const entity of told) listener.send(stream, "notification", entity);
      if (batch.merged.has(viewer.actorId)) listener.send(stream, "notifications_merged", "1");
    }
    const own = listener.streams.get("user");
    if (own && batch.filters.has(viewer.actorId)) listener.send(own, "filters_changed");
  }
}

const inOrder = (ids: readonly Id[] = []): Id[] => [...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

const hearsOfMember = (listener: Listener, { kind }: Stream): boolean =>
  kind === "user:notification" || (kind === "user" && listener.hearsNotifications);

/** The member's conversations in which something was written, changed, deleted or read, as they stand in frames. */
async function talksFor(
  ctx: Ctx,
  viewer: Viewer,
  routes: { readonly shown: Routes; readonly gone: Routes },
  batch: NewsBatch,
): Promise<string[]> {
  const place = placeOf(viewer.actorId, { kind: "direct", which: "" });
  const posts = [...(routes.shown.get(place) ?? []), ...(routes.gone.get(place) ?? [])];
  const talks = await talksAround(ctx, viewer.actorId, [...posts, ...(batch.talks.get(viewer.actorId) ?? [])]);
  return (await conversationEntities(ctx, viewer, talks)).map((entity) => JSON.stringify(entity));
}

/** What the member is told of, oldest first, as it stands in frames. */
async function notificationsFor(
  ctx: Ctx,
  viewer: Viewer,
  listeners: readonly Listener[],
  batch: NewsBatch,
): Promise<string[]> {
  const ids = batch.told.get(viewer.actorId);
  const isHeard = listeners.some((listener) =>
    [...listener.streams.values()].some((stream) => hearsOfMember(listener, stream)),
  );
  if (!ids || !isHeard) return [];
  const told = await toldByIds(ctx, viewer, choiceOf([]), [...ids]);
  const entities = await notificationEntities(ctx, viewer, told);
  return entities.reverse().map((entity) => JSON.stringify(entity));
}
