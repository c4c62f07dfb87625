import { mayBeRelay } from "../../features/peers/relays.model.ts";
import { relayOf } from "../../features/peers/relays.queries.ts";
import { type BoostVisibility, narrowerBoost, visibilityOf } from "../../features/posts/posts.model.ts";
import { widestBoost } from "../../features/posts/posts.policy.ts";
import { type Post, postByUri, visiblePlace } from "../../features/posts/posts.queries.ts";
import { asList, httpUrl, idOf, isObject } from "../../platform/ap-read.ts";
import { hostOf } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Json, JsonObject } from "../../platform/json.ts";
import { mayAskOnHearsay } from "../fetch/fetch-document.ts";
import { groupOf, relevanceOf, storeArrival, storeDeletion } from "../fetch/landing.ts";
import { rememberWrapped } from "../fetch/peer-info.ts";
import { fetchArrival, resolveParents, resolvePost } from "../fetch/resolve.ts";
import { isAboutAdoptions, receiveListing } from "./adoption.ts";
import { authorOfRemote, isGone } from "./gone.ts";
import { accepted, type Handler, hashOf, type Incoming, ignored, type Outcome, typeIn, writeOnce } from "./incoming.ts";
import { receiveWrappedModeration } from "./moderation.ts";
import { react } from "./react.ts";
import { receiveFromRelay } from "./relay.ts";

/** Activities that a group passes on whole (FEP-1b12). */
const WRAPPED = new Set(
  "Create Update Delete Like Dislike Undo Add Remove Lock Block Flag Announce Follow Accept Reject".split(" "),
);

/** Among them those by which moderators act. */
const MODERATING = new Set("Delete Undo Add Remove Lock Block".split(" "));

/**
 * A boost of an object, or what a group passes on. Whatever is embedded is only a hint: text is taken from the object's
 * own id at its origin, or not at all (T046, T047, check 40). What a relay announces is no boost of anybody's.
 */
export const receiveAnnounce: Handler = async (ctx, incoming) => {
  const relay = mayBeRelay(incoming.actor) ? await relayOf(ctx, incoming.actor.uri) : null;
  if (relay) return receiveFromRelay(ctx, relay, incoming.activity);
  const { object } = incoming.activity;
  const inner = isObject(object) ? typeIn(object, (type) => WRAPPED.has(type)) : null;
  return isObject(object) && inner !== null
    ? receiveWrapped(ctx, incoming, object, inner)
    : receiveBoost(ctx, incoming, httpUrl(idOf(object)));
};

/** A post passed on; one of ours also by a group that took it in and passes on its Create. */
async function receiveBoost(ctx: Ctx, incoming: Incoming, uri: string | null): Promise<Outcome> {
  const { actor } = incoming;
  if (uri === null) return ignored("no-object");
  const seen = await visiblePlace(ctx, null, uri);
  const post = seen ?? (await boostedPost(ctx, incoming, uri));
  if (!post) return ignored("not-asked-for");
  // What only some may read is boosted by nobody but its author, not even counted (T061).
  const widest = widestBoost(post, actor.id);
  const isOpen = seen !== null || (await visiblePlace(ctx, null, post.uri)) !== null;
  if (widest === null || (!isOpen && widest !== "followers")) return ignored("not-public");
  if (incoming.shunned && !(await visiblePlace(ctx, actor.id, post.uri))) return ignored("blocked-by-author");
  // A group hands out what was posted in it: that is no opinion of anybody's.
  if (post.groupId === actor.id) return accepted;
  const id = incoming.id ?? `${actor.uri}#${hashOf(["Announce", post.uri])}`;
  const visibility = narrowerBoost(boostVisibilityOf(incoming), widest);
  return react(ctx, incoming, { postId: post.id, kind: "boost", uri: id, visibility });
}

/** Who is to be told of a boost; one that names nobody at all is for everybody, as it always was. */
function boostVisibilityOf({ actor, activity }: Incoming): BoostVisibility {
  const named = (value: Json = []): string[] => asList(value).flatMap((one) => idOf(one) ?? []);
  const [to, cc] = [named(activity.to), named(activity.cc)];
  if (to.length + cc.length === 0) return "public";
  const visibility = visibilityOf(to, cc, actor.followersUri);
  return visibility === "public" || visibility === "unlisted" ? visibility : "followers";
}

/** A post that we have; one that we lack only if somebody here follows who boosts it. */
async function boostedPost(ctx: Ctx, { followed, budget }: Incoming, uri: string): Promise<Post | null> {
  const known = await postByUri(ctx, uri);
  if (known) return known.deletedAt === null ? known : null;
  if (hostOf(uri) === hostOf(ctx.origin) || !followed) return null;
  return resolvePost(ctx, uri, { budget });
}

async function receiveWrapped(ctx: Ctx, incoming: Incoming, inner: JsonObject, type: string): Promise<Outcome> {
  const { actor } = incoming;
  if (actor.type !== "Group") return ignored("not-a-group");
  await rememberWrapped(ctx, actor.host);
  if ((type === "Add" || type === "Remove") && isAboutAdoptions(inner)) return receiveListing(ctx, incoming, inner);
  const moderated = MODERATING.has(type) ? await receiveWrappedModeration(ctx, incoming, inner) : null;
  if (moderated) return moderated;
  const uri = httpUrl(idOf(inner.object));
  if (uri === null) return ignored("no-object");
  if (hostOf(uri) === hostOf(ctx.origin)) return type === "Create" ? receiveBoost(ctx, incoming, uri) : ignored("ours");
  if (type === "Create" || type === "Update") return receiveInner(ctx, incoming, inner, uri);
  if (type === "Delete") return receiveInnerDelete(ctx, incoming, uri);
  return ignored("not-verifiable");
}

async function receiveInner(ctx: Ctx, incoming: Incoming, inner: JsonObject, uri: string): Promise<Outcome> {
  const { followed, budget } = incoming;
  if (!followed && !(await concernsUs(ctx, inner, uri))) return ignored("not-asked-for");
  if (!followed && !(await mayAskOnHearsay(ctx, uri))) return ignored("asked-enough");
  const arrival = await fetchArrival(ctx, uri, budget);
  if (!followed && (await relevanceOf(ctx, arrival.wire, arrival.author)) === null) return ignored("not-asked-for");
  await resolveParents(ctx, arrival.wire.inReplyTo, { budget });
  const groupId = await groupOf(ctx, arrival);
  return writeOnce(ctx, incoming, async (tx) => {
    const received = await storeArrival(tx, arrival, groupId);
    return received.change === "none" ? ignored(received.reason) : accepted;
  });
}

/** By what the inner activity claims: a post that we have, or an answer to one. Decided again when it was fetched. */
async function concernsUs(ctx: Ctx, inner: JsonObject, uri: string): Promise<boolean> {
  if (await postByUri(ctx, uri)) return true;
  const parent = isObject(inner.object) ? idOf(inner.object.inReplyTo) : null;
  return parent !== null && (await postByUri(ctx, parent)) !== null;
}

/** Believed only when the origin says so too (R3). */
async function receiveInnerDelete(ctx: Ctx, incoming: Incoming, uri: string): Promise<Outcome> {
  const author = await authorOfRemote(ctx, uri);
  if (!author) return ignored("no-such-post");
  if (!(await mayAskOnHearsay(ctx, uri))) return ignored("asked-enough");
  if (!(await isGone(ctx, uri, incoming.budget, true))) return ignored("not-gone");
  return writeOnce(ctx, incoming, async (tx) =>
    (await storeDeletion(tx, author, uri)).change === "deleted" ? accepted : ignored("deleted-already"),
  );
}
