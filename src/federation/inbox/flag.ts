import { type Actor, actorById, actorByUri } from "../../features/actors/actors.queries.ts";
import { ownPostsFor } from "../../features/moderation/moderation.queries.ts";
import { onFlag } from "../../features/moderation/reports.inbox.ts";
import { asList, idOf, textOf } from "../../platform/ap-read.ts";
import { localActorId } from "../../platform/ap-uris.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { htmlToText } from "../../platform/html.ts";
import { takePoint } from "../../platform/rate-limit.ts";
import { accepted, type Handler, ignored, writeOnce } from "./incoming.ts";

/** Things that one Flag may name; what is beyond is not looked at. */
const MOST_NAMED = 100;
/** Of one actor: servers report through one technical account. */
const LIMIT = { points: 10, seconds: 24 * 3600 };

/**
 * Another server reports somebody of ours (R15, T066): a person there, or its technical account. Posts count only if that
 * server may see them, and only those of the one reported; text is taken as text.
 */
export const receiveFlag: Handler = async (ctx, incoming) => {
  const { actor, activity } = incoming;
  const named = asList(activity.object).slice(0, MOST_NAMED);
  const uris = [...new Set(named.flatMap((one) => idOf(one) ?? []))];
  const visible = await ownPostsFor(ctx, uris, actor.host);
  const target = await reportedIn(ctx, uris, visible[0]?.authorId);
  if (!target) return ignored("not-ours");
  const point = await takePoint(ctx, `flag:${actor.id}`, LIMIT.points, LIMIT.seconds);
  if (!point.allowed) return ignored("flagged-enough");
  return writeOnce(ctx, incoming, async (tx) => {
    await onFlag(tx, {
      reporterId: actor.id,
      targetId: target.id,
      posts: visible.filter(({ authorId }) => authorId === target.id),
      text: htmlToText(textOf(activity.content) ?? ""),
      address: target.uri,
    });
    return accepted;
  });
};

/** The account of ours that is named, else the author of the first post. */
async function reportedIn(ctx: Ctx, uris: readonly string[], authorId: string | undefined): Promise<Actor | null> {
  const uri = uris.find((one) => localActorId(ctx.origin, one) !== null);
  const target = await (uri === undefined ? actorById(ctx, authorId ?? "0") : actorByUri(ctx, uri));
  return target?.local && target.kind !== "instance" && target.deletedAt === null ? target : null;
}
